"""The month's validation report: whole, honest about what nobody looked at, safe against what files contain."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.validation_report import LEVELS, level_of, report_page, safe_to_stop
from tests.unit.warehouse_month import CATALOG, RECORDED, figure, month, open_warehouse, table
from warehouse.load import load_month
from warehouse.publication import publish
from warehouse.validation import ValidationRows, rule_lines, validation_rows

SESSIONS = figure("ACT.TRAIN.SESSIONS", 62, issue_id="issue-1")
LECTURES = figure("ACT.LECTURE.SESSIONS", 12, cell="汇总!D4")


def violation(number: int, rule: str, seen: dict[str, object], **given: object) -> dict[str, object]:
    return {
        "violation_id": f"v{number}",
        "rule_id": rule,
        "rule_version": 1,
        "severity": "warning",
        "effect": "needs_explanation",
        "outcome": "fail",
        "period": "2022-11",
        "submitter_code": "654200",
        "submission_id": seen["submission_id"],
        "observation_id": seen["observation_id"],
        "operands": [],
        "message": f"第{number}处不合理。",
        **given,
    }


def result(rule: str, stage: str, checked: int, failed: int, not_evaluated: int = 0) -> dict[str, object]:
    counts = {"checked": checked, "passed": checked - failed, "failed": failed, "not_evaluated": not_evaluated}
    return {"period": "2022-11", "stage": stage, "rule_id": rule, "rule_version": 1, **counts}


def decision(kind: str, issue: str, seen: dict[str, object], at: datetime) -> dict[str, object]:
    return {
        "decision_id": f"{kind}-{issue}",
        "kind": kind,
        "issue_id": issue,
        "submitter_code": "654200",
        "period": "2022-11",
        "reason": "电话核实，漏写“万”。",
        "author": "张三",
        "decided_at": at,
        "observation_id": seen["observation_id"],
        "rules": '{"OUT-01": 1}',
        "state": "active",
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One month: 250 failures of one rule on two numbers, a rule that looked at nothing, one correction."""
    place = tmp_path_factory.mktemp("validation")
    many = [violation(n, "TMP-07", SESSIONS, issue_id="issue-1") for n in range(250)]
    other = violation(998, "BAL-01", LECTURES, issue_id="issue-1")  # of the same cause, about another number
    bad = violation(999, "OUT-01", LECTURES, message="<script>alert(1)</script>")
    issue = {
        "issue_id": "issue-1",
        "period": "2022-11",
        "region_code": "654200",
        "severity": "warning",
        "effect": "needs_explanation",
        "title": "科技培训场次 62：波动过大",
        "rule_ids": ["TMP-07"],
        "observation_ids": [SESSIONS["observation_id"]],
        "weight": 0.3,
        "status": "open",
        "suggestion_value": 620.0,
    }
    load = replace(
        month([SESSIONS, LECTURES]),
        violations=table([*many, other, bad], ("violation_id",)),
        issues=table([issue], ("issue_id",)),
        rule_results=table(
            [result("TMP-07", "region_month", 300, 250), result("TMP-08", "region_month", 0, 0, 50)], ("rule_id",)
        ),
        decisions=table(
            [decision("correct", "issue-9", LECTURES, datetime(2022, 12, 2, 10, 46, tzinfo=UTC))], ("decision_id",)
        ),
        runs=table([{"run_id": "1-2022-11", "load_id": 1, "period": "2022-11", "started_at": RECORDED}], ("run_id",)),
    )
    with open_warehouse(place) as connection:
        load_month(connection, load)
    publish(place)
    return place


@pytest.fixture(scope="module")
def rows(home: Path) -> ValidationRows:
    return validation_rows(home, "2022-11")


@pytest.fixture(scope="module")
def page(rows: ValidationRows) -> str:
    return report_page(rows)


def test_every_failure_is_listed_and_nothing_is_cut(page: str) -> None:
    assert all(f"第{n}处不合理。" in page for n in range(250))


def test_a_failure_shows_place_text_effect_and_suggestion(page: str) -> None:
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*第7处不合理(?:(?!</tr>).)*</tr>", page)
    for part in ("2022-11/654200/月报.xlsx", "654200·ACT.TRAIN.SESSIONS", ">62<", "需要说明", "疑为 620"):
        assert part in row


def test_a_suggestion_is_about_the_leading_number_only(page: str) -> None:
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*第998处不合理(?:(?!</tr>).)*</tr>", page)
    assert "疑为" not in row


def test_a_rule_that_looked_at_nothing_says_so(page: str) -> None:
    (row,) = re.findall(r'<tr><th scope="row">TMP-08</th>.*?</tr>', page)[:1]
    assert "没有判断任何数据，缺少可比对的数据" in row


def test_rules_that_cannot_be_evaluated_are_there_with_the_reason(page: str) -> None:
    waiting = [rule for rule in CATALOG.rules.values() if rule.engine == "none"]
    assert all(f'<th scope="row">{rule.rule_id}</th>' in page for rule in waiting)


def test_what_a_file_contains_is_text_and_the_page_needs_no_network(page: str) -> None:
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page)
    assert "default-src 'none'" in page


def test_every_rule_stands_on_a_level() -> None:
    assert {level_of(rule.rule_id, rule.category) for rule in CATALOG.rules.values()} <= set(LEVELS)


@pytest.mark.parametrize(
    ("weights", "needed", "words"),
    [
        ([], 0, "没有影响合计"),
        ([0.3, 0.002, 0.001], 1, "处理完权重最大的 1 个（权重不低于30%）即可停止"),
        ([0.004, 0.0005], 0, "可以不再逐个处理"),
        ([0.3, 0.2], 2, "都值得处理"),
        ([0.3, 0.0], 1, "另有 1 个问题没有权重"),
    ],
)
def test_the_line_from_which_on_the_rest_no_longer_matters(weights: list[float], needed: int, words: str) -> None:
    stop = safe_to_stop({"weight": weight} for weight in weights)
    assert stop.needed == needed
    assert words in stop.sentence


def test_a_rule_is_credited_with_what_a_decision_changed(home: Path) -> None:
    by_rule = {line.rule_id: line for line in rule_lines(home, "2022-11")}
    lectures, quiet = by_rule["OUT-01"], by_rule["TMP-07"]
    assert (lectures.fired, lectures.changed, lectures.hit_rate) == (2, 1, 0.5)  # one fails still, one was corrected
    assert lectures.median_hours_to_decide == 6.0
    assert (quiet.fired, quiet.changed, quiet.overruled, quiet.hit_rate) == (250, 0, 0, 0.0)
    assert {line.fired for line in rule_lines(home, "2021-11")} == {0}
