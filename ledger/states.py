"""Where submissions and prefectures stand: every change is one row, with its time, its load and its cause.

A submission walks the stages (received, read, harmonised, validated) once. A later run of its month finds it past
them, and moves it from verdict to verdict only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, Text, func, insert, select, update

from domain.submission import MAY_FOLLOW, Receipt, SubmissionState, check_standing, check_transition
from ledger.engine import Store
from ledger.schema import METADATA, SUBMISSION, TRANSITION

STANDING = Table(
    "standing",  # of a prefecture in a month: one row a change
    METADATA,
    Column("standing_id", Integer, primary_key=True, autoincrement=True),
    Column("submitter_code", String, nullable=False),
    Column("period", String, nullable=False, index=True),
    Column("from_state", String),
    Column("to_state", String, nullable=False),
    Column("at", String, nullable=False),
    Column("load_id", Integer, nullable=False),
    Column("reason", Text),
)

STAGES = (SubmissionState.READ, SubmissionState.HARMONISED, SubmissionState.VALIDATED)
_IDS_AT_ONCE = 500
"""SQLite takes a limited number of parameters in one statement."""


@dataclass(frozen=True, slots=True)
class Move:
    """A subject (a submission, or a prefecture in its month), the state it comes into, and why."""

    subject: str
    state: SubmissionState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a change was recorded, and in which load."""

    at: datetime
    load_id: int


class StateStore(Store):
    """The part of the ledger that keeps states. Every method is one transaction."""

    def advance(self, moves: Sequence[Move], moment: Moment) -> int:
        """Bring submissions into states, in order; returns how many changed.

        A stage that a submission is past is passed over, and so is the state it is in. Raises IllegalTransition,
        leaving everything as it was, for a verdict on a submission that has not come so far.
        """
        with self._begin() as connection:
            states = _states(connection, [move.subject for move in moves])
            steps = list(_steps(moves, states))
            for move, _ in steps:
                states[move.subject] = move.state
            _write(connection, steps, states, moment)
            return len(steps)

    def send_back(self, submission_id: str, moment: Moment, reason: str) -> bool:
        """Note that a submission is with its sender; False for one that cannot be opened: it stays failed."""
        with self._begin() as connection:
            is_failed = _states(connection, [submission_id])[submission_id] is SubmissionState.FAILED
        return not is_failed and self.advance([Move(submission_id, SubmissionState.RETURNED, reason)], moment) == 1

    def note_standings(self, period: str, standings: Sequence[Move], moment: Moment) -> int:
        """Note how prefectures stand for a month, where that is new; returns for how many it was."""
        latest = select(func.max(STANDING.c.standing_id)).where(STANDING.c.period == period)
        latest = latest.group_by(STANDING.c.submitter_code)
        known = select(STANDING.c.submitter_code, STANDING.c.to_state).where(STANDING.c.standing_id.in_(latest))
        with self._begin() as connection:
            before = {code: SubmissionState(state) for code, state in connection.execute(known)}
            changed = [one for one in standings if before.get(one.subject) != one.state]
            for one in changed:
                check_standing(before.get(one.subject), one.state)
            rows = [
                {"submitter_code": one.subject, "period": period, **_change(before.get(one.subject), one, moment)}
                for one in changed
            ]
            if rows:
                connection.execute(insert(STANDING), rows)
            return len(rows)


def record_receipt(connection: Connection, submission_id: str, receipt: Receipt) -> None:
    """Record the first state of a submission: its bytes are there."""
    move = Move(submission_id, SubmissionState.RECEIVED, receipt.source_file)
    check_transition(None, move.state)
    values = _change(None, move, Moment(receipt.received_at, receipt.load_id))
    connection.execute(insert(TRANSITION).values(submission_id=submission_id, **values))


def _states(connection: Connection, ids: Sequence[str]) -> dict[str, SubmissionState]:
    found: dict[str, SubmissionState] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        query = select(SUBMISSION.c.submission_id, SUBMISSION.c.state).where(SUBMISSION.c.submission_id.in_(some))
        found |= {identity: SubmissionState(state) for identity, state in connection.execute(query)}
    return found


def _steps(moves: Sequence[Move], states: dict[str, SubmissionState]) -> Iterator[tuple[Move, SubmissionState]]:
    """The moves that change something, each with the state it leaves."""
    now = dict(states)
    for move in moves:
        old = now[move.subject]
        is_past = move.state in STAGES and move.state not in MAY_FOLLOW[old]
        if old == move.state or is_past:
            continue
        check_transition(old, move.state)
        now[move.subject] = move.state
        yield move, old


def _write(
    connection: Connection,
    steps: Sequence[tuple[Move, SubmissionState]],
    states: dict[str, SubmissionState],
    moment: Moment,
) -> None:
    by_state: dict[SubmissionState, list[str]] = {}
    for identity in dict.fromkeys(move.subject for move, _ in steps):
        by_state.setdefault(states[identity], []).append(identity)
    for state, ids in by_state.items():
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = SUBMISSION.c.submission_id.in_(ids[start : start + _IDS_AT_ONCE])
            connection.execute(update(SUBMISSION).where(some).values(state=str(state)))
    rows = [{"submission_id": move.subject, **_change(old, move, moment)} for move, old in steps]
    if rows:
        connection.execute(insert(TRANSITION), rows)


def _change(old: SubmissionState | None, move: Move, moment: Moment) -> dict[str, object]:
    return {
        "from_state": None if old is None else str(old),
        "to_state": str(move.state),
        "at": moment.at.isoformat(),
        "load_id": moment.load_id,
        "reason": move.reason,
    }
