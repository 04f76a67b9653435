"""What the stewards' console asks of the published file, typed: the queue, a number's history and peers, versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from domain.errors import NotFound
from warehouse.connection import open_published
from warehouse.queries import IssueFile, checked_prefix, issue_file
from warehouse.statements import statement

EVERY_ISSUE = 1_000_000
"""More issues than a month can have: for asking for all of them."""

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which issues are wanted; None is every one. `words` stands in the title, the file's name or the number."""

    period: str | None = None
    prefecture: str | None = None
    rule: str | None = None
    severity: str | None = None
    indicator: str | None = None
    status: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """In which order, and which part of it. No `sort` is the order of the queue: heaviest effect first."""

    sort: str | None = None
    descending: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One issue in the queue; `total` is how many pass the filter."""

    issue_id: str
    period: str
    prefecture_code: str
    region_code: str
    region_name: str
    severity: str
    effect: str
    title: str | None
    rule_ids: list[str]
    indicator_code: str | None
    indicator_name: str
    source_file: str | None
    member: str | None
    address: str | None
    raw: str | None
    suggestion_value: float | None
    unit_code: str | None
    weight: float
    status: str
    total: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How many issues of a month have a code: kind is prefecture, severity, indicator or rule."""

    kind: str
    code: str
    issues: int


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """A standing value of one place's own past, in `unit_code`."""

    period: str
    period_type: str
    value: float
    unit_code: str | None
    status: str
    observation_id: str
    source_file: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Peer:
    """The standing value of another prefecture, and per 10,000 inhabitants."""

    region_code: str
    region_name: str
    value: float | None
    unit_code: str | None
    status: str
    observation_id: str
    per_10k: float | None


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """One submission with what became of its numbers."""

    submission_id: str
    submitter_code: str
    submitter_name: str
    period: str
    source_file: str
    content_sha256: str
    received_at: datetime | None  # UTC
    load_id: int
    is_synthetic: bool
    document_form: str | None
    state: str
    is_superseded: bool
    found: int
    accepted: int
    provisional: int
    held: int
    repeat: int
    not_a_statistic: int
    message: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One key in two versions. `change` is changed, added, absent or equal."""

    indicator_name: str
    region_name: str
    period: str | None
    period_type: str | None
    unit_code: str | None
    older_raw: str | None
    older_value: float | None
    older_address: str | None
    older_id: str | None
    newer_raw: str | None
    newer_value: float | None
    newer_address: str | None
    newer_id: str | None
    change: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that no code answers to; `candidates` are codes joined with "|"."""

    kind: str
    wording: str
    resolution: str
    candidates: str
    numbers: int
    submitters: int
    last_month: str
    example_id: str
    example_submitter: str
    example_quote: str | None
    example_raw: str
    issue_id: str | None


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule and how often it fired."""

    rule_id: str
    category: str
    severity: str
    effect: str
    name: str
    scope: str
    formula: str
    message_zh: str
    remedy_zh: str
    version: int
    stage: str
    engine: str
    not_evaluated_reason: str | None
    checked: int
    failures: int
    issues: int
    submitters: int


@dataclass(frozen=True, slots=True)
class NumberSource:
    """Where a number stands: the file by hash, and the place in it."""

    observation_id: str
    submission_id: str
    submitter_code: str
    source_file: str
    member: str
    address: str
    start: int | None
    end: int | None
    raw: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month that was run."""

    period: str
    issues: int
    found: int
    held: int
    finished_at: datetime | None  # UTC


