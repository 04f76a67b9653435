"""What the command line and the console ask of the published file, typed: lines of status, issues, one passport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import duckdb

from domain.errors import AmbiguousId, NotFound
from warehouse.connection import open_published
from warehouse.statements import statement

SHORTEST_PREFIX: Final = 6
"""Ids may be cut to a unique prefix of at least this many characters."""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One prefecture and month: who reported, when, in which state, and what became of the numbers."""

    region_code: str
    name_zh: str
    period: str
    state: str
    received_at: datetime | None  # UTC
    due_on: date | None
    on_time: bool | None  # None when nothing came or no date was due
    files: int
    found: int
    accepted: int
    provisional: int
    held: int
    repeat: int
    not_a_statistic: int


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue as published; open decisions of the ledger may have moved its status since."""

    issue_id: str
    period: str
    region_code: str
    severity: str
    effect: str
    title: str | None
    rule_ids: list[str]
    observation_ids: list[str]
    source_file: str | None
    member: str | None
    address: str | None
    raw: str | None
    suggestion_value: float | None
    suggestion_reason: str | None
    evidence: list[str]
    weight: float
    status: str
    submission_id: str | None


@dataclass(frozen=True, slots=True)
class IssueObservation:
    """A number an issue is about (`is_at_fault`), or that its rules compared it with."""

    observation_id: str
    observation_key: str | None
    submitter_code: str
    indicator_code: str | None
    indicator_text: str | None
    region_code: str | None
    region_text: str | None
    period: str | None
    period_type: str | None
    raw: str
    value: float | None
    unit_code: str | None
    status: str
    quote: str | None
    source_file: str
    member: str
    address: str
    is_at_fault: bool


@dataclass(frozen=True, slots=True)
class IssueFile:
    """An issue with all that a decision binds to: rules with their versions, numbers with the values now seen."""

    line: IssueLine
    rules: Mapping[str, int]
    observations: tuple[IssueObservation, ...]


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A value that stands, with the number and the arrival it came from."""

    observation_key: str
    observation_id: str
    submission_id: str
    submitter_code: str
    region_code: str
    period: str
    period_type: str
    indicator_code: str
    reported_in: str
    value: float | None
    value_low: float | None
    value_high: float | None
    qualifier: str
    status: str
    load_id: int


def status_lines(home: Path, period: str | None = None) -> list[StatusLine]:
    """Return one line per prefecture and month that was run, of one month when given."""
    with open_published(home) as connection:
        rows = connection.execute(statement("queries", "list_reporting"), {"period": period}).fetchall()
    return [StatusLine(*row) for row in rows]


def issue_lines(home: Path, period: str | None = None, region: str | None = None) -> list[IssueLine]:
    """Return the issues, heaviest effect first; `region` is a code and includes the counties of a prefecture."""
    with open_published(home) as connection:
        return _issues(connection, {"period": period, "region": region, "prefix": ""})


def find_issue(home: Path, prefix: str) -> IssueFile:
    """Return the one issue whose id begins with the prefix. Raises NotFound or AmbiguousId."""
    with open_published(home) as connection:
        return issue_file(connection, prefix)


def issue_file(connection: duckdb.DuckDBPyConnection, prefix: str) -> IssueFile:
    """Return the one issue whose id begins with the prefix, on an open connection. Raises NotFound or AmbiguousId."""
    wanted = checked_prefix(prefix, "问题单")
    found = _issues(connection, {"period": None, "region": None, "prefix": wanted})
    line = found[[issue.issue_id for issue in found].index(_only([issue.issue_id for issue in found], prefix))]
    argument = {"issue_id": line.issue_id}
    rules = connection.execute(statement("queries", "list_issue_rules"), argument).fetchall()
    observations = connection.execute(statement("queries", "list_issue_observations"), argument).fetchall()
    return IssueFile(line, dict(rules), tuple(IssueObservation(*row) for row in observations))


def _issues(connection: duckdb.DuckDBPyConnection, arguments: Mapping[str, str | None]) -> list[IssueLine]:
    rows = connection.execute(statement("queries", "list_issues"), arguments).fetchall()
    return [IssueLine(*row) for row in rows]


def open_facts(home: Path, reported_in: str | None = None) -> list[OpenFact]:
    """Return the facts that stand in the published file, of one reporting month when given."""
    with open_published(home) as connection:
        return current_facts(connection, reported_in)


def current_facts(connection: duckdb.DuckDBPyConnection, reported_in: str | None = None) -> list[OpenFact]:
    """Return the facts that stand on an open connection, of one reporting month when given."""
    arguments = {"reported_in": reported_in}
    rows = connection.execute(statement("queries", "list_open_facts"), arguments).fetchall()
    return [OpenFact(*row) for row in rows]


def checked_prefix(prefix: str, noun: str) -> str:
    """Return the prefix as ids are written. Raises AmbiguousId when it is too short to name one thing."""
    text = prefix.strip().lower()
    if len(text) < SHORTEST_PREFIX:
        raise AmbiguousId(f"{noun}编号至少写前 {SHORTEST_PREFIX} 位，“{prefix}”太短。")
    return text


def _only(ids: list[str], prefix: str) -> str:
    """Return the only id. Raises NotFound for none, AmbiguousId for several."""
    if not ids:
        raise NotFound(f"没有编号以“{prefix}”开头的记录。")
    if len(set(ids)) > 1:
        raise AmbiguousId(f"编号“{prefix}”对应多条记录：{'、'.join(sorted(set(ids))[:5])}。请多写几位。")
    return ids[0]


def find_traceable(connection: duckdb.DuckDBPyConnection, prefix: str) -> str:
    """Return the observation id or fact key that begins with the prefix. Raises NotFound or AmbiguousId."""
    arguments = {"prefix": checked_prefix(prefix, "观测或事实")}
    rows = connection.execute(statement("queries", "list_traceable_ids"), arguments).fetchall()
    return _only([str(row[0]) for row in rows], prefix)
