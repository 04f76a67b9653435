"""Run a suite on a frame and turn every failing row into a violation.

Great Expectations is asked for row labels, not for named index columns: labels of a plain index come back complete and
at the speed of pandas, named columns through a Python loop over every failing cell (both uncapped; a test compares
them). An expectation that raised is an error of ours and stops the run: it never counts as passed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

import pandas as pd

from domain.observation import OBSERVATION_COLUMNS
from expectations import frames, messages
from expectations.results import RuleResult, ValidationResult
from expectations.suites import SUITES, Check, Suite, as_expectation_suite, load_suite

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

    from domain.catalog import Catalog
    from domain.violation import Violation

_BATCH_NUMBERS = count(1)
RESULT_FORMAT = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
COMPARISONS = frozenset(
    {
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_outside",
        "expect_column_values_to_be_whole",
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_values_to_be_between_columns",
    }
)
"""Expectations that pass over a row with a null in what they compare."""
FILE, OBSERVATION, REGION_MONTH = "file", "observation", "region_month"


class ExpectationFailedToRun(RuntimeError):
    """An expectation raised: neither passed nor failed, and a fault of the suite or of our code."""


def load_suites(catalog: Catalog) -> tuple[Suite, Suite, Suite]:
    """Read the three suites against the catalogue. Raises ReferenceDataError for anything they get wrong."""
    return file_suite(catalog), observation_suite(catalog), region_month_suite(catalog)


def file_suite(catalog: Catalog) -> Suite:
    """The suite over files; columns: `frames.file_checks`."""
    return load_suite(SUITES / "file_structure.json", _file_check_columns(), FILE, catalog)


def observation_suite(catalog: Catalog) -> Suite:
    """The suite over single numbers; columns: `frames.observation_checks`."""
    return load_suite(SUITES / "observations.json", _empty_observation_columns(catalog), OBSERVATION, catalog)


def region_month_suite(catalog: Catalog) -> Suite:
    """The suite over violation views; columns: `frames.VIEW_COLUMNS` and `rule_id`."""
    return load_suite(SUITES / "region_month.json", ["rule_id", *frames.VIEW_COLUMNS], REGION_MONTH, catalog)


def run_files(frame: pd.DataFrame, catalog: Catalog) -> ValidationResult:
    """Judge the file frame."""
    frames.require_columns(frame, frames.FILE_COLUMNS, "file")
    suite = file_suite(catalog)
    checks = frames.file_checks(frame)
    verdicts = _failing_rows(suite, checks)
    records = messages.file_records(checks)
    violations = [
        messages.file_violation(check, records(row), catalog)
        for check, rows in _distinct(suite, verdicts)
        for row in rows
    ]
    return ValidationResult(violations, _rule_results(suite, checks, verdicts, FILE))


def run_observations(frame: pd.DataFrame, catalog: Catalog, accepted: pd.DataFrame | None = None) -> ValidationResult:
    """Judge the observation frame, and report what harmonising held under a rule of the domain."""
    frames.require_observation_columns(frame)
    if accepted is not None:
        frames.require_columns(accepted, frames.ACCEPTED_COLUMNS, "accepted")
    suite = observation_suite(catalog)
    rows = frame.reset_index(drop=True)
    checks = frames.observation_checks(rows, catalog, accepted)
    verdicts = _failing_rows(suite, checks)
    context = messages.ObservationMessages(rows, checks, catalog)
    violations = [context.violation(check, row) for check, failing in _distinct(suite, verdicts) for row in failing]
    violations += _held_elsewhere(context, rows, violations)
    violations += [context.not_evaluated(check, row) for check, blocked in _blocked(suite, checks) for row in blocked]
    return ValidationResult(violations, _rule_results(suite, checks, verdicts, OBSERVATION))


def run_region_month(views: Mapping[str, pd.DataFrame], catalog: Catalog, period: str) -> ValidationResult:
    """Judge that every violation view is empty; each row of one that is not becomes a violation."""
    whole = region_month_suite(catalog)
    scope = _scope(views.get("scope"))
    listed = {rule: view for rule, view in views.items() if rule != "scope"}
    if unknown := sorted(set(listed) - {check.rule_id for check in whole.checks}):
        raise ValueError(f"no expectation says that these views are empty: {', '.join(unknown)}")
    suite = Suite(whole.name, tuple(check for check in whole.checks if check.rule_id in listed))
    frame = _stacked(listed)
    verdicts = _failing_rows(suite, frame)
    violations: list[Violation] = []
    for check, rows in _distinct(suite, verdicts):
        violations += messages.view_violations(check, frame.loc[rows], catalog, period)
    failed = {check.rule_id: len(rows) for check, rows in _pairs(suite, verdicts)}
    results = [_view_result(check.rule_id, failed.get(check.rule_id), scope) for check in whole.checks]
    return ValidationResult(violations, results)


def _stacked(views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every violation view in one frame. Grain: one row per violation."""
    columns = ["rule_id", *frames.VIEW_COLUMNS]
    parts = []
    for rule, view in views.items():
        frames.require_columns(view, frames.VIEW_COLUMNS, f"{rule} view")
        if len(view):
            parts.append(view[list(frames.VIEW_COLUMNS)].astype(object).assign(rule_id=rule))
    if not parts:
        return pd.DataFrame(columns=columns, dtype=object)
    return pd.concat(parts, ignore_index=True)[columns]


