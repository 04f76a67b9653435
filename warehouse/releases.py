"""Close a month: freeze its facts under a number that never changes (`close_month`), and read what was frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from domain.closing import ReleasedNumber
from domain.errors import NotFound
from warehouse.connection import open_published
from warehouse.statements import statement
from warehouse.trace import moment_zh
from warehouse.transaction import transaction


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closes which month, when and why; `at` carries its time zone."""

    period: str
    signed_by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One closed release: `release_number` counts releases of all months, `issue_in_month` those of its month."""

    release_number: int
    period: str
    issue_in_month: int
    content_sha256: str
    signed_by: str
    reason: str
    closed_at: datetime  # UTC
    fact_count: int
    provisional_count: int
    open_issue_count: int
    reported_count: int
    reporter_count: int

    @property
    def sentence(self) -> str:
        """The release as a bulletin cites it."""
        again = f"（该月第 {self.issue_in_month} 次封账）" if self.issue_in_month > 1 else ""
        provisional = f"，其中暂用 {self.provisional_count} 个" if self.provisional_count else ""
        waiting = f"；封账时尚有 {self.open_issue_count} 个问题未决" if self.open_issue_count else ""
        return (
            f"第 {self.release_number} 号发布：{self.period}{again}，"
            f"{self.reported_count}/{self.reporter_count} 地州已报，"
            f"{self.fact_count} 个事实{provisional}{waiting}；{self.signed_by} 签发，{moment_zh(self.closed_at)}。"
        )


Recorder = Callable[[Release], None]


def close_month(
    connection: duckdb.DuckDBPyConnection, closing: Closing, record: Recorder | None = None
) -> tuple[Release, bool]:
    """Freeze the facts about a month as they are known now; return the release, and whether it is a new one.

    Content that is already the month's latest release keeps its number. A new release is shown to `record` (the
    journal) before it is committed. Raises NotFound for a month that was never run or has no facts.
    """
    month = {"period": closing.period}
    with transaction(connection):
        connection.execute(statement("releases", "create_release_fact"), month)
        connection.execute(statement("releases", "create_release_prefecture_month"), month)
        content = str(_row(connection, "hash_release_fact", {})[0])
        earlier = _releases(connection, closing.period)
        if earlier and earlier[-1].content_sha256 == content:
            return earlier[-1], False
        release = _new_release(connection, closing, content, len(earlier) + 1)
        connection.execute(statement("releases", "insert_rel_release"), asdict(release))
        for table in ("rel_fact", "rel_prefecture_month"):
            number = {"release_number": release.release_number}
            connection.execute(statement("releases", f"insert_{table}"), number)
        if record is not None:
            record(release)
    return release, True


def _new_release(connection: duckdb.DuckDBPyConnection, closing: Closing, content: str, issue_in_month: int) -> Release:
    was_run, last_number = _row(connection, "find_month", {"period": closing.period})
    counts = _row(connection, "count_release", {"period": closing.period})
    if not was_run or not counts[0]:
        raise NotFound(f"{closing.period} 还没有事实，不能封账。请先运行 kepu ingest，或用 kepu status 看看谁已报送。")
    return Release(
        int(str(last_number)) + 1,
        closing.period,
        issue_in_month,
        content,
        closing.signed_by,
        closing.reason,
        closing.at.astimezone(UTC).replace(tzinfo=None),
        *(int(str(count)) for count in counts),
    )


def _row(connection: duckdb.DuckDBPyConnection, name: str, arguments: Mapping[str, str]) -> tuple[object, ...]:
    return connection.execute(statement("releases", name), dict(arguments)).fetchone() or ()


def _releases(connection: duckdb.DuckDBPyConnection, period: str | None) -> list[Release]:
    rows = connection.execute(statement("releases", "list_releases"), {"period": period}).fetchall()
    return [Release(*row) for row in rows]


def releases(home: Path, period: str | None = None) -> list[Release]:
    """Return the releases in the published file, of one month when given, oldest first."""
    with open_published(home) as connection:
        return _releases(connection, period)


def released_numbers(home: Path, observation_ids: Sequence[str]) -> dict[str, ReleasedNumber]:
    """Return what closed releases say under the keys of these numbers, by observation id."""
    with open_published(home) as connection:
        arguments = {"observation_ids": list(observation_ids)}
        rows = connection.execute(statement("queries", "list_released_numbers"), arguments).fetchall()
    return {row[0]: ReleasedNumber(*row) for row in rows}


def find_release(home: Path, number: int) -> Release:
    """Return one release. Raises NotFound with the numbers there are."""
    known = {release.release_number: release for release in releases(home)}
    if number not in known:
        raise NotFound(
            f"没有第 {number} 号发布。现有：{'、'.join(map(str, known)) or '无'}（kepu publish --list 可看）。"
        )
    return known[number]
