"""Steps of a backfill: chunks of files understood ahead and kept, a month received, and gathered from what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Completed

from intake.chunking import ChunkSize
from intake.identify import identify_by_folder
from intake.inbox import receipt_event
from intake.understand import FileReading, FileTask
from intake.understood import FileUnderstood, Understood, UnderstoodStore, identity_of
from tasks.casefile import CaseFile
from tasks.planning import Plan
from tasks.receiving import identify_arrivals
from tasks.session import Session
from tasks.understanding import AMBER, Bundle, bundles_of, task_of_submission

CHUNKS_TO_MEASURE = 2
"""Chunks under way at once while their right size is not known yet."""
CHUNKS_AHEAD = 24
"""Chunks under way at once: what keeps the workers busy while a month is decided."""
FILES_AHEAD = 3000
"""Files that are understood and wait on disk to be loaded; beyond that only what is waited for is understood."""


class Chunk:
    """Files that go to a worker together. A plain class: Prefect must not walk through it."""

    def __init__(self, tasks: Sequence[FileTask]) -> None:
        self.tasks = tuple(tasks)
        self.kept: Kept | None = None  # once it is understood

    @property
    def name(self) -> str:
        """What people who watch the run read."""
        first, last = self.tasks[0].period, self.tasks[-1].period
        months = first if first == last else f"{first}…{last}"
        return f"{months or '未归档'} ({len(self.tasks)})"


class Kept:
    """What came of a chunk: its readings, and the seconds of work."""

    def __init__(self, readings: Sequence[FileReading], seconds: float) -> None:
        self.readings = tuple(readings)
        self.seconds = seconds


@task(name="understand", task_run_name="understand {name}", cache_policy=NO_CACHE)
def understand_files(session: Session, store: UnderstoodStore, chunk: Chunk, name: str) -> State[Kept]:
    """Read, extract and harmonise a chunk of files in a worker process, and keep the result until it is loaded."""
    observations, readings, seconds = session.workers.understand_timed(chunk.tasks, session.catalog)
    kept = Kept(store.keep(Understood(readings, observations)), seconds)
    chunk.kept = kept
    failed = [reading for reading in kept.readings if reading.error_code]
    sentences = "；".join(f"{reading.source_file}：{reading.error_message}" for reading in failed)
    return Completed(name=AMBER if failed else None, message=sentences or f"{name}：{seconds:.2f}秒", data=kept)


Submit = Callable[[Chunk], "PrefectFuture[Kept]"]


class Feed:
    """Hands files to the workers in order, in chunks of a measured size, and says when a month is understood."""

    def __init__(
        self, store: UnderstoodStore, tasks: Iterable[FileTask], submit: Submit, watch: Callable[[Kept], None]
    ) -> None:
        self.size = ChunkSize()
        self._store = store
        self._chunks = self.size.chunks(each for each in tasks if identity_of(each) not in store)
        self._submit = submit
        self._watch = watch
        self._running: list[tuple[Chunk, PrefectFuture[Kept]]] = []

    def understand(self, wanted: Sequence[FileTask]) -> None:
        """Wait until these files are understood; leave some chunks more under way."""
        missing = {identity for each in wanted if (identity := identity_of(each)) not in self._store}
        while missing:
            self._fill(most_kept=None)
            if not self._running:
                break
            self._settle()
            missing = {identity for identity in missing if identity not in self._store}
        self._fill(most_kept=FILES_AHEAD)

    def understand_all(self) -> None:
        """Wait until every file is understood."""
        self._fill(most_kept=None)
        while self._running:
            self._settle()
            self._fill(most_kept=None)

    def _fill(self, most_kept: int | None) -> None:
        """Submit chunks, few of them until it is known how large they should be, while not too much waits on disk."""
        while self._running and self._running[0][0].kept is not None:
            self._settle()
        wanted = CHUNKS_AHEAD if self.size.is_settled else CHUNKS_TO_MEASURE
        while len(self._running) < wanted and (most_kept is None or self._waiting < most_kept):
            tasks = next(self._chunks, None)
            if tasks is None:
                return
            chunk = Chunk(tasks)
            self._running.append((chunk, self._submit(chunk)))

    @property
    def _waiting(self) -> int:
        """Files that are understood, or about to be, and not loaded yet."""
        return len(self._store) + sum(len(chunk.tasks) for chunk, _ in self._running if chunk.kept is None)

    def _settle(self) -> None:
        """Wait for the oldest chunk and learn what it has cost."""
        chunk, future = self._running.pop(0)
        kept = chunk.kept or future.result()
        self.size.note(len(kept.readings), kept.seconds)
        self._watch(kept)


@task(name="receive", task_run_name="receive {period}", cache_policy=NO_CACHE)
def receive_month(session: Session, plan: Plan, period: str) -> None:
    """Journal and receipt the new files of a month under the number of this load, and tie them to their submissions."""
    new = plan.arriving(period)
    if new:
        session.approve()
    for file in new:
        receipt = replace(file.receipt, load_id=session.load_id)
        session.archive.record("receipt", receipt_event(receipt))
        session.ledger.add_receipt(receipt)
    identify_arrivals(session)


@task(name="identify", cache_policy=NO_CACHE)
def identify_left_over(session: Session) -> None:
    """Tie arrivals to their submissions that a kill left with a receipt only: nothing about them is new any more."""
    identify_arrivals(session)


def begun_periods(session: Session) -> set[str]:
    """Months of which files arrived with the load that was cut off and is gone on with: the rest belongs to it too."""
    own = [receipt for receipt in session.cut_off if receipt.load_id == session.load_id]
    months = {identify_by_folder(receipt.source_file, session.catalog).period for receipt in own}
    return {str(month) for month in months if month is not None}


@task(name="gather", task_run_name="gather {period}", cache_policy=NO_CACHE)
def gather_month(session: Session, store: UnderstoodStore, period: str) -> State[list[CaseFile]]:
    """Bring together what was understood of a month, a case a prefecture; files of earlier loads are read again."""
    bundles = bundles_of(session, period)
    tasks = [task_of_submission(session, submission) for bundle in bundles for submission, _ in bundle.submissions]
    missing = [each for each in tasks if identity_of(each) not in store]
    if missing:
        observations, readings, _ = session.workers.understand_timed(missing, session.catalog)
        store.keep(Understood(readings, observations))
    files = store.take(tasks)
    cases = [
        _case(bundle, [files[s.submission_id, s.source_file] for s, _ in bundle.submissions]) for bundle in bundles
    ]
    sentences = "；".join(f"{reading.source_file}：{reading.error_message}" for c in cases for reading in c.errors)
    return Completed(name=AMBER if sentences else None, message=sentences or period, data=cases)


def _case(bundle: Bundle, files: Sequence[FileUnderstood]) -> CaseFile:
    observations = [observation for file in files for observation in file.observations]
    readings = [file.reading for file in files]
    return CaseFile(bundle.submitter_code, bundle.period, bundle.submissions, readings, observations)