def _scope(frame: pd.DataFrame | None) -> dict[str, tuple[int, int]]:
    if frame is None:
        return {}
    rows = zip(frame["rule_id"], frame["looked_at"], frame["not_evaluated"], strict=True)
    return {str(rule): (int(looked), int(missing)) for rule, looked, missing in rows}


def _view_result(rule: str, failed: int | None, scope: Mapping[str, tuple[int, int]]) -> RuleResult:
    if failed is None:
        return RuleResult(rule, REGION_MONTH, 0, 0, 0, 0, "本次未执行：没有该规则的视图。")
    if rule not in scope:
        return RuleResult(rule, REGION_MONTH, None, None, failed, 0, "未统计判断范围。")
    looked_at, not_evaluated = scope[rule]
    looked_at = max(looked_at, failed)
    note = "" if looked_at else "没有可判断的数据。"
    return RuleResult(rule, REGION_MONTH, looked_at, looked_at - failed, failed, not_evaluated, note)


def _held_elsewhere(
    context: messages.ObservationMessages, rows: pd.DataFrame, violations: Sequence[Violation]
) -> list[Violation]:
    """Violations for numbers that harmonising held under a rule which no expectation has reported for them."""
    reported = {(violation.rule_id, violation.observation_id) for violation in violations}
    held = rows.index[rows["hold_rule"].notna() & rows["status"].eq("held")]
    found = []
    for row in held:
        rule_id, observation_id = rows.at[row, "hold_rule"], rows.at[row, "observation_id"]
        if (rule_id, observation_id) not in reported:
            found.append(context.held(str(rule_id), int(row)))
    return found


def _failing_rows(suite: Suite, frame: pd.DataFrame) -> dict[str, list[int]]:
    """Row labels that fail, by check id. Raises ExpectationFailedToRun when an expectation raised."""
    if not len(frame):
        return {check.check_id: [] for check in suite.checks}
    columns = sorted(suite.columns)
    with _batch(frame[columns]) as batch:
        result = batch.validate(as_expectation_suite(suite), result_format=RESULT_FORMAT)
    by_check = {_check_id(outcome): outcome for outcome in result.results}
    return {check.check_id: _labels(check, by_check.get(check.check_id)) for check in suite.checks}


def _check_id(outcome: ExpectationValidationResult) -> str:
    configuration = outcome.expectation_config
    return "" if configuration is None else str((configuration.meta or {}).get("check_id"))


def _labels(check: Check, outcome: ExpectationValidationResult | None) -> list[int]:
    if outcome is None:
        raise ExpectationFailedToRun(f"{check.check_id} ({check.rule_id}): no result")
    info = outcome.exception_info or {}
    if info.get("raised_exception") is not False:
        raise ExpectationFailedToRun(f"{check.check_id} ({check.rule_id}): {info}")
    if outcome.success:
        return []
    labels = [int(label) for label in outcome.result["unexpected_index_list"]]
    if len(labels) != outcome.result["unexpected_count"]:
        raise ExpectationFailedToRun(f"{check.check_id} ({check.rule_id}): failing rows are incomplete")
    return labels


