"""What every task of a run shares: the home folder, the clock, the catalogue, the stores, the workers.

A plain class, not a dataclass: Prefect walks through dataclasses that are passed to tasks, and must not walk this.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count, islice
from pathlib import Path

from domain.baseline import Approval
from domain.catalog import Catalog
from domain.errors import SettingError
from intake.archive import Archive
from intake.arriving import LeftFile
from intake.workers import Workers
from ledger.store import Ledger
from reference.loader import load_catalog
from reference.overlay import confirmed_overlay, own_files
from tasks.recovery import load_to_go_on_with, recover
from tasks.swapping import finish_swap
from warehouse.location import held_for_run, settle_location

FEW_FILES = 60
"""A worker process costs as much to start as this many forms cost to understand."""


class Session:
    """One run on one home folder. `now` is the run's clock, passed in once and asked nowhere else."""

    def __init__(  # noqa: PLR0913 - what a run is given, and what it is a replay of
        self,
        home: Path,
        inbox: Path,
        now: datetime,
        workers: Workers,
        replayed: Replayed | None = None,
        *,
        approved_by: str | None = None,
    ) -> None:
        self.home = home
        self.inbox = inbox
        self.now = now
        self.workers = workers
        self.is_replay = replayed is not None
        self.approved_by = approved_by
        self.placed: dict[tuple[str, str], tuple[str, str]] = {}  # (file, hash) → (submitter, month), if read already
        self.is_attended = False  # whether somebody waits for this run
        self.left: tuple[LeftFile, ...] = ()  # what was not whole yet when this run looked
        self.chunk_count = 0  # what this run has to understand, and how many it has begun: for who watches
        self._begun = count(1)
        self._own_reference = own_files(home)
        self.catalog: Catalog = load_catalog(overlay=confirmed_overlay(home))
        self.archive = replayed.archive if replayed else Archive.at_home(home)
        self.ledger = Ledger.at_home(home)
        self.cut_off = recover(self.archive, self.ledger, home) if replayed is None else []
        number = replayed.load_id if replayed else load_to_go_on_with(self.cut_off, self.ledger, inbox, approved_by)
        self.load_id = self.ledger.start_load(now, self.catalog.version, number)

    @property
    def is_baseline(self) -> bool:
        """Whether this load imports months that were approved earlier."""
        return self.approved_by is not None

    def next_load(self) -> None:
        """Go on under the number of another load: what arrives from now on comes after what has arrived."""
        self.load_id = self.ledger.start_load(self.now, self.catalog.version)

    def record(self, event: str, details: Mapping[str, object]) -> None:
        """Append an event to the journal; a replay adds nothing to what it replays."""
        if not self.is_replay:
            self.archive.record(event, details)

    def begin_load(self, periods: Sequence[str]) -> None:
        """Journal what this load sets out to do: its number, clock and months, and the home's own reference files.

        The files are kept in the archive, so that a rebuild knows them as they were then.
        """
        reference = {name: self.archive.keep(data) for name, data in self._own_reference.items()}
        event = {"load_id": self.load_id, "at": self.now.isoformat(), "periods": list(periods), "reference": reference}
        self.record("load", event)

    def next_chunk(self) -> dict[str, int]:
        """Count one more chunk as begun; how many of how many, as progress shows it."""
        return {"done": next(self._begun), "total": max(self.chunk_count, 1)}

    def approve(self) -> None:
        """Make this load one that imports months approved earlier: journalled before any of its files arrives."""
        if self.approved_by is None or self.ledger.approver_of(self.load_id) is not None:
            return
        self.record("baseline", {"load_id": self.load_id, "approved_by": self.approved_by, "at": self.now.isoformat()})
        self.ledger.add_baseline(Approval(self.load_id, self.approved_by, self.now))


class Replayed:
    """What a replay takes from the home folder it rebuilds: the archive, and the number of the load."""

    def __init__(self, archive: Archive, load_id: int) -> None:
        self.archive = archive
        self.load_id = load_id


@contextmanager
def open_session(
    home: Path, inbox: Path, now: datetime, worker_count: int, approved_by: str | None = None
) -> Iterator[Session]:
    """Open a session; only one run at a time may work on a home folder. Raises SettingError for the second.

    With `approved_by` what arrives was approved before, and is imported as accepted.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settle_location(home)
    overlay = confirmed_overlay(home)
    started = min(worker_count, workers_worth_starting(inbox))
    with only_run(home), Workers(started, str(overlay) if overlay else None) as workers:
        session = Session(home, inbox, now, workers, approved_by=approved_by)
        try:
            yield session
            session.ledger.finish_load(session.load_id, now)
        finally:
            session.ledger.close()


def workers_worth_starting(inbox: Path) -> int:
    """One worker for an inbox of a few files: starting another costs more than the files."""
    files = islice((path for path in inbox.rglob("*") if path.is_file()), FEW_FILES + 1)
    return 1 if sum(1 for _ in files) <= FEW_FILES else sys.maxsize


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Hold the home folder and its warehouse for one run. Raises SettingError, WarehouseError when another does."""
    descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError(f"“{home}”上另一次运行还没有结束，请等它完成后再试（kepu status 可看进度）。") from error
        finish_swap(home)  # of a rebuild that was cut off
        with held_for_run(home):
            yield
    finally:
        os.close(descriptor)