class Desk:
    """One look at the published file; opened for a request and closed with it (`open_desk`)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def queue_lines(self, wanted: QueueFilter, order: QueueOrder, decided: Mapping[str, str]) -> list[QueueLine]:
        """Return a part of the queue; `decided` maps issues decided since the last run to returned or decided."""
        return self._lines("desk_issues", _queue_arguments(wanted, order, decided), QueueLine)

    def queue_ids(self, wanted: QueueFilter, order: QueueOrder, decided: Mapping[str, str]) -> list[str]:
        """Return the ids of a part of the queue: ten times faster than its lines where all of it is wanted."""
        arguments = _queue_arguments(wanted, order, decided)
        answer = self._connection.execute(statement("queries", "desk_issues"), arguments)
        return [str(one) for one in answer.to_arrow_table().column("issue_id").to_pylist()]

    def issue(self, prefix: str) -> IssueFile:
        """Return the one issue whose id begins so. Raises NotFound or AmbiguousId."""
        return issue_file(self._connection, prefix)

    def facets(self, period: str | None, prefecture: str | None) -> list[Facet]:
        """Return which prefectures, severities, rules and indicators the issues of a month have."""
        return self._lines("desk_facets", {"period": period, "prefecture": prefecture}, Facet)

    def history(self, observation_id: str) -> list[HistoryPoint]:
        """Return the place's own standing values of the same thing, oldest first."""
        return self._lines("desk_history", {"observation_id": observation_id}, HistoryPoint)

    def peers(self, observation_id: str) -> list[Peer]:
        """Return what the other prefectures report of the same thing for the same month."""
        return self._lines("desk_peers", {"observation_id": observation_id}, Peer)

    def submissions(self, period: str | None = None, prefecture: str | None = None) -> list[SubmissionRow]:
        """Return the submissions of a month and prefecture, latest first."""
        return self._lines("desk_submissions", _submission_arguments(period, prefecture, ""), SubmissionRow)

    def find_submission(self, prefix: str) -> SubmissionRow:
        """Return the one submission whose id begins so. Raises NotFound or AmbiguousId."""
        wanted = checked_prefix(prefix, "报送")
        found = self._lines("desk_submissions", _submission_arguments(None, None, wanted), SubmissionRow)
        if len(found) != 1:
            raise NotFound(f"没有编号为“{prefix}”的报送。")
        return found[0]

    def differences(self, older: str, newer: str) -> list[Difference]:
        """Return two submissions compared key by key, changed values first."""
        return self._lines("desk_comparison", {"older": older, "newer": newer}, Difference)

    def wordings(self) -> list[Wording]:
        """Return the wordings that wait for a code, most frequent first."""
        return self._lines("desk_wordings", {}, Wording)

    def rule_uses(self) -> list[RuleUse]:
        """Return every rule with how often it looked and fired."""
        return self._lines("desk_rules", {}, RuleUse)

    def number_source(self, observation_id: str) -> NumberSource:
        """Return where a number stands. Raises NotFound."""
        found = self._lines("desk_source", {"observation_id": observation_id}, NumberSource)
        if not found:
            raise NotFound(f"没有编号为“{observation_id}”的数值。")
        return found[0]

    def month_lines(self) -> list[MonthLine]:
        """Return the months that were run, latest first."""
        return self._lines("desk_months", {}, MonthLine)

    def decision_states(self) -> dict[str, str]:
        """Return what the latest run made of each decision: applied, retired."""
        rows = self._connection.execute(statement("queries", "desk_decision_states")).fetchall()
        return {str(decision): str(state) for decision, state in rows}

    def _lines(self, name: str, arguments: Mapping[str, object], kind: type[Line]) -> list[Line]:
        rows = self._connection.execute(statement("queries", name), dict(arguments)).fetchall()
        return [kind(*row) for row in rows]


@contextmanager
def open_desk(home: Path) -> Iterator[Desk]:
    """Open the published file for the console. Raises WarehouseError when nothing is published."""
    with open_published(home) as connection:
        yield Desk(connection)


def _submission_arguments(period: str | None, prefecture: str | None, prefix: str) -> dict[str, str | None]:
    return {"period": period, "prefecture": prefecture, "prefix": prefix}


def _queue_arguments(wanted: QueueFilter, order: QueueOrder, decided: Mapping[str, str]) -> dict[str, object]:
    return {
        "period": wanted.period,
        "prefecture": wanted.prefecture,
        "rule": wanted.rule,
        "severity": wanted.severity,
        "indicator": wanted.indicator,
        "status": wanted.status,
        "words": wanted.words,
        "sort": order.sort,
        "descending": order.descending,
        "limit": order.limit,
        "offset": order.offset,
        "returned_ids": [issue for issue, status in decided.items() if status == "returned"],
        "decided_ids": [issue for issue, status in decided.items() if status == "decided"],
    }
