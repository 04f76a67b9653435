"""What happened to one thing, and who decided what: questions the console asks of the ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.decision import Decision, DecisionKind
from ledger.engine import Store
from ledger.rows import decision_of_row
from ledger.schema import ARRIVAL, DECISION, METADATA, RECEIPT, SUBMISSION, TRANSITION
from ledger.states import STANDING


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state of a submission."""

    from_state: str | None
    to_state: str
    at: datetime
    load_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change of state in a month: of a submission, or (without one) of how a prefecture stands."""

    period: str
    region_code: str
    source_file: str | None
    submission_id: str | None
    from_state: str | None
    to_state: str
    at: datetime
    load_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """Bytes of a submission arriving, perhaps again, under a name."""

    source_file: str
    received_at: datetime
    load_id: int


class History(Store):
    """The past in one ledger. Every method is one transaction and only reads."""

    def _prepare(self) -> None:
        METADATA.create_all(self._engine)

    def transitions(self, submission_id: str) -> list[Transition]:
        """Every change of state of a submission, oldest first."""
        query = select(TRANSITION).where(TRANSITION.c.submission_id == submission_id)
        with self._begin() as connection:
            return [
                Transition(
                    row["from_state"],
                    row["to_state"],
                    datetime.fromisoformat(row["at"]),
                    row["load_id"],
                    row["reason"] or "",
                )
                for row in connection.execute(query.order_by(TRANSITION.c.transition_id)).mappings()
            ]

    def month(self, period: str) -> list[HistoryLine]:
        """Every change of state in a month, of submissions and of prefectures, in the order of loads."""
        files = select(TRANSITION, SUBMISSION.c.submitter_code, SUBMISSION.c.source_file).join(
            SUBMISSION, SUBMISSION.c.submission_id == TRANSITION.c.submission_id
        )
        files = files.where(SUBMISSION.c.period == period).order_by(TRANSITION.c.transition_id)
        with self._begin() as connection:
            rows = [*connection.execute(files).mappings()]
        lines = [
            HistoryLine(
                period,
                row["submitter_code"],
                row["source_file"],
                row["submission_id"],
                row["from_state"],
                row["to_state"],
                datetime.fromisoformat(row["at"]),
                row["load_id"],
                row["reason"] or "",
            )
            for row in rows
        ]
        return sorted([*lines, *self.standings(period)], key=lambda line: line.load_id)

    def standings(self, period: str) -> list[HistoryLine]:
        """Every change of how the prefectures stand for a month, oldest first."""
        query = select(STANDING).where(STANDING.c.period == period).order_by(STANDING.c.standing_id)
        with self._begin() as connection:
            return [
                HistoryLine(
                    period,
                    row["submitter_code"],
                    None,
                    None,
                    row["from_state"],
                    row["to_state"],
                    datetime.fromisoformat(row["at"]),
                    row["load_id"],
                    row["reason"] or "",
                )
                for row in connection.execute(query).mappings()
            ]

    def arrivals(self, submission_id: str) -> list[ArrivalLine]:
        """Every arrival of a submission, oldest first."""
        query = (
            select(RECEIPT.c.source_file, RECEIPT.c.received_at, RECEIPT.c.load_id)
            .join(ARRIVAL, ARRIVAL.c.sequence == RECEIPT.c.sequence)
            .where(ARRIVAL.c.submission_id == submission_id)
            .order_by(RECEIPT.c.sequence)
        )
        with self._begin() as connection:
            return [
                ArrivalLine(row["source_file"], datetime.fromisoformat(row["received_at"]), row["load_id"])
                for row in connection.execute(query).mappings()
            ]

    def decisions_about(self, issue_id: str) -> list[Decision]:
        """Every decision about one issue, latest last."""
        query = select(DECISION).where(DECISION.c.issue_id == issue_id).order_by(DECISION.c.sequence)
        with self._begin() as connection:
            return [decision_of_row(row) for row in connection.execute(query).mappings()]

    def latest_decision(self, issue_id: str) -> Decision | None:
        """The decision that counts for one issue; None when nobody has decided."""
        decisions = self.decisions_about(issue_id)
        return decisions[-1] if decisions else None

    def decided(self, seen: Collection[str] = ()) -> dict[str, str]:
        """The issues that somebody decided: returned, or decided; the latest decision about an issue counts.

        `seen` are the decisions that the publication already took into account: what it says of them stands.
        """
        query = select(DECISION.c.issue_id, DECISION.c.decision_id, DECISION.c.kind).order_by(DECISION.c.sequence)
        with self._begin() as connection:
            return {
                issue: "returned" if kind == DecisionKind.RETURN else "decided"
                for issue, decision, kind in connection.execute(query)
                if decision not in seen
            }
