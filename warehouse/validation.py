"""What the validation report and the list of rules are made of: rows from the published file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from domain.errors import NotFound
from warehouse.connection import open_published
from warehouse.statements import statement

Row = Mapping[str, object]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """How one rule fared over a year: fired, changed a number, was overruled, and how long decisions took.

    `hit_rate` is changed ÷ fired, None where it never fired. A value that the reporter replaced by another file is not
    counted as changed: only what a decision changed is known to have been wrong.
    """

    rule_id: str
    rule_name: str
    wording: str
    category: str
    severity: str
    effect: str
    owner: str
    not_evaluated_reason: str
    months: int
    checked: int
    fired: int
    changed: int
    overruled: int
    hit_rate: float | None
    median_hours_to_decide: float | None


@dataclass(frozen=True, slots=True)
class ValidationRows:
    """All that a month's report shows; each list has the grain that its query states."""

    period: str
    run: Row
    rules: Rows
    failures: Rows
    prefectures: Rows
    issues: Rows
    performance: tuple[RuleLine, ...]


def validation_rows(home: Path, period: str) -> ValidationRows:
    """Read what a month's validation report shows. Raises NotFound for a month that was never run."""
    month = {"period": period}
    with open_published(home) as connection:
        run = _rows(connection, "validation_run", month)
        if not run:
            raise NotFound(f"{period} 还没有运行过，没有校验报告。请先运行 kepu ingest。")
        return ValidationRows(
            period,
            run[0],
            _rows(connection, "validation_rules", month),
            _rows(connection, "validation_failures", month),
            _rows(connection, "validation_prefectures", month),
            _rows(connection, "validation_issues", month),
            _performance(connection, period),
        )


def rule_lines(home: Path, period: str | None = None) -> tuple[RuleLine, ...]:
    """How every rule fared in the twelve months up to the given one; in all months without one."""
    with open_published(home) as connection:
        return _performance(connection, period)


def _performance(connection: duckdb.DuckDBPyConnection, period: str | None) -> tuple[RuleLine, ...]:
    rows = connection.execute(statement("queries", "list_rule_performance"), {"period": period}).fetchall()
    return tuple(RuleLine(*row) for row in rows)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]) -> Rows:
    answer = connection.execute(statement("queries", name), dict(values))
    columns = [column[0] for column in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
