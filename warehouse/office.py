"""What the office's papers are made of: rows for the 汇总表 and the 催报单, from the published file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.period import Month
from warehouse.connection import open_published
from warehouse.statements import statement

Rows = list[Mapping[str, object]]

_QUERIES: Mapping[str, tuple[str, ...]] = {
    "prefectures": (),
    "indicators": (),
    "facts": ("period", "year_before"),
    "held": ("period",),
    "derived": ("period", "month_before"),
    "last_reported": ("period",),
}


def office_rows(home: Path, period: str) -> dict[str, Rows]:
    """Rows by name (prefectures, indicators, facts, held, derived, last_reported) about one reporting month."""
    month = Month.parse(period)
    values = {
        "period": period,
        "month_before": str(month.previous),
        "year_before": str(Month(month.year - 1, month.number)),
    }
    rows: dict[str, Rows] = {}
    with open_published(home) as connection:
        for name, parameters in _QUERIES.items():
            answer = connection.execute(statement("queries", f"office_{name}"), {p: values[p] for p in parameters})
            columns = [column[0] for column in answer.description or ()]
            rows[name] = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    return rows
