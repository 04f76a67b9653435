"""Paraphrasing a report changes no key: the same facts in three wordings are the same observations."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from domain.catalog import Catalog
from domain.narrative import Lexicon
from domain.observation import Disposition, Observation
from intake.understand import FileTask, Understanding, understand_file
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

WORDINGS = {
    "official": (
        "塔城地区科协2022年11月科普工作情况\n"
        "11月，全地区举办科技培训62场次，科技培训参与人次5134人次。\n"
        "今年以来，累计发放科普宣传资料9.7万份。截至11月底，现有科普教育基地35家。\n"
    ),
    "plain": (
        "2022年11月工作小结\n"
        "2022年11月，我地区科协共开展科技培训62场次，参加科技培训5134人次。\n"
        "1—11月，发放科普宣传资料97000份。全地区现有科普教育基地35家。\n"
    ),
    "numbers first": (
        "工作简报（2022年11月）\n"
        "一、科技培训\n本月举办62场次科技培训，科技培训参与人次达5134人次。\n"
        "二、资料与阵地\n2022年1—11月累计发放各类科普宣传资料97,000份；科普教育基地现有35家。\n"
    ),
}
FACTS = {
    ("ACT.TRAIN.SESSIONS", "month", 62.0),
    ("ACT.TRAIN.PARTICIPANTS", "month", 5134.0),
    ("MAT.ALL.DISTRIBUTED", "ytd", 97_000.0),
    ("VEN.BASE.NUM", "stock", 35.0),
}


@lru_cache
def reference() -> tuple[Catalog, Lexicon]:
    return load_catalog(), load_lexicon()


def understood(name: str, data: bytes, path: str = "2022-11/塔城地区") -> Understanding:
    catalog, lexicon = reference()
    return understand_file(data, FileTask(f"{path}/{name}", "0" * 64, "", "2022-10"), catalog, lexicon)


def figures(wording: str, folder: Path) -> dict[str | None, Observation]:
    path = folder / "工作情况.txt"
    path.write_text(WORDINGS[wording], encoding="utf-8")
    found = understood(path.name, path.read_bytes()).observations
    return {o.observation_key: o for o in found if o.status != Disposition.NOT_A_STATISTIC}


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_wording_states_the_four_facts_and_no_others(wording: str, tmp_path: Path) -> None:
    said = {(o.indicator_code, o.period_type, o.value) for o in figures(wording, tmp_path).values()}
    assert said == FACTS


@pytest.mark.parametrize("wording", ["plain", "numbers first"])
def test_the_same_facts_in_other_words_have_the_same_keys(wording: str, tmp_path: Path) -> None:
    assert set(figures(wording, tmp_path)) == set(figures("official", tmp_path))


def test_a_table_of_the_same_facts_has_the_same_keys(tmp_path: Path) -> None:
    table = (
        "填报单位：塔城地区科协,,,\n指标名称,计量单位,本月,本年累计\n"
        "科技培训场次,场次,62,\n科技培训参与人次,人次,5134,\n发放科普宣传品、资料数,份,,97000\n"
    )
    found = understood("月报.csv", table.encode()).observations
    keys = {o.observation_key for o in found if o.value is not None}
    assert keys == {key for key, o in figures("official", tmp_path).items() if o.period_type != "stock"}


def test_the_month_of_the_submission_dates_what_its_prose_leaves_undated() -> None:
    (figure,) = [
        o
        for o in understood("情况.txt", "11月，举办科技培训62场次。".encode()).observations
        if o.status != Disposition.NOT_A_STATISTIC
    ]
    assert (figure.period, figure.period_type, figure.value) == ("2022-11", "month", 62.0)


def only(text: str) -> Observation:
    (figure,) = [
        o for o in understood("情况.txt", text.encode()).observations if o.status != Disposition.NOT_A_STATISTIC
    ]
    return figure


@pytest.mark.parametrize(
    "plan",
    [
        "12月计划培训农牧民2000人次。",
        "下月计划培训农牧民2000人次。",
        "2023年一季度计划培训农牧民3000人次。",
        "目标任务培训农牧民4000人次。",
    ],
)
def test_a_plan_for_less_than_a_year_is_no_target_of_the_year(plan: str) -> None:
    figure = only(f"塔城地区科协2022年11月工作总结\n{plan}")
    assert (figure.status, figure.hold_rule) == ("held", "PER-01")
    assert figure.hold_reason == "是计划数或目标数，但没有写明是哪一年全年的，不能确定口径。"


@pytest.mark.parametrize(
    ("plan", "year"), [("全年目标培训农牧民10万人次。", 2022), ("明年计划培训农牧民12万人次。", 2023)]
)
def test_a_plan_for_a_year_is_its_target(plan: str, year: int) -> None:
    figure = only(f"塔城地区科协2022年11月工作总结\n{plan}")
    assert (figure.period_type, figure.period, figure.target_year) == ("target", f"{year}-12", year)


@pytest.mark.parametrize("unit", ["场", "期次", "讲", "讲次"])
def test_lectures_are_counted_by_what_lectures_are_counted_by(unit: str) -> None:
    figure = only(f"11月，举办科普讲座56{unit}。")
    assert (figure.indicator_code, figure.value, figure.hold_rule) == ("ACT.LECTURE.SESSIONS", 56, None)
