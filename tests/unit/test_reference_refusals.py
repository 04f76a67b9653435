"""A bad reference file is refused with file, row and reason, everything at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.errors import ReferenceDataError
from reference.aliases import refusal_of_alias
from reference.loader import FILES, FOLDER, load_catalog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may spoil."""
    for file in FILES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / file, tmp_path / file)
    return tmp_path


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text that stands in the file, and return its line."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, file: str, row: str) -> int:
    """Append a row, and return its line."""
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text + row + "\n", encoding="utf-8")
    return text.count("\n") + 1


def refusal(folder: Path, overlay: Path | None = None) -> str:
    with pytest.raises(ReferenceDataError) as caught:
        load_catalog(folder, overlay)
    assert caught.value.exit_code == 12
    return caught.value.message


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("regions.csv", "650104,新市区", "650103,新市区", "region_code“650103”与第19行重复"),
        ("regions.csv", "天山,650100,3", "天山,650109,3", "上级650109的level应小于本级的level"),
        ("regions.csv", "天山,650100,3", "天山,659999,3", "parent_code“659999”不在regions.csv中"),
        ("regions.csv", "2022-12-19,,VIA_XPCC", "2022-12-39,,VIA_XPCC", "valid_from 应为日期"),
        ("regions.csv", "650102,天山区,天山", "650102,天山区,水磨沟", "名称“水磨沟”"),
        ("region_collisions.csv", "654200|654201", "654200|654299", "候选代码“654299”不在regions.csv中"),
        ("region_collisions.csv", "和田,653200|653201|653221", "和田,653200|653201", "名称“和田”"),
        ("population_2020.csv", "650100,405.44", "650100,四百万", "population_10k 应为数字"),
        ("indicators.csv", "科技培训场次,Training", "科普活动总场次,Training", "name_zh“科普活动总场次”"),
        ("indicators.csv", "活动,flow,场,场次:1|场:1", "活动,flux,场,场次:1|场:1", "measure_type“flux”不在允许值之内"),
        ("indicators.csv", "活动,flow,场,场次:1|场:1", "活动,flow,场,场次:1|场:2", "须列入allowed_units且倍数为1"),
        ("indicators.csv", "活动,flow,场,场次:1", "活动,flow,场,场次", "“场次”应写作“单位:倍数”"),
        ("indicators.csv", "千元:1000|", "千元:100|", "倍数100与unit_conversions.csv的1000不同"),
        ("indicators.csv", "千元:1000|", "贯:1000|", "单位“贯”不在dims/unit_conversions.csv中"),
        ("indicators.csv", "Y,0,8000,Y", "Y,9000,8000,Y", "plausible_min 9000 大于 plausible_max 8000"),
        ("indicators.csv", "ALL.SESSIONS,ACT.PRACTECH", "ALL.SESSION,ACT.PRACTECH", "parent_total“ACT.ALL.SESSION”"),
        ("indicators.csv", "PRACTECH.SESSIONS,>=each", "PRACTECH.SESSION,>=each", "parts 中“ACT.PRACTECH.SESSION”"),
        ("indicators.csv", "举办各类科普活动|", "科技培训|", "措辞“科技培训”"),
        ("indicators.csv", "@AUD.FARMER", "@AUD.FARMERS", "人群“AUD.FARMERS”不在dims/audiences.csv中"),
        ("indicator_collisions.csv", "受益群众,ACT.ALL", "受益人,ACT.ALL", "措辞“受益群众”"),
        ("indicator_pairs.csv", "ACT.TRAIN.FARMERS", "ACT.TRAIN.FARMER", "“ACT.TRAIN.FARMER”不在indicators.csv中"),
        ("rules.csv", "critical,hold_file", "severe,hold_file", "severity“severe”不在允许值之内"),
        ("rules.csv", "critical,hold_file", "critical,hold_fire", "effect“hold_fire”不在允许值之内"),
        ("rules.csv", "1,file,domain", "1,folder,domain", "stage“folder”不在允许值之内"),
        ("thresholds.csv", "VAL-09,min", "VAL-99,min", "规则“VAL-99”不在rules.csv中"),
        ("thresholds.csv", "VAL-09,max", "VAL-09,min", "阈值VAL-09.min重复"),
        ("thresholds.csv", "LIT.TARGET,15", "LIT.TARGETS,15", "指标“LIT.TARGETS”不在indicators.csv中"),
        ("due_dates.csv", "2022-03,", "2022-05,", "2022-05应为2022-03"),
        ("due_dates.csv", "2022-03,2022-04", "2022-03,2022-03", "due_on 应为2022年3月之后的日期"),
        ("dims/audiences.csv", "AUD.FARMER,", "AUD.YOUTH,", "code“AUD.YOUTH”与第3行重复"),
        ("dims/programmes.csv", "12|1|2|3", "12|1|2|13", "season_months 应为月份"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = replace(folder, file, old, new)
    message = refusal(folder)
    assert reason in message
    assert file in message
    assert f"第{line}行" in message or reason.startswith(("名称", "措辞", "2022-05"))


def test_a_row_with_an_unquoted_comma_is_named(folder: Path) -> None:
    line = append(folder, "thresholds.csv", "VAL-12,other,,1,上限,估计")
    assert f"thresholds.csv 第{line}行：应有5列，实有6列（逗号未加引号？）。" in refusal(folder)


def test_a_missing_column_is_named(folder: Path) -> None:
    replace(folder, "rules.csv", "severity,effect", "severity,outcome")
    assert "rules.csv：缺少列：effect。" in refusal(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "rules.csv").unlink()
    assert "rules.csv：文件不存在。" in refusal(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    text = (folder / "aliases.csv").read_text(encoding="utf-8")
    (folder / "aliases.csv").write_bytes((text + "region,塔县,653131,,,\n").encode("gb18030"))
    assert "aliases.csv：不是UTF-8编码" in refusal(folder)


def test_everything_wrong_is_said_at_once(folder: Path) -> None:
    replace(folder, "thresholds.csv", "VAL-09,min", "VAL-99,min")
    replace(folder, "dims/audiences.csv", "AUD.FARMER,", "AUD.YOUTH,")
    replace(folder, "population_2020.csv", "650100,405.44", "650100,-1")
    message = refusal(folder)
    assert all(file in message for file in ("thresholds.csv", "dims/audiences.csv", "population_2020.csv"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("region,塔城市,654200,,,", "“塔城市”已是654201的名称，不能作为654200的别名"),
        ("region,巴州,652700,,,", "“巴州”已是652800的名称"),
        ("region,塔地科协,654299,,,", "代码“654299”不存在"),
        ("place,塔地科协,654200,,,", "kind“place”不在允许值之内"),
        ("indicator,科普讲座场次,ACT.TRAIN.SESSIONS,,,", "“科普讲座场次”已是ACT.LECTURE.SESSIONS的名称"),
        ("indicator,,ACT.TRAIN.SESSIONS,,,", "wording 为空"),
        ("audience,农牧民,AUD.ELDER,,,", "“农牧民”已是AUD.FARMER的名称"),
    ],
)
def test_an_alias_may_add_a_name_but_not_take_one_away(folder: Path, row: str, reason: str) -> None:
    line = append(folder, "aliases.csv", row)
    message = refusal(folder)
    assert f"aliases.csv 第{line}行" in message
    assert reason in message


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("indicator,实用技术培训,ACT.PRACTECH.SESSIONS,,,", "it meant two indicators"),
        ("region,沙湾县,654203,,,", "it is the name of a county that is no more"),
        ("indicator,科学夜校 › 本月,ACT.LECTURE.SESSIONS,,,", "it meant nothing"),
    ],
)
def test_an_alias_may_decide_what_was_open(folder: Path, row: str, why: str) -> None:
    append(folder, "aliases.csv", row)
    assert len(load_catalog(folder).aliases) == 1, why


