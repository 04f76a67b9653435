"""Answers that came back from prefectures, and the files they came in; append-only, read by `Ledger`.

One row of `answer` an issue answered in one file; one row of `feedback` a receipt that was an answer. An answer waits
until a decision about its issue is made after it was recorded.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, Integer, RowMapping, String, Table, Text, insert, select

from domain.answers import Answer, AnswerKind
from domain.decision import Decision, DecisionKind
from ledger.engine import Store
from ledger.schema import METADATA

ANSWER = Table(
    "answer",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("answer_id", String, nullable=False, unique=True),
    Column("issue_id", String, nullable=False, index=True),
    Column("submission_id", String, nullable=False),
    Column("submitter_code", String, nullable=False),
    Column("period", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("value", Float),
    Column("explanation", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("content_sha256", String, nullable=False),
    Column("source_file", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("recorded_at", String, nullable=False),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # of the receipt
    Column("submission_id", String, nullable=False, index=True),
    Column("content_sha256", String, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("answer_count", Integer, nullable=False),
    Column("changed_cells", Integer, nullable=False),
    Column("recorded_at", String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """A receipt that was an answer: how many rows were asked and answered, how many other cells were changed.

    `changed_cells` is -1 when the workbook that was sent out is not kept here.
    """

    sequence: int
    submission_id: str
    content_sha256: str
    row_count: int
    answer_count: int
    changed_cells: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """An answer and when it was recorded."""

    answer: Answer
    recorded_at: datetime


class AnswerStore(Store):
    """The part of the ledger that keeps answers."""

    def add_feedback(self, feedback: FeedbackReceipt, answers: list[Answer]) -> None:
        """Record a receipt that was an answer with its answers; the same twice is one."""
        with self._begin() as connection:
            known = select(FEEDBACK.c.sequence).where(FEEDBACK.c.sequence == feedback.sequence)
            if connection.execute(known).scalar_one_or_none() is not None:
                return
            values = {**asdict(feedback), "recorded_at": feedback.recorded_at.isoformat()}
            connection.execute(insert(FEEDBACK).values(**values))
            for answer in answers:
                _add(connection, answer, feedback.recorded_at)

    def answers(self, period: str | None = None) -> list[RecordedAnswer]:
        """Every answer, or those of a month, in the order they came."""
        query = select(ANSWER).order_by(ANSWER.c.sequence)
        if period is not None:
            query = query.where(ANSWER.c.period == period)
        with self._begin() as connection:
            return [_recorded(row) for row in connection.execute(query).mappings()]


def waiting_answers(answers: list[RecordedAnswer], decisions: list[Decision]) -> dict[str, Answer]:
    """The latest answer of each issue that no decision has dealt with since; sending back deals with none."""
    decided: dict[str, datetime] = {
        decision.issue_id: decision.decided_at for decision in decisions if decision.kind is not DecisionKind.RETURN
    }
    latest = {recorded.answer.issue_id: recorded for recorded in answers}
    return {
        issue_id: recorded.answer
        for issue_id, recorded in latest.items()
        if issue_id not in decided or decided[issue_id] < recorded.recorded_at
    }


def _add(connection: Connection, answer: Answer, recorded_at: datetime) -> None:
    known = select(ANSWER.c.sequence).where(ANSWER.c.answer_id == answer.answer_id)
    if connection.execute(known).scalar_one_or_none() is not None:
        return
    values = {
        **asdict(answer),
        "kind": str(answer.kind),
        "received_at": answer.received_at.isoformat(),
        "recorded_at": recorded_at.isoformat(),
    }
    connection.execute(insert(ANSWER).values(**values))


def _recorded(row: RowMapping) -> RecordedAnswer:
    answer = Answer(
        answer_id=row["answer_id"],
        issue_id=row["issue_id"],
        submission_id=row["submission_id"],
        submitter_code=row["submitter_code"],
        period=row["period"],
        kind=AnswerKind(row["kind"]),
        value=row["value"],
        explanation=row["explanation"],
        problem=row["problem"],
        content_sha256=row["content_sha256"],
        source_file=row["source_file"],
        received_at=datetime.fromisoformat(row["received_at"]),
    )
    return RecordedAnswer(answer, datetime.fromisoformat(row["recorded_at"]))