@lru_cache(maxsize=1)
def _context() -> EphemeralDataContext:
    """One context a process: making it costs more than a validation."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.data_context.types.base import logger as folder_log

    folder_log.setLevel(logging.WARNING)  # it tells of a temporary folder at every run, at a level it sets itself

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@contextmanager
def _batch(frame: pd.DataFrame) -> Iterator[Batch]:
    """The frame as a batch of a source that is forgotten afterwards, so that a long run does not keep every frame."""
    name = f"frame-{next(_BATCH_NUMBERS)}"
    context = _context()
    source = context.data_sources.add_pandas(name)
    definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    try:
        yield definition.get_batch({"dataframe": frame})
    finally:
        context.data_sources.delete(name)


def _pairs(suite: Suite, verdicts: Mapping[str, list[int]]) -> list[tuple[Check, list[int]]]:
    return [(check, verdicts[check.check_id]) for check in suite.checks]


def _distinct(suite: Suite, verdicts: Mapping[str, list[int]]) -> list[tuple[Check, list[int]]]:
    """Failing rows by check; a row that fails two cases of one rule is reported once, under the first."""
    seen: dict[str, set[int]] = {}
    listed = []
    for check, rows in _pairs(suite, verdicts):
        known = seen.setdefault(check.rule_id, set())
        listed.append((check, [row for row in rows if row not in known]))
        known.update(rows)
    return listed


def _rule_results(
    suite: Suite, checks: pd.DataFrame, verdicts: Mapping[str, list[int]], stage: str
) -> list[RuleResult]:
    rules = dict.fromkeys(check.rule_id for check in suite.checks)
    return [
        _rule_result(rule, [check for check in suite.checks if check.rule_id == rule], checks, verdicts, stage)
        for rule in rules
    ]


def _rule_result(
    rule: str, own: Sequence[Check], checks: pd.DataFrame, verdicts: Mapping[str, list[int]], stage: str
) -> RuleResult:
    looked_at = blocked = _all(checks, ()) & ~_all(checks, ())
    failed: set[int] = set()
    for check in own:
        in_scope = _all(checks, [name for name in check.rows if name not in check.requires]) & _known(check, checks)
        met = _all(checks, check.requires)
        looked_at = looked_at | (in_scope & met)
        blocked = blocked | (in_scope & ~met)
        failed |= set(verdicts[check.check_id])
    number = int(looked_at.sum())
    note = "" if number else "没有可判断的数据。"
    return RuleResult(rule, stage, number, number - len(failed), len(failed), int((blocked & ~looked_at).sum()), note)


def _blocked(suite: Suite, checks: pd.DataFrame) -> list[tuple[Check, list[int]]]:
    """Rows that a check could not judge because a prerequisite failed, by check."""
    listed = []
    for check in (check for check in suite.checks if check.requires):
        in_scope = _all(checks, [name for name in check.rows if name not in check.requires]) & _known(check, checks)
        blocked = in_scope & ~_all(checks, check.requires)
        listed.append((check, [int(row) for row in checks.index[blocked]]))
    return listed


def _known(check: Check, checks: pd.DataFrame) -> pd.Series:
    """Rows that have what the check compares: an ordering of nothing with something is no verdict."""
    if check.type not in COMPARISONS:
        return _all(checks, ())
    return checks[list(check.compared)].notna().all(axis=1)


def _all(checks: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    return checks[list(names)].isin([True]).all(axis=1)


@lru_cache(maxsize=1)
def _file_check_columns() -> list[str]:
    return [str(name) for name in frames.file_checks(frames.file_frame([])).columns]


def _empty_observation_columns(catalog: Catalog) -> list[str]:
    empty = pd.DataFrame(columns=list(OBSERVATION_COLUMNS), dtype=object)
    return [str(name) for name in frames.observation_checks(empty, catalog).columns]
