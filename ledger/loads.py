"""What the ledger knows of past loads and arrivals, for whoever examines a home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from ledger.engine import Store
from ledger.schema import DECISION, LOAD, RECEIPT


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One load: its number, when it began and ended (None: cut off, or going on)."""

    load_id: int
    started_at: datetime
    finished_at: datetime | None


class Loads(Store):
    """The loads and arrivals behind one URL; only reads."""

    @classmethod
    def at_home(cls, home: Path) -> Self:
        """Open the ledger of a home folder, which must be there."""
        return cls(f"sqlite:///{home / 'ledger.sqlite'}")

    def _prepare(self) -> None:
        """Change nothing: a home is only examined."""

    def latest(self) -> LoadLine | None:
        """The load with the highest number; None before the first."""
        query = select(LOAD).order_by(LOAD.c.load_id.desc()).limit(1)
        with self._begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        finished = datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None
        return LoadLine(row["load_id"], datetime.fromisoformat(row["started_at"]), finished)

    def arrived_files(self) -> set[str]:
        """Every path of the inbox that ever arrived."""
        with self._begin() as connection:
            return set(connection.execute(select(RECEIPT.c.source_file).distinct()).scalars())

    def receipt_count(self) -> int:
        """How many arrivals there were."""
        with self._begin() as connection:
            return len(connection.execute(select(RECEIPT.c.sequence)).all())

    def decision_ids(self) -> set[str]:
        """Every decision that the ledger knows."""
        with self._begin() as connection:
            return set(connection.execute(select(DECISION.c.decision_id)).scalars())


def is_readable(home: Path) -> bool:
    """Whether a home has a ledger that answers; a damaged one is no reason for an examination to break off."""
    if not (home / "ledger.sqlite").exists():
        return False
    loads = Loads.at_home(home)
    try:
        loads.latest()
    except DatabaseError:
        return False
    finally:
        loads.close()
    return True
