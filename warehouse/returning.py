"""What a returned copy is made of: the numbers that the issues of a month are about, with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import open_published
from warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class NumberAtFault:
    """A number an issue is about; the first of an issue is the one that is probably wrong."""

    issue_id: str
    position: int
    observation_id: str
    submission_id: str
    member: str
    address: str
    start: int | None
    end: int | None
    raw: str
    value: float | None  # as reported, in `unit`
    unit: str | None
    indicator: str | None
    region: str | None
    period_type: str | None
    is_integer: bool | None


def numbers_at_fault(home: Path, period: str, region: str | None = None) -> Mapping[str, tuple[NumberAtFault, ...]]:
    """The numbers of every issue of a month by issue id, of one place with its counties when given."""
    with open_published(home) as connection:
        query = statement("queries", "list_numbers_at_fault")
        rows = connection.execute(query, {"period": period, "region": region}).fetchall()
    found: dict[str, list[NumberAtFault]] = {}
    for row in rows:
        number = NumberAtFault(*row)
        found.setdefault(number.issue_id, []).append(number)
    return {issue_id: tuple(numbers) for issue_id, numbers in found.items()}


def month_figures(home: Path, prefecture: str, period: str) -> Mapping[tuple[str, str, str], float]:
    """The plain figures of a prefecture and its counties for a month: (place, indicator, kind of period) → value."""
    with open_published(home) as connection:
        query = statement("queries", "list_month_figures")
        rows = connection.execute(query, {"prefecture": prefecture, "period": period}).fetchall()
    return {(str(region), str(indicator), str(kind)): float(value) for region, indicator, kind, value in rows}
