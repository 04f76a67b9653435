"""A suite that is wrong is refused with its file and line; what Great Expectations returns is complete."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ReferenceDataError
from expectations import stages, validate_files, validate_observations, validate_region_month
from expectations.frames import file_frame
from expectations.messages import FILE_NAMES, OBSERVATION_NAMES, names_of
from expectations.results import RuleResult, ValidationResult, merge
from expectations.suites import SUITES, Suite, load_suite
from tests.unit.rule_month import CATALOG, judged, number, observation_frame
from warehouse.statements import statement

GOOD: dict[str, Any] = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "value", "min_value": 0, "row_condition": {"$rows": ["is_figure", "has_value"]}},
    "severity": "critical",
    "description": "数量不得为负。",
    "meta": {"rule_id": "VAL-06", "owner": "综合统计", "effect": "hold_value"},
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def meta(**changes: Any) -> dict[str, Any]:
    return changed(meta={**GOOD["meta"], **changes})


def kwargs(**changes: Any) -> dict[str, Any]:
    return changed(kwargs={**GOOD["kwargs"], **changes})


def load(folder: Path, *entries: dict[str, Any]) -> Suite:
    """Write a suite with one expectation a line, from line 3 on, and load it for the observation stage."""
    listed = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    path = folder / "proba.json"
    path.write_text(f'{{"name": "proba",\n"expectations": [\n{listed}\n]}}\n', encoding="utf-8")
    columns = ["value", "is_figure", "has_value", "state"]
    return load_suite(path, columns, "observation", CATALOG)


def test_a_good_suite_loads(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).checks[0].rule_id == "VAL-06"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (meta(rule_id="VAL-99"), "规则“VAL-99”不在rules.csv中"),
        (meta(rule_id="SYN-01", effect="hold_file"), "规则SYN-01属于file阶段"),
        (changed(severity="info"), "severity“info”与rules.csv的critical不同"),
        (meta(effect="block"), "effect“block”不是已知的处理方式"),
        (meta(effect="hold_file"), "重于rules.csv的hold_value"),
        (kwargs(column="valeu"), "引用的列“valeu”不在数据框中"),
        (kwargs(row_condition={"$rows": ["is_figrue"]}), "引用的列“is_figrue”不在数据框中"),
        (kwargs(min_value={"$threshold": "VAL-06.minimum"}), "阈值“VAL-06.minimum”不在thresholds.csv中"),
        (meta(requires=["has_indicator"]), "requires“has_indicator”不在row_condition中"),
        (changed(description=""), "缺少description"),
        (changed(meta="VAL-06"), "缺少meta"),
    ],
)
def test_a_wrong_expectation_is_refused_with_file_and_line(tmp_path: Path, entry: dict[str, Any], reason: str) -> None:
    with pytest.raises(ReferenceDataError, match=r"proba\.json 第4行：") as refused:
        load(tmp_path, GOOD, entry)
    assert reason in refused.value.message


def test_broken_json_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "proba.json").write_text('{"name": "x",\n"expectations": [\n{"type": }\n]}', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"proba\.json 第3行：不是有效的JSON"):
        load_suite(tmp_path / "proba.json", [], "observation", CATALOG)


def test_a_threshold_comes_from_the_reference_data(tmp_path: Path) -> None:
    suite = load(tmp_path, kwargs(min_value={"$threshold": "VAL-09.max"}))
    assert suite.checks[0].kwargs["min_value"] == CATALOG.thresholds["VAL-09.max"]


def test_a_view_without_its_threshold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"阈值“VAL-06\.limit”不在thresholds\.csv中"):
        load(tmp_path, meta(thresholds=["VAL-06.limit"]))


def test_every_threshold_that_a_view_reads_is_named_in_its_suite() -> None:
    written = json.loads((SUITES / "region_month.json").read_text(encoding="utf-8"))["expectations"]
    for entry in written:
        rule_id = entry["meta"]["rule_id"]
        view = statement("violations", rule_id.lower().replace("-", "_"))
        read = set(re.findall(r"filter \(where name = '(\w+)'\)", view))
        named = {key.split(".")[1] for key in entry["meta"].get("thresholds", ())}
        assert read == named, rule_id


def test_the_three_suites_cover_every_rule_that_is_evaluated() -> None:
    covered = {check.rule_id for suite in stages.load_suites(CATALOG) for check in suite.checks}
    assert covered == {rule.rule_id for rule in CATALOG.rules.values() if rule.engine != "none"}


@pytest.mark.parametrize("stage", ["file", "observation"])
def test_a_message_asks_only_for_what_its_stage_knows(stage: str) -> None:
    known = FILE_NAMES if stage == "file" else OBSERVATION_NAMES
    for rule in CATALOG.rules.values():
        if rule.stage == stage:
            assert names_of(rule.message_zh) <= known, rule.rule_id


def test_no_failing_row_is_cut_off() -> None:
    """Great Expectations cuts lists at 20 and 200 in places; 500 negative numbers are 500 violations."""
    rows = [number(value=-1.0 - place, id=f"n{place}") for place in range(500)]
    fired = [violation for violation in judged(rows).violations if violation.rule_id == "VAL-06"]
    assert {violation.observation_id for violation in fired} == {f"n{place}" for place in range(500)}


def test_row_labels_name_the_same_rows_as_the_named_index_of_great_expectations() -> None:
    import great_expectations as gx
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween

    frame = observation_frame([number(value=(-1.0) ** place, id=f"n{place}") for place in range(40)])
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("compared")
    batch = source.add_dataframe_asset("a").add_batch_definition_whole_dataframe("b").get_batch({"dataframe": frame})
    expectation = ExpectColumnValuesToBeBetween(column="value", min_value=0)
    slow = batch.validate(
        expectation, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["observation_id"]}
    )
    named = {row["observation_id"] for row in slow.result["unexpected_index_list"]}
    fired = {v.observation_id for v in validate_observations(frame, CATALOG).violations if v.rule_id == "VAL-06"}
    assert fired == named


def test_an_expectation_that_raises_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    suite = load(tmp_path, changed(kwargs={"column": "state", "min_value": 0}))
    frame = observation_frame([number()])
    with pytest.raises(stages.ExpectationFailedToRun, match="VAL-06"):
        stages._failing_rows(suite, frame[["state"]].astype(str))


def test_a_rule_whose_prerequisite_failed_is_not_evaluated() -> None:
    result = judged([number(), number(None, 13.2, id="unknown", indicator_resolution="unknown")])
    whole = next(rule for rule in result.rule_results if rule.rule_id == "VAL-05")
    assert (whole.looked_at, whole.passed, whole.failed, whole.not_evaluated) == (1, 1, 0, 1)
    (blocked,) = [violation for violation in result.violations if violation.rule_id == "VAL-05"]
    assert (blocked.outcome, blocked.observation_id, blocked.message) == (
        "not_evaluated",
        "unknown",
        "指标未确定，未能判断。",
    )


def test_a_rule_that_looked_at_nothing_says_so() -> None:
    rates = next(rule for rule in judged([number()]).rule_results if rule.rule_id == "VAL-09")
    assert (rates.looked_at, rates.note) == (0, "没有可判断的数据。")


def test_what_is_not_known_of_a_file_is_not_passed() -> None:
    result = validate_files(
        file_frame([{"submission_id": "s1", "submitter_code": "654200", "period": "2022-11"}]), CATALOG
    )
    counted = {rule.rule_id: rule.looked_at for rule in result.rule_results}
    assert counted["PRV-02"] == counted["DUP-06"] == counted["TIM-03"] == 0


def test_a_number_held_by_harmonising_is_never_silent() -> None:
    held = number(id="held", status="held", hold_rule="VAL-03", hold_reason="口径不明。")
    assert "VAL-03" in {violation.rule_id for violation in judged([held]).violations}


def test_nothing_stated_is_judged_without_a_fault_of_ours() -> None:
    """A month whose only number is a date has no text, no place and no period to compare."""
    nothing = dict.fromkeys(("indicator_text", "region_code", "period", "period_type", "unit", "kind"))
    token = {"status": "not_a_statistic", "token_class": "date", "raw": "2022年", "submitter_code": "654200"}
    assert judged([number(None, None, **nothing, **token)]).violations == []
    assert judged([]).violations == []


def test_a_view_without_an_expectation_is_refused() -> None:
    with pytest.raises(ValueError, match="VAL-05"):
        validate_region_month({"VAL-05": file_frame([])}, CATALOG, period="2022-11")


def test_an_unknown_column_of_the_file_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        file_frame([{"colour": "red"}])


def test_results_of_one_rule_and_stage_are_added_up() -> None:
    one = ValidationResult([], [RuleResult("VAL-05", "observation", 10, 9, 1, 2)])
    other = ValidationResult([], [RuleResult("VAL-05", "observation", 5, 5, 0, 1)])
    assert merge([one, other]).rule_results == [RuleResult("VAL-05", "observation", 15, 14, 1, 3)]
