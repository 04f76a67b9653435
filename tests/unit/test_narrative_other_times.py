"""A figure about another time than the report's is never filed as the report's own."""

from __future__ import annotations

import pytest

from domain.narrative import narrative_lines, text_document
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

REPORT = "塔城地区科协2022年11月工作报告\n"


def lines_of(sentence: str) -> list[dict[str, object]]:
    return narrative_lines(text_document(REPORT + sentence), load_catalog(), load_lexicon())


@pytest.mark.parametrize(
    ("sentence", "kind", "period", "period_type"),
    [
        ("去年同期培训农牧民12万人次。", "level", "2021-11", "month"),
        ("上年同期举办科普讲座20场次。", "level", "2021-11", "month"),
        ("上月举办科技培训9场次。", "level", "2022-10", "month"),
        ("2021年举办科技培训100场次。", "level", "2021", "ytd"),
        ("计划12月举办科普讲座30场次。", "target", "2022-12", "target"),
        ("下月拟举办科普讲座30场次。", "target", "2022-12", "target"),
        ("明年计划举办科普讲座300场次。", "target", "2023", "target"),
        ("比去年同期多举办讲座5场次。", "change", "2022-11", "month"),
        ("实施基层科普行动计划，投入资金30万元。", "level", "2022-11", "month"),
        ("按照年度计划举办科技培训12场次。", "level", "2022-11", "month"),
    ],
)
def test_the_time_of_a_figure_is_the_one_its_clause_names(
    sentence: str, kind: str, period: str, period_type: str
) -> None:
    (line,) = lines_of(sentence)
    assert (line["kind"], line["period"], line["period_type"]) == (kind, period, period_type)


def test_a_time_to_come_is_spoken_of_once() -> None:
    planned, done = lines_of("计划12月举办科普讲座30场次。举办科普讲座25场次。")
    assert planned["period"] == "2022-12"
    assert done["period"] == "2022-11"


def test_last_years_figure_does_not_lend_its_time_to_this_years() -> None:
    before, now = lines_of("去年同期培训农牧民12万人次，今年1—11月培训农牧民13.5万人次。")
    assert before["period"] == "2021-11"
    assert now["period"] == "2022-01..2022-11"
    assert before["period_type"] is None  # the month, or the year until then


@pytest.mark.parametrize(
    ("sentence", "period_type"),
    [
        ("11月，全地区累计举办线上讲座64场次。", None),
        ("11月份累计培训农牧民3.2万人次。", None),
        ("本月累计举办讲座64场次。", "month"),
        ("截至11月底累计举办讲座640场次。", "ytd"),
        ("今年累计举办讲座640场次。", "ytd"),
        ("1—11月累计举办讲座640场次。", "ytd"),
        ("本季度以来共举办讲座21场次。", None),
        ("三季度举办讲座21场次。", None),
        ("下半年举办讲座121场次。", None),
        ("上半年举办讲座120场次。", "ytd"),
        ("自2019年开馆以来累计举办讲座860场次。", None),
        ("近三年来累计举办讲座860场次。", None),
        ("“科技之冬”活动期间（去年12月至今年3月）举办讲座820场次。", None),
        ("去年12月至今年3月举办讲座820场次。", None),
    ],
)
def test_a_sum_is_since_january_only_where_that_is_said(sentence: str, period_type: str | None) -> None:
    (line,) = lines_of(sentence)
    assert line["period_type"] == period_type


def test_the_same_period_of_last_year_is_as_long_as_this_years() -> None:
    text = "截至11月30日，累计举办科技培训402场次；与去年同期的388场次相比有所增长。"
    now, before = lines_of(text)
    assert (now["period_type"], before["period_type"]) == ("ytd", None)
    (month,) = lines_of("去年同期举办科技培训38场次。")
    assert (month["period"], month["period_type"]) == ("2021-11", "month")
