"""What the bulletin of a month is made of: rows from the published file, and the release it cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from domain.errors import NotFound
from domain.period import Month
from warehouse.connection import open_published
from warehouse.releases import Release, find_release, releases
from warehouse.revisions import release_differences
from warehouse.run_lines import SubmissionLine, submission_lines
from warehouse.statements import statement

Row = Mapping[str, object]
Rows = list[Row]

_QUERIES: Mapping[str, tuple[str, ...]] = {
    "office_prefectures": (),
    "bulletin_indicators": (),
    "bulletin_population": (),
    "bulletin_facts": ("period", "year_before", "release_number"),
    "bulletin_audience": ("period", "release_number"),
    "bulletin_held": ("period", "release_number"),
    "bulletin_reporters": ("period",),
    "bulletin_rules": ("period",),
    "bulletin_decisions": ("period",),
    "bulletin_issues": ("period",),
}


@dataclass(frozen=True, slots=True)
class BulletinRows:
    """Rows by the name of their query, and the release whose facts they are (None: the working publication)."""

    period: str
    release: Release | None
    rows: Mapping[str, Rows]
    unusable: tuple[SubmissionLine, ...]
    changed_since: tuple[str, ...]

    def __getitem__(self, name: str) -> Rows:
        return self.rows[name]


def bulletin_rows(home: Path, period: str, release_number: int | None = None) -> BulletinRows:
    """Read what the bulletin of a month shows, of its latest release unless another one is named.

    Raises NotFound for a month that was never run, and for a release that is not one of the month.
    """
    release = _release(home, period, release_number)
    number = None if release is None else release.release_number
    month = Month.parse(period)
    values = {"period": period, "year_before": str(Month(month.year - 1, month.number)), "release_number": number}
    with open_published(home) as connection:
        rows = {
            name: _rows(connection, name, {parameter: values[parameter] for parameter in parameters})
            for name, parameters in _QUERIES.items()
        }
    if not rows["bulletin_reporters"]:
        raise NotFound(f"{period} 还没有数据，不能编月报。请先运行 kepu ingest，或用 kepu status 看看有哪些月份。")
    unusable = tuple(line for line in submission_lines(home, period) if line.error_code)
    changes = () if number is None else tuple(line.sentence for line in release_differences(home, number))
    return BulletinRows(period, release, rows, unusable, changes)


def _release(home: Path, period: str, number: int | None) -> Release | None:
    if number is None:
        closed = releases(home, period)
        return closed[-1] if closed else None
    release = find_release(home, number)
    if release.period != period:
        raise NotFound(f"第 {number} 号发布是 {release.period} 的，不是 {period} 的。")
    return release


def _rows(connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]) -> Rows:
    answer = connection.execute(statement("queries", name), dict(values))
    columns = [column[0] for column in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
