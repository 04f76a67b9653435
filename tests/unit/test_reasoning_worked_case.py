"""The worked case: 培训农牧民13.2人次 beside 1181 sessions is one issue with one suggestion, and is never corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from domain.issue import Issue
from domain.observation import Observation
from domain.reasoning import ReasoningContext, reason
from domain.violation import Effect, Violation
from tests.unit.rule_month import CATALOG, Row, history_of, judged, judged_month, number, warehouse
from warehouse.stage import history_values, violation_statement_names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FARMERS = "ACT.TRAIN.FARMERS"
PROSE: Mapping[str, Any] = {"origin": "prose", "form": "prose", "unit": "人次"}
SESSIONS = number("ACT.TRAIN.SESSIONS", 1181, raw="1181场次", origin="prose", form="prose", id="sessions")
OCTOBER = history_of(FARMERS, {"2022-09": 105000, "2022-10": 118000})


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with warehouse() as opened:
        yield opened


def farmers(value: float, raw: str) -> Row:
    return number(FARMERS, value, raw=raw, id="farmers", **PROSE)


_JUDGED: dict[str, tuple[list[Violation], list[Issue]]] = {}
"""Several tests look at the same month; it is judged once."""


def month_of(
    connection: DuckDBPyConnection, rows: Sequence[Row], history: Sequence[Row] = ()
) -> tuple[list[Violation], list[Issue]]:
    """Both stages and reasoning over these numbers, without the notices about who has not reported."""
    key = repr((rows, history))
    if key not in _JUDGED:
        _JUDGED[key] = _judged_month(connection, rows, history)
    return _JUDGED[key]


def _judged_month(
    connection: DuckDBPyConnection, rows: Sequence[Row], history: Sequence[Row]
) -> tuple[list[Violation], list[Issue]]:
    found = judged(rows) + judged_month(connection, rows, history=history, rules=violation_statement_names())
    violations = [violation for violation in found.violations if not violation.rule_id.startswith(("CMP", "TIM"))]
    names = Observation.__dataclass_fields__
    observations = [Observation(**{name: row[name] for name in names}) for row in rows]
    return violations, reason(violations, observations, ReasoningContext(CATALOG, history_values(connection)))


def rules_of(violations: Sequence[Violation], observation_id: str) -> set[str]:
    return {violation.rule_id for violation in violations if violation.observation_id == observation_id}


def test_four_rules_fail_without_any_history(connection: DuckDBPyConnection) -> None:
    violations, _ = month_of(connection, [farmers(13.2, "13.2人次"), SESSIONS])
    assert {"VAL-05", "CRS-01", "CRS-02", "OUT-01"} <= rules_of(violations, "farmers")


def test_with_history_the_cumulative_figure_has_fallen_too(connection: DuckDBPyConnection) -> None:
    violations, _ = month_of(connection, [farmers(13.2, "13.2人次"), SESSIONS], OCTOBER)
    assert {"VAL-05", "CRS-01", "CRS-02", "OUT-01", "TMP-01"} <= rules_of(violations, "farmers")


@pytest.mark.parametrize("history", [(), OCTOBER], ids=["without history", "with history"])
def test_it_is_one_issue_with_one_suggestion(connection: DuckDBPyConnection, history: Sequence[Row]) -> None:
    _, issues = month_of(connection, [farmers(13.2, "13.2人次"), SESSIONS], history)
    assert len(issues) == 1
    issue = issues[0]
    assert issue.suggestion_value == 132000
    assert issue.observation_ids[0] == "farmers"
    assert issue.title == "培训农牧民人次 13.2人次：疑漏写“万”，建议 132000"
    assert issue.effect == "hold_value"
    assert issue.weight == pytest.approx(1.0, abs=0.001)  # the only prefecture that states it


def test_the_evidence_has_numbers_and_two_independent_legs(connection: DuckDBPyConnection) -> None:
    _, issues = month_of(connection, [farmers(13.2, "13.2人次"), SESSIONS])
    told = {evidence.rule_id: evidence for evidence in issues[0].evidence}
    assert told["CRS-02"].text == "按1181场计，每场仅0.0112人次；若为132000则每场111.8人次，在5至1000之间。"
    assert told["OUT-01"].text == "132000占塔城地区常住人口（2020年普查1138600人）的11.6%。"
    assert {evidence.leg for evidence in issues[0].evidence if evidence.is_independent} == {"form", "size"}


def test_the_average_follows_from_the_comparison_and_is_no_extra_evidence(connection: DuckDBPyConnection) -> None:
    violations, issues = month_of(connection, [farmers(13.2, "13.2人次"), SESSIONS])
    average = next(violation for violation in violations if violation.rule_id == "CRS-02")
    assert average.follows_from == "CRS-01"
    assert not next(evidence for evidence in issues[0].evidence if evidence.rule_id == "CRS-02").is_independent


def test_the_right_correction_passes(connection: DuckDBPyConnection) -> None:
    violations, issues = month_of(connection, [farmers(132000, "13.2人次"), SESSIONS], OCTOBER)
    assert not rules_of(violations, "farmers")
    assert not issues


@pytest.mark.parametrize("history", [(), OCTOBER], ids=["without history", "with history"])
def test_a_wrong_correction_is_held(connection: DuckDBPyConnection, history: Sequence[Row]) -> None:
    violations, issues = month_of(connection, [farmers(1320000, "13.2人次"), SESSIONS], history)
    assert {"VAL-12", "CRS-02", "OUT-01"} <= rules_of(violations, "farmers")
    assert Effect.HOLD_VALUE in {violation.effect for violation in violations}
    assert issues[0].effect == "hold_value"
    assert issues[0].title.startswith("培训农牧民人次 1320000人次（原文“13.2人次”）：")


def test_a_whole_number_without_history_fits_two_powers_and_gets_no_suggestion(connection: DuckDBPyConnection) -> None:
    _, issues = month_of(connection, [farmers(13, "13人次"), SESSIONS])
    assert len(issues) == 1
    assert issues[0].suggestion_value is None
