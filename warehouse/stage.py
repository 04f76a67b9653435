"""What set rules see of a month: `stage_month`, then `violation_frames`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import duckdb

from domain.observation import OBSERVATION_COLUMNS
from domain.record import record
from warehouse.frames import Frame, aligned, registered
from warehouse.statements import names, statement

if TYPE_CHECKING:
    import pandas as pd

EFFECTIVE_COLUMNS = (*OBSERVATION_COLUMNS, "load_id", "document_form", "is_corrected", "is_amended")
SCOPE = "scope"
"""The frame beside the violation views that counts what they looked at."""
COMPARED = ("stated", "figure", "past", "paired", "balance")
"""What violation views compare, made from the staged month in this order; each file says its grain."""
REPORTER_COLUMNS = ("submitter_code", "period", "state", "received_at", "due_on", "files", "found")


@record
class HistoryValue:
    """A figure about an earlier month, as it was known before the run's month was reported."""

    region_code: str
    period: str
    period_type: str
    indicator_code: str
    scope: str
    audience_code: str
    value: float
    status: str
    observation_id: str


def stage_history(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    """Create run_month and history_fact alone: what was known before the month was reported."""
    connection.execute(statement("stage", "create_run_month"), {"period": period})
    connection.execute(statement("stage", "create_history_fact"))


def stage_month(connection: duckdb.DuckDBPyConnection, period: str, effective: Frame, reporters: Frame) -> None:
    """Create the temporary tables that violation views read.

    They are effective_observation (live observations of the month, EFFECTIVE_COLUMNS), history_fact, run_month,
    reporter_month (REPORTER_COLUMNS) and what is made from them (COMPARED). Nothing of the warehouse itself changes.
    """
    incoming = {
        "incoming_effective_observation": aligned(
            "effective observations", effective, EFFECTIVE_COLUMNS, required=EFFECTIVE_COLUMNS[:-1]
        ),
        "incoming_reporter_month": aligned("reporters", reporters, REPORTER_COLUMNS, required=REPORTER_COLUMNS),
    }
    stage_history(connection, period)
    with registered(connection, incoming):
        connection.execute(statement("stage", "create_effective_observation"))
        connection.execute(statement("stage", "create_reporter_month"))
    for name in COMPARED:
        connection.execute(statement("stage", f"create_{name}"))


def accepted_above_bound(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return accepted figures of the twelve months before the staged one that lie above a plausible bound."""
    return connection.execute(statement("stage", "list_accepted_above_bound")).df()


def violation_statement_names() -> tuple[str, ...]:
    """Return the rules that a violation view decides, as rule ids (`CRS-01`)."""
    return tuple(name.upper().replace("_", "-") for name in names("violations"))


def violation_frames(connection: duckdb.DuckDBPyConnection, rule_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Run the violation view of each rule on the staged month. One frame per rule id, empty when nothing failed.

    The frame `scope` says how many cases each of these rules looked at (rule_id, looked_at, not_evaluated).
    """
    wanted = list(rule_ids)
    return {
        **{rule_id: _violation_frame(connection, rule_id) for rule_id in wanted},
        SCOPE: _scope_frame(connection, wanted),
    }


def _scope_frame(connection: duckdb.DuckDBPyConnection, rule_ids: Iterable[str]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (rule_id, *(connection.execute(statement("violation_scopes", _file_name(rule_id))).fetchone() or ()))
        for rule_id in rule_ids
    ]
    return pd.DataFrame(rows, columns=["rule_id", "looked_at", "not_evaluated"])


def _file_name(rule_id: str) -> str:
    return rule_id.lower().replace("-", "_")


def _violation_frame(connection: duckdb.DuckDBPyConnection, rule_id: str) -> pd.DataFrame:
    return connection.execute(statement("violations", _file_name(rule_id))).df()


def history_values(connection: duckdb.DuckDBPyConnection) -> list[HistoryValue]:
    """Return the numbers of the staged history, by place and indicator, oldest first."""
    rows = connection.execute(statement("stage", "list_history_value")).fetchall()
    return [HistoryValue(*row) for row in rows]
