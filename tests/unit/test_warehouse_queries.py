"""What the command line asks of the published file: who reported, what is open, and one number's passport."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import AmbiguousId, NotFound
from tests.unit.warehouse_month import ALTAY, TACHENG, WUSU, figure, month, open_warehouse, table
from warehouse.load import load_month
from warehouse.publication import publish
from warehouse.queries import current_facts, find_issue, issue_lines, open_facts, status_lines
from warehouse.trace import trace_steps

SESSIONS = figure("ACT.TRAIN.SESSIONS", 1181, cell="第3段[659:663]")
FARMERS = figure(
    "ACT.TRAIN.PARTICIPANTS",
    132_000,
    cell="第3段[690:694]",
    is_corrected=True,
    value_reported=13.2,
    status="provisional",
    issue_id="15" * 16,
)
ELSEWHERE = figure("MED.VIEWS", 5, region=WUSU, submitter=TACHENG, status="held", issue_id="15aaaa" + "0" * 26)


def violation(rule_id: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "violation_id": f"{rule_id}-{seen['observation_id'][:6]}",
        "rule_id": rule_id,
        "rule_version": 1,
        "severity": "critical",
        "effect": "hold_value",
        "outcome": "fail",
        "period": "2022-11",
        "submitter_code": seen["submitter_code"],
        "submission_id": seen["submission_id"],
        "observation_id": seen["observation_id"],
        "operands": given.get("operands", []),
        "message": given.get("message", "人次必须为整数。"),
        "issue_id": seen["issue_id"],
    }


def issue(seen: dict[str, Any], *rule_ids: str, **given: Any) -> dict[str, Any]:
    return {
        "issue_id": seen["issue_id"],
        "period": "2022-11",
        "region_code": seen["region_code"],
        "severity": "critical",
        "effect": given.get("effect", "hold_value"),
        "title": "疑漏写“万”",
        "rule_ids": list(rule_ids),
        "observation_ids": [seen["observation_id"]],
        "source_file": seen["source_file"],
        "member": "",
        "address": seen["address"],
        "raw": "13.2",
        "evidence": ["13.2 不是整数。", "13.2 人次少于 1181 场次。"],
        "suggestion_value": 132_000.0,
        "weight": given.get("weight", 0.4),
        "status": "open",
    }


DECISION = {
    "decision_id": "d1",
    "kind": "correct",
    "issue_id": "15" * 16,
    "submitter_code": TACHENG,
    "period": "2022-11",
    "reason": "电话核实，漏写“万”。",
    "author": "steward.tacheng",
    "decided_at": datetime(2022, 12, 5, 3, 10, tzinfo=UTC),
    "observation_id": FARMERS["observation_id"],
    "value": 132_000.0,
    "confirmed_by": "电话",
    "rules": '{"CRS-01": 1, "OUT-01": 2}',
    "state": "active",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    violations = [
        violation("CRS-01", FARMERS, operands=[SESSIONS["observation_id"]], message="13.2 人次少于 1181 场次。"),
        violation("VAL-05", FARMERS),
        violation("SYN-07", ELSEWHERE, message="数百不是确数。"),
    ]
    load = month(
        [SESSIONS, FARMERS, ELSEWHERE],
        violations=table(violations, ()),
        issues=table([issue(FARMERS, "CRS-01", "VAL-05"), issue(ELSEWHERE, "SYN-07", weight=0.1)], ()),
        decisions=table([DECISION], ()),
    )
    with open_warehouse(folder) as connection:
        load_month(connection, load)
    publish(folder)
    return folder


def test_status_shows_every_prefecture_of_the_month(home: Path) -> None:
    lines = {line.region_code: line for line in status_lines(home, "2022-11")}
    assert len(lines) == 14
    tacheng, altay = lines[TACHENG], lines[ALTAY]
    assert (tacheng.name_zh, tacheng.state, tacheng.on_time) == ("塔城地区", "accepted", True)
    assert (tacheng.found, tacheng.accepted, tacheng.provisional, tacheng.held) == (3, 1, 1, 1)
    assert (altay.state, altay.on_time, altay.received_at, altay.files) == ("not_reported", None, None, 0)
    assert status_lines(home, "2022-10") == []


def test_the_heaviest_issue_comes_first(home: Path) -> None:
    lines = issue_lines(home)
    assert [line.weight for line in lines] == [0.4, 0.1]
    assert lines[0].rule_ids == ["CRS-01", "VAL-05"]
    assert lines[0].evidence[0] == "13.2 不是整数。"
    assert lines[0].suggestion_value == 132_000


@pytest.mark.parametrize(("region", "count"), [(TACHENG, 2), (WUSU, 1), (ALTAY, 0)])
def test_issues_of_a_prefecture_include_those_of_its_counties(home: Path, region: str, count: int) -> None:
    assert len(issue_lines(home, "2022-11", region)) == count


def test_an_issue_is_found_by_a_short_prefix_with_all_that_a_decision_binds_to(home: Path) -> None:
    found = find_issue(home, "151515")
    assert found.rules == {"CRS-01": 1, "VAL-05": 1}
    assert [(seen.value, seen.is_at_fault) for seen in found.observations] == [(132_000.0, True), (1181.0, False)]
    assert found.observations[0].submitter_code == TACHENG


@pytest.mark.parametrize(("prefix", "error"), [("15", AmbiguousId), ("999999", NotFound)])
def test_a_prefix_that_names_no_one_issue_is_refused(home: Path, prefix: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_issue(home, prefix)


def test_the_passport_of_a_fact_leads_from_decision_to_bytes(home: Path) -> None:
    steps = trace_steps(home, FARMERS["observation_key"][:10])
    assert [step.step for step in steps] == [
        *("fact", "decision", "rule", "rule", "rule", "observation", "statement", "file", "submission")
    ]
    texts = {step.step: step.text for step in steps}
    assert "132,000人次" in texts["fact"]
    assert "2022-12-06 10:00 起，现行" in texts["fact"]  # 02:00 UTC
    assert "经报送单位电话确认：电话核实，漏写“万”。" in texts["decision"]
    assert "原报 13.2人次" in texts["observation"]
    assert [step.id for step in steps if step.step == "rule"] == ["OUT-01", "CRS-01", "VAL-05"]
    assert next(step.text for step in steps if step.id == "OUT-01").startswith("决定前不通过（规则第 2 版）：")
    statement = next(step for step in steps if step.step == "statement")
    assert statement.address == "第3段[690:694]"
    assert statement.source_file == FARMERS["source_file"]
    assert statement.sha256
    assert [step.address for step in steps if step.step in ("file", "submission")] == [None, None]
    assert "虚构样例" in texts["submission"]


def test_a_held_number_has_a_passport_without_a_fact(home: Path) -> None:
    steps = trace_steps(home, ELSEWHERE["observation_id"])
    assert [step.step for step in steps] == ["rule", "observation", "statement", "file", "submission"]


def test_an_id_that_nobody_has_is_not_found(home: Path) -> None:
    with pytest.raises(NotFound, match="0000000"):
        trace_steps(home, "0000000")


def test_open_facts_say_which_month_reported_them(home: Path) -> None:
    facts = open_facts(home, "2022-11")
    assert sorted((fact.value, fact.status) for fact in facts) == [(1181.0, "accepted"), (132_000.0, "provisional")]
    assert open_facts(home, "2022-10") == []


def test_open_facts_can_be_asked_of_a_run_in_progress(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as connection:
        load_month(connection, month([SESSIONS]))
        assert [fact.value for fact in current_facts(connection)] == [1181.0]
