"""Every rule that is evaluated has an example that passes and one that fails; what is not evaluated says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from domain.violation import Violation
from expectations import ValidationResult, validate_files
from expectations.frames import file_frame
from expectations.messages import NOTHING
from tests.unit.rule_examples import FILE_EXAMPLES, OBSERVATION_EXAMPLES, SET_EXAMPLES, Example
from tests.unit.rule_month import CATALOG, judged, judged_month, warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BY_STAGE = {"file": FILE_EXAMPLES, "observation": OBSERVATION_EXAMPLES, "region_month": SET_EXAMPLES}


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with warehouse() as opened:
        yield opened


def test_every_rule_has_examples_or_a_reason() -> None:
    for rule in CATALOG.rules.values():
        if rule.engine == "none":
            assert rule.not_evaluated_reason, rule.rule_id
        else:
            assert rule.rule_id in BY_STAGE[rule.stage], f"{rule.rule_id} has no examples"


def test_the_91_rules_of_the_catalogue_and_our_own_are_stated() -> None:
    assert len(CATALOG.rules) == 95  # and LAY-01, LAY-02, PER-01, BAL-13


@pytest.fixture(scope="module")
def file_result() -> ValidationResult:
    """All examples of file rules at once: each is its own submission."""
    rows = [
        {**row, "submission_id": f"{rule_id}·{outcome}"}
        for rule_id, example in FILE_EXAMPLES.items()
        for outcome, listed in (("passing", example.passing), ("failing", example.failing))
        for row in listed
    ]
    return validate_files(file_frame(rows), CATALOG)


@pytest.fixture(scope="module")
def number_result() -> ValidationResult:
    """All examples of number rules at once: numbers are judged one by one and do not know each other."""
    rows = [
        {**row, "observation_id": f"{rule_id}·{outcome}"}
        for rule_id, example in OBSERVATION_EXAMPLES.items()
        for outcome, listed in (("passing", example.passing), ("failing", example.failing))
        for row in listed
    ]
    return judged(rows)


@pytest.mark.parametrize("rule_id", FILE_EXAMPLES)
def test_a_file_rule_passes_and_fails(rule_id: str, file_result: ValidationResult) -> None:
    fired = [item for item in file_result.violations if item.rule_id == rule_id]
    assert f"{rule_id}·passing" not in {item.submission_id for item in fired}
    assert_readable(next(item for item in fired if item.submission_id == f"{rule_id}·failing"))


@pytest.mark.parametrize("rule_id", OBSERVATION_EXAMPLES)
def test_a_number_rule_passes_and_fails(rule_id: str, number_result: ValidationResult) -> None:
    fired = [item for item in number_result.violations if item.rule_id == rule_id]
    assert f"{rule_id}·passing" not in {item.observation_id for item in fired}
    assert_readable(next(item for item in fired if item.observation_id == f"{rule_id}·failing"))


@pytest.mark.parametrize("rule_id", SET_EXAMPLES)
def test_a_set_rule_passes_and_fails(rule_id: str, connection: DuckDBPyConnection) -> None:
    example = SET_EXAMPLES[rule_id]
    assert not _month(example, connection, rule_id, fails=False).violations
    assert_readable(_month(example, connection, rule_id, fails=True).violations[0])


def _month(example: Example, connection: DuckDBPyConnection, rule_id: str, *, fails: bool) -> ValidationResult:
    return judged_month(
        connection,
        example.failing if fails else example.passing,
        history=example.failing_history if fails and example.failing_history is not None else example.history,
        reporters=example.failing_reporters if fails and example.failing_reporters is not None else example.reporters,
        rules=[rule_id],
        period=example.period,
    )


def assert_readable(violation: Violation) -> None:
    """The sentence has no hole where a value should stand."""
    assert NOTHING not in violation.message, violation.message
    assert "{" not in violation.message
    assert violation.period.startswith("2022-")
    assert violation.submitter_code
