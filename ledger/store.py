"""The operational store: what arrived, in which state it is, what stewards decided.

Instants are UTC and written in ISO 8601. Decisions and receipts are append-only; a state changes only through
`move`, which records the transition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping, and_, func, insert, select, update

from domain.decision import Decision
from domain.submission import Receipt, Submission
from ledger.answers import FEEDBACK
from ledger.baseline import BaselineStore, free_load_id
from ledger.rows import decision_of_row, decision_values, receipt_of_row, submission_of_row, submission_values
from ledger.schema import ARRIVAL, DECISION, LOAD, MONTH_RUN, RECEIPT, SUBMISSION
from ledger.states import StateStore, record_receipt


@dataclass(frozen=True, slots=True)
class MonthMark:
    """How far a month's last run had seen."""

    load_id: int
    reference_version: str
    receipt_mark: int
    decision_mark: int


class Ledger(BaselineStore, StateStore):
    """The store behind one URL. Every method is one transaction."""

    # Loads

    def start_load(self, started_at: datetime, reference_version: str, load_id: int | None = None) -> int:
        """Give the next load its number, or go on with the given one (replayed, cut off). The number orders loads."""
        values = {"started_at": started_at.isoformat(), "reference_version": reference_version}
        with self._begin() as connection:
            number = free_load_id(connection) if load_id is None else load_id
            known = connection.execute(update(LOAD).where(LOAD.c.load_id == number).values(**values)).rowcount
            if not known:
                connection.execute(insert(LOAD).values(load_id=number, **values))
            return number

    def is_open(self, load_id: int) -> bool:
        """Whether a load was never finished: also one that is unknown here, as after a rebuild."""
        query = select(LOAD.c.load_id).where(LOAD.c.load_id == load_id, LOAD.c.finished_at.is_not(None))
        with self._begin() as connection:
            return connection.execute(query).scalar_one_or_none() is None

    def decide_load(self, load_id: int, decided_at: datetime) -> None:
        """Note that the months of a load are decided, and wait for a publication that takes many loads at once."""
        with self._begin() as connection:
            connection.execute(update(LOAD).where(LOAD.c.load_id == load_id).values(decided_at=decided_at.isoformat()))

    def unpublished_periods(self) -> list[str]:
        """Months that are decided and wait to be published, oldest first."""
        query = (
            select(MONTH_RUN.c.period)
            .join(LOAD, LOAD.c.load_id == MONTH_RUN.c.load_id)
            .where(LOAD.c.decided_at.is_not(None), LOAD.c.finished_at.is_(None))
            .order_by(MONTH_RUN.c.period)
        )
        with self._begin() as connection:
            return list(connection.execute(query).scalars())

    def finish_decided(self, finished_at: datetime) -> None:
        """Note that every load that waited for publication went through to its end."""
        waiting = (LOAD.c.decided_at.is_not(None), LOAD.c.finished_at.is_(None))
        with self._begin() as connection:
            connection.execute(update(LOAD).where(*waiting).values(finished_at=finished_at.isoformat()))

    def finish_load(self, load_id: int, finished_at: datetime) -> None:
        """Note that a load went through to its end."""
        with self._begin() as connection:
            connection.execute(
                update(LOAD).where(LOAD.c.load_id == load_id).values(finished_at=finished_at.isoformat())
            )

    # Receipts

    def latest_hash(self, source_file: str) -> str | None:
        """The content hash that last arrived under this path; None for a new path."""
        query = (
            select(RECEIPT.c.content_sha256)
            .where(RECEIPT.c.source_file == source_file)
            .order_by(RECEIPT.c.sequence.desc())
            .limit(1)
        )
        with self._begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def latest_hashes(self) -> dict[str, str]:
        """The content hash that last arrived under each path."""
        query = select(RECEIPT.c.source_file, RECEIPT.c.content_sha256).order_by(RECEIPT.c.sequence)
        with self._begin() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def add_receipt(self, receipt: Receipt) -> Receipt:
        """Record an arrival; return it with its sequence number."""
        values = {
            "source_file": receipt.source_file,
            "content_sha256": receipt.content_sha256,
            "size": receipt.size,
            "received_at": receipt.received_at.isoformat(),
            "load_id": receipt.load_id,
            "is_synthetic": receipt.is_synthetic,
        }
        with self._begin() as connection:
            result = connection.execute(insert(RECEIPT).values(**values))
            return replace(receipt, sequence=int(result.inserted_primary_key[0]))  # type: ignore[index]  # always there

    def has_receipt(self, receipt: Receipt) -> bool:
        """Whether this arrival, with its load, is recorded already."""
        query = select(RECEIPT.c.sequence).where(
            RECEIPT.c.source_file == receipt.source_file,
            RECEIPT.c.content_sha256 == receipt.content_sha256,
            RECEIPT.c.load_id == receipt.load_id,
        )
        with self._begin() as connection:
            return connection.execute(query.limit(1)).scalar_one_or_none() is not None

    def unidentified_receipts(self) -> list[Receipt]:
        """Arrivals that are neither a submission nor a mere answer yet, for instance after a crash."""
        query = (
            select(RECEIPT)
            .outerjoin(ARRIVAL, RECEIPT.c.sequence == ARRIVAL.c.sequence)
            .outerjoin(FEEDBACK, and_(RECEIPT.c.sequence == FEEDBACK.c.sequence, FEEDBACK.c.changed_cells == 0))
            .where(ARRIVAL.c.sequence.is_(None), FEEDBACK.c.sequence.is_(None))
            .order_by(RECEIPT.c.sequence)
        )
        with self._begin() as connection:
            return [receipt_of_row(row) for row in connection.execute(query).mappings()]

    # Submissions and states

    def add_arrival(self, receipt: Receipt, submission: Submission) -> None:
        """Tie a receipt to its submission; a submission seen before only gains an arrival."""
        with self._begin() as connection:
            known = connection.execute(
                select(SUBMISSION.c.state).where(SUBMISSION.c.submission_id == submission.submission_id)
            ).scalar_one_or_none()
            if known is None:
                connection.execute(insert(SUBMISSION).values(**submission_values(submission)))
                record_receipt(connection, submission.submission_id, receipt)
            connection.execute(
                insert(ARRIVAL).values(
                    sequence=receipt.sequence, submission_id=submission.submission_id, load_id=receipt.load_id
                )
            )

    def submissions_of(self, period: str) -> list[tuple[Submission, tuple[int, ...]]]:
        """Every submission of a month with the loads in which it arrived, in order of first arrival."""
        query = (
            select(SUBMISSION, ARRIVAL.c.load_id, ARRIVAL.c.sequence)
            .join(ARRIVAL, ARRIVAL.c.submission_id == SUBMISSION.c.submission_id)
            .where(SUBMISSION.c.period == period)
            .order_by(ARRIVAL.c.sequence)
        )
        loads: dict[str, list[int]] = {}
        rows: dict[str, RowMapping] = {}
        with self._begin() as connection:
            for row in connection.execute(query).mappings():
                rows.setdefault(row["submission_id"], row)
                seen = loads.setdefault(row["submission_id"], [])
                if row["load_id"] not in seen:
                    seen.append(row["load_id"])
        return [(submission_of_row(row, loads[key][-1]), tuple(loads[key])) for key, row in rows.items()]

    def same_bytes(self, content_sha256: str) -> list[Submission]:
        """Every submission with these bytes, whoever sent them and for whichever month, with its first load."""
        first = func.min(ARRIVAL.c.load_id).label("first_load")
        query = (
            select(SUBMISSION, first)
            .join(ARRIVAL, ARRIVAL.c.submission_id == SUBMISSION.c.submission_id)
            .where(SUBMISSION.c.content_sha256 == content_sha256)
            .group_by(SUBMISSION.c.submission_id)
            .order_by(SUBMISSION.c.submission_id)
        )
        with self._begin() as connection:
            return [submission_of_row(row, row["first_load"]) for row in connection.execute(query).mappings()]

    def note_layout(self, submission_id: str, document_form: str, fingerprint: str) -> None:
        """Keep how a submission's tables were laid out, for comparison with the next month's."""
        values = {"document_form": document_form, "layout_fingerprint": fingerprint}
        with self._begin() as connection:
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.submission_id == submission_id).values(**values))

    def layouts_of(self, submitter_code: str, period: str) -> list[tuple[str, str, str]]:
        """Form of document, layout fingerprint and file of each submission of a month that has tables."""
        columns = (SUBMISSION.c.document_form, SUBMISSION.c.layout_fingerprint, SUBMISSION.c.source_file)
        query = select(*columns).where(
            SUBMISSION.c.submitter_code == submitter_code,
            SUBMISSION.c.period == period,
            SUBMISSION.c.layout_fingerprint != "",
        )
        with self._begin() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def periods(self) -> list[str]:
        """Every month somebody has reported for, oldest first."""
        with self._begin() as connection:
            return list(
                connection.execute(select(SUBMISSION.c.period).distinct().order_by(SUBMISSION.c.period)).scalars()
            )

    # Decisions

    def add_decision(self, decision: Decision) -> None:
        """Append a decision; the same decision twice is one."""
        with self._begin() as connection:
            exists = connection.execute(
                select(DECISION.c.sequence).where(DECISION.c.decision_id == decision.decision_id)
            ).scalar_one_or_none()
            if exists is None:
                connection.execute(insert(DECISION).values(**decision_values(decision)))

    def decisions(self, period: str | None = None, up_to: int | None = None) -> list[Decision]:
        """Every decision, or those of a month, in the order they were made; `up_to` that many of all months."""
        query = select(DECISION).order_by(DECISION.c.sequence)
        if up_to is not None:
            query = query.where(DECISION.c.sequence <= up_to)
        if period is not None:
            query = query.where(DECISION.c.period == period)
        with self._begin() as connection:
            return [decision_of_row(row) for row in connection.execute(query).mappings()]

    # What a run has seen

    def marks(self) -> tuple[dict[str, MonthMark], int, int]:
        """The mark of each month that was run, and the latest receipt and decision numbers."""
        with self._begin() as connection:
            months = {
                row["period"]: MonthMark(
                    row["load_id"], row["reference_version"], row["receipt_mark"], row["decision_mark"]
                )
                for row in connection.execute(select(MONTH_RUN)).mappings()
            }
            receipt = connection.execute(select(func.max(RECEIPT.c.sequence))).scalar_one_or_none() or 0
            decision = connection.execute(select(func.max(DECISION.c.sequence))).scalar_one_or_none() or 0
        return months, int(receipt), int(decision)

    def changed_periods(self, reference_version: str) -> list[str]:
        """Months with an arrival or a decision that their last run has not seen, or run with other reference data.

        A run that was cut off may have decided a month and published nothing: its months count as not run, unless
        they wait for the publication of a backfill.
        """
        months, _, _ = self.marks()
        latest_receipt = (
            select(SUBMISSION.c.period, func.max(ARRIVAL.c.sequence).label("mark"))
            .join(ARRIVAL, ARRIVAL.c.submission_id == SUBMISSION.c.submission_id)
            .group_by(SUBMISSION.c.period)
        )
        latest_decision = select(DECISION.c.period, func.max(DECISION.c.sequence).label("mark")).group_by(
            DECISION.c.period
        )
        cut_off = select(LOAD.c.load_id).where(LOAD.c.finished_at.is_(None), LOAD.c.decided_at.is_(None))
        with self._begin() as connection:
            unfinished = set(connection.execute(cut_off).scalars())
            receipts = {r["period"]: int(r["mark"]) for r in connection.execute(latest_receipt).mappings()}
            decided = {r["period"]: int(r["mark"]) for r in connection.execute(latest_decision).mappings()}
        changed = [
            period
            for period, receipt_mark in sorted(receipts.items())
            if (mark := months.get(period)) is None
            or receipt_mark > mark.receipt_mark
            or decided.get(period, 0) > mark.decision_mark
            or mark.reference_version != reference_version
            or mark.load_id in unfinished
        ]
        return [period for period in sorted(receipts) if changed and period >= changed[0]]

    def mark_month(self, period: str, mark: MonthMark) -> None:
        """Note how far a month's run has seen."""
        values = {
            "load_id": mark.load_id,
            "reference_version": mark.reference_version,
            "receipt_mark": mark.receipt_mark,
            "decision_mark": mark.decision_mark,
        }
        with self._begin() as connection:
            done = connection.execute(update(MONTH_RUN).where(MONTH_RUN.c.period == period).values(**values))
            if done.rowcount == 0:
                connection.execute(insert(MONTH_RUN).values(period=period, **values))