def test_an_alias_can_be_tried_before_it_is_confirmed() -> None:
    catalog = load_catalog()
    assert refusal_of_alias(catalog, "region", "西四县", "654000") is None
    assert refusal_of_alias(catalog, "region", "塔城市", "654200") == "“塔城市”已是654201的名称，不能作为654200的别名。"
    assert refusal_of_alias(catalog, "indicator", "科学夜校", "ACT.NIGHT") == "代码“ACT.NIGHT”不存在。"


def test_an_alias_confirmed_in_use_may_not_contradict_one_of_the_project(folder: Path, tmp_path: Path) -> None:
    append(folder, "aliases.csv", "indicator,科学夜校,ACT.LECTURE.SESSIONS,,,")
    home = tmp_path / "home"
    home.mkdir()
    (home / "aliases.csv").write_text("kind,wording,code\nindicator,科学夜校,ACT.TRAIN.SESSIONS\n", encoding="utf-8")
    assert "home/reference/aliases.csv 第2行：“科学夜校”已确认为ACT.LECTURE.SESSIONS" in refusal(folder, home)


def test_thresholds_and_aliases_confirmed_in_use_are_merged(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text(
        "kind,wording,code\nregion,塔地,654200\nregion,西四县,654000\n", encoding="utf-8"
    )
    (tmp_path / "thresholds.csv").write_text(
        "rule_id,name,indicator_code,value,reason\nCRS-10,max_per_person,,8,核定\n", encoding="utf-8"
    )
    catalog, plain = load_catalog(overlay=tmp_path), load_catalog()
    assert catalog.aliases[("region", "西四县")] == "654000"
    assert catalog.threshold("CRS-10", "max_per_person") == 8
    assert plain.threshold("CRS-10", "max_per_person") == 5
    assert catalog.version != plain.version


def test_an_overlay_folder_without_files_changes_nothing(tmp_path: Path) -> None:
    assert load_catalog(overlay=tmp_path).version == load_catalog().version


def test_the_version_follows_the_bytes_of_the_files(folder: Path) -> None:
    before = load_catalog(folder).version
    assert before == load_catalog(folder).version == load_catalog().version
    replace(folder, "thresholds.csv", "VAL-09,max,,100", "VAL-09,max,,101")
    assert load_catalog(folder).version != before


def test_a_threshold_of_an_indicator_goes_before_the_general_one() -> None:
    catalog = load_catalog()
    assert catalog.threshold("OUT-01", "per_head", "ACT.TRAIN.FARMERS") == 0.5
    assert catalog.threshold("OUT-01", "per_head", "MAT.ALL.DISTRIBUTED") == 3
    with pytest.raises(KeyError):
        catalog.threshold("OUT-01", "no_such_name")
