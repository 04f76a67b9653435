"""Loads that imported months approved earlier: who approved them, and which submissions they cover.

One row of `baseline` a load. A submission is covered when any of its arrivals came with such a load: that the same
bytes come once more does not undo an approval.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, func, insert, select

from domain.baseline import Approval
from ledger.answers import AnswerStore
from ledger.schema import ARRIVAL, LOAD, METADATA, RECEIPT, SUBMISSION

BASELINE = Table(
    "baseline",
    METADATA,
    Column("load_id", Integer, primary_key=True, autoincrement=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", String, nullable=False),
)


def free_load_id(connection: Connection) -> int:
    """The number of the next load: above every load, and above what an interrupted one left behind.

    After a rebuild a load that was interrupted is in no row of `load`; its number must not go to another one, which
    would inherit its receipts and its approval.
    """
    columns = (LOAD.c.load_id, BASELINE.c.load_id, RECEIPT.c.load_id)
    return max(connection.execute(select(func.max(column))).scalar_one() or 0 for column in columns) + 1


class BaselineStore(AnswerStore):
    """The part of the ledger that keeps approvals. Every method is one transaction."""

    def add_baseline(self, approval: Approval) -> None:
        """Note that a load imports approved months; the same load twice is one."""
        with self._begin() as connection:
            known = connection.execute(select(BASELINE.c.load_id).where(BASELINE.c.load_id == approval.load_id))
            if known.scalar_one_or_none() is None:
                connection.execute(
                    insert(BASELINE).values(
                        load_id=approval.load_id,
                        approved_by=approval.approved_by,
                        approved_at=approval.approved_at.isoformat(),
                    )
                )

    def approver_of(self, load_id: int) -> str | None:
        """Who approved what a load imports; None for a load of months that are judged."""
        query = select(BASELINE.c.approved_by).where(BASELINE.c.load_id == load_id)
        with self._begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def approvals_of(self, period: str) -> dict[str, Approval]:
        """The approval of each approved submission of a month, by submission id: the first one where it has several."""
        query = (
            select(ARRIVAL.c.submission_id, BASELINE)
            .join(BASELINE, ARRIVAL.c.load_id == BASELINE.c.load_id)
            .join(SUBMISSION, ARRIVAL.c.submission_id == SUBMISSION.c.submission_id)
            .where(SUBMISSION.c.period == period)
            .order_by(ARRIVAL.c.sequence.desc())
        )
        with self._begin() as connection:
            return {
                row["submission_id"]: Approval(
                    row["load_id"], row["approved_by"], datetime.fromisoformat(row["approved_at"])
                )
                for row in connection.execute(query).mappings()
            }

    def latest_approved_hash(self, source_file: str) -> str | None:
        """The content hash that last arrived under this path in a load of approved months; None without one."""
        query = (
            select(RECEIPT.c.content_sha256)
            .join(BASELINE, RECEIPT.c.load_id == BASELINE.c.load_id)
            .where(RECEIPT.c.source_file == source_file)
            .order_by(RECEIPT.c.sequence.desc())
            .limit(1)
        )
        with self._begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def latest_approved_hashes(self) -> dict[str, str]:
        """The content hash that last arrived under each path in a load of approved months."""
        query = (
            select(RECEIPT.c.source_file, RECEIPT.c.content_sha256)
            .join(BASELINE, RECEIPT.c.load_id == BASELINE.c.load_id)
            .order_by(RECEIPT.c.sequence)
        )
        with self._begin() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}
