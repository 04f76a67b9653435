"""Load the verdict on one reporting month: one transaction, twice is once, two time axes (`load_month`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import duckdb
import pyarrow as pa

from domain.errors import WarehouseError
from domain.observation import OBSERVATION_COLUMNS
from warehouse.frames import Frame, aligned, registered
from warehouse.invariants import broken_invariants, narrowed_to_load
from warehouse.statements import statement
from warehouse.transaction import transaction

FACT_COLUMNS: Final = (
    *("observation_key", "region_code", "period", "period_type", "indicator_code", "scope"),
    *("audience_code", "channel_code", "venue_code", "funding_code", "event_id", "target_year"),
    *("value", "value_low", "value_high", "qualifier", "unit_code", "state", "maturity", "as_of"),
    *("status", "is_corrected", "submitter_code", "reported_in", "observation_id", "submission_id"),
    *("load_id", "cause"),
)
"""Grain: one row per key that the verdict wants in the facts. `cause` and `load_id` may be null: they are derived."""
FACT_REQUIRED: Final = tuple(
    column
    for column in FACT_COLUMNS
    if column not in ("as_of", "cause", "load_id", "value_low", "value_high", "is_corrected", "target_year")
)
OPS_OBSERVATION_COLUMNS: Final = (
    *OBSERVATION_COLUMNS,
    *("load_id", "document_form", "is_corrected", "value_reported", "superseded_by_load", "issue_id"),
)
"""Grain: one row per number found in any submission of the month, superseded ones included."""
SUBMISSION_COLUMNS: Final = (
    *("submission_id", "submitter_code", "period", "content_sha256", "source_file", "received_at", "load_id"),
    *("is_synthetic", "document_form", "state", "is_complete", "reporting_unit", "period_stated", "form_number"),
    *("filled_on", "is_sealed", "has_responsible", "has_filled_by", "superseded_by_load"),
)
SUBMISSION_REQUIRED: Final = SUBMISSION_COLUMNS[:10]
FILE_COLUMNS: Final = (
    *("submission_id", "period", "submitter_code", "source_file", "member", "content_sha256", "format"),
    *("document_form", "state", "found", "counted", "error_code", "message", "load_id"),
)
FILE_REQUIRED: Final = ("submission_id", "period", "source_file", "member", "state", "found")
VIOLATION_COLUMNS: Final = (
    *("violation_id", "rule_id", "rule_version", "severity", "effect", "outcome", "period", "submitter_code"),
    *("submission_id", "observation_id", "operands", "suggestion_value", "follows_from", "message"),
    *("evidence", "issue_id"),
)
VIOLATION_REQUIRED: Final = VIOLATION_COLUMNS[:11]
ISSUE_COLUMNS: Final = (
    *("issue_id", "period", "region_code", "severity", "effect", "title", "rule_ids", "observation_ids"),
    *("submission_id", "source_file", "member", "address", "raw", "evidence", "evidence_json"),
    *("suggestion_value", "suggestion_reason", "weight", "status"),
)
ISSUE_REQUIRED: Final = ("issue_id", "period", "region_code", "severity", "effect", "rule_ids", "observation_ids")
RULE_RESULT_COLUMNS: Final = (
    *("period", "stage", "submitter_code", "submission_id", "rule_id", "rule_version"),
    *("checked", "passed", "failed", "not_evaluated"),
)
RULE_RESULT_REQUIRED: Final = ("period", "rule_id", "failed")
DECISION_COLUMNS: Final = (
    *("decision_id", "kind", "issue_id", "submitter_code", "period", "reason", "author", "decided_at"),
    *("observation_id", "observation_key", "raw", "value", "confirmed_by", "rules", "operands"),
    *("alias_kind", "alias_wording", "alias_code", "state"),
)
DECISION_REQUIRED: Final = DECISION_COLUMNS[:8]
REPORTER_COLUMNS: Final = ("submitter_code", "period", "state", "received_at", "due_on", "files", "found")
BASELINE_COLUMNS: Final = ("submission_id", "period", "load_id", "approved_by", "approved_at")
RUN_COLUMNS: Final = (
    *("run_id", "load_id", "period", "started_at", "finished_at", "catalog_version", "versions", "message"),
)


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """All that the verdict says about one reporting month; each frame replaces what the month held before.

    `facts` are the wanted current facts of everything reported in the month, restated months included. `load_id` is
    the number of the arrival that caused the run; `recorded_at` the instant from which the facts count as known.
    """

    period: str
    load_id: int
    recorded_at: datetime
    facts: Frame
    observations: Frame
    submissions: Frame
    reporters: Frame
    files: Frame | None = None
    violations: Frame | None = None
    issues: Frame | None = None
    rule_results: Frame | None = None
    decisions: Frame | None = None
    runs: Frame | None = None
    baselines: Frame | None = None


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What the load did to the facts, counted by key, and how many rows the month now has elsewhere."""

    period: str
    appended: int
    replaced: int
    closed: int
    kept: int
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many facts have a new version or none any more."""
        return self.appended + self.replaced + self.closed


OPS_TABLES: Final = (
    "dim_submission",
    "ops_submission_file",
    "ops_violation",
    "ops_issue",
    "ops_rule_result",
    "ops_decision",
    "ops_reporter_month",
    "ops_run",
    "ops_baseline",
)
"""Tables a load replaces for the month, besides the observations."""


def load_month(connection: duckdb.DuckDBPyConnection, load: MonthLoad) -> LoadResult:
    """Load the verdict in one transaction and check every invariant before it is committed.

    Raises WarehouseError, naming the invariant and the first offending rows, when the content would be inconsistent;
    the warehouse is then as it was. Loading the same verdict again changes nothing.
    """
    incoming = _incoming(load)
    with transaction(connection), registered(connection, incoming):
        _replace_frames(connection, load.period)
        connection.execute(statement("facts", "create_desired_fact"), {"load_id": load.load_id})
        with narrowed_to_load(connection, load.period):
            counts = _merge_facts(connection, load)
            broken = broken_invariants(connection)
        if broken:
            raise WarehouseError(f"{load.period} 的装载被撤销，仓库保持原样：{'；'.join(broken)}")
    return LoadResult(
        period=load.period,
        appended=counts.get("append", 0),
        replaced=counts.get("replace", 0),
        closed=counts.get("close", 0),
        kept=counts.get("keep", 0),
        rows={name.removeprefix("incoming_"): table.num_rows for name, table in incoming.items()},
    )


def _incoming(load: MonthLoad) -> dict[str, pa.Table]:
    """The frames under the names that statements read, with every column of their contract."""
    contracts: tuple[tuple[str, Frame | None, tuple[str, ...], tuple[str, ...]], ...] = (
        ("fact", load.facts, FACT_COLUMNS, FACT_REQUIRED),
        ("ops_observation", load.observations, OPS_OBSERVATION_COLUMNS, OBSERVATION_COLUMNS),
        ("dim_submission", load.submissions, SUBMISSION_COLUMNS, SUBMISSION_REQUIRED),
        ("ops_submission_file", load.files, FILE_COLUMNS, FILE_REQUIRED),
        ("ops_violation", load.violations, VIOLATION_COLUMNS, VIOLATION_REQUIRED),
        ("ops_issue", load.issues, ISSUE_COLUMNS, ISSUE_REQUIRED),
        ("ops_rule_result", load.rule_results, RULE_RESULT_COLUMNS, RULE_RESULT_REQUIRED),
        ("ops_decision", load.decisions, DECISION_COLUMNS, DECISION_REQUIRED),
        ("ops_reporter_month", load.reporters, REPORTER_COLUMNS, REPORTER_COLUMNS[:3]),
        ("ops_run", load.runs, RUN_COLUMNS, RUN_COLUMNS[:1]),
        ("ops_baseline", load.baselines, BASELINE_COLUMNS, BASELINE_COLUMNS),
    )
    return {
        f"incoming_{name}": aligned(name, _or_empty(frame, columns), columns, required=required)
        for name, frame, columns, required in contracts
    }


def _or_empty(frame: Frame | None, columns: tuple[str, ...]) -> Frame:
    if frame is not None and len(frame) > 0:
        return frame
    return pa.table({column: pa.nulls(0) for column in columns})


def _replace_frames(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    """Let every table but the facts say of the month what the incoming frames say."""
    month = {"period": period}
    connection.execute(statement("facts", "unretire_read_observations"))
    connection.execute(statement("facts", "retire_unread_observations"), month)
    connection.execute(statement("facts", "delete_ops_observation"), month)
    connection.execute(statement("facts", "insert_ops_observation"))
    for table in OPS_TABLES:
        connection.execute(statement("facts", f"delete_{table}"), {} if table == "ops_run" else month)
        connection.execute(statement("facts", f"insert_{table}"))
    connection.execute(statement("facts", "supersede_unlisted_submissions"), month)


def _merge_facts(connection: duckdb.DuckDBPyConnection, load: MonthLoad) -> dict[str, int]:
    """Close and append per key; return how many keys met which fate."""
    instant = {"recorded_at": _utc(load.recorded_at)}
    connection.execute(statement("facts", "create_fact_change"), {"period": load.period})
    connection.execute(statement("facts", "close_replaced_facts"), instant)
    connection.execute(statement("facts", "append_new_versions"), instant)
    return dict(connection.execute(statement("facts", "count_fact_changes")).fetchall())


def _utc(instant: datetime) -> datetime:
    """The instant as the warehouse stores it: UTC without a zone. Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"recorded_at must carry its time zone, got {instant!r}")
    return instant.astimezone(UTC).replace(tzinfo=None)
