"""What a backfill has before it: the files that are new, whose they are, and the months to decide, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.submission import Receipt, submission_id
from intake.identify import identify_by_folder
from intake.inbox import inbox_files, received_times, synthetic_files, temporary_files
from intake.understand import FileReading, FileTask
from reports.progress import PROGRESS
from tasks.receiving import doorkeeper, file_task
from tasks.session import Session
from tasks.understanding import task_of_submission

LINES_EVERY = 1000


class NewFile:
    """A file that has not been received yet: its receipt to be, and what there is to understand."""

    def __init__(self, receipt: Receipt, understanding: FileTask) -> None:
        self.receipt = receipt
        self.task = understanding

    @property
    def is_placed(self) -> bool:
        """Whether its folders say whose it is and for which month."""
        return bool(self.task.submission_id)


class Plan:
    """The new files by month, and those whose month only their content can tell."""

    def __init__(self, placed: Sequence[NewFile], unplaced: Sequence[NewFile]) -> None:
        self.unplaced = {(f.receipt.source_file, f.receipt.content_sha256): f for f in unplaced}
        self._months: dict[str, list[NewFile]] = {}
        for file in placed:
            self._months.setdefault(file.task.period, []).append(file)
        self._periods: set[str] = set()
        self._arrived: set[str] = set()

    @property
    def file_count(self) -> int:
        """How many files are new."""
        return sum(map(len, self._months.values())) + len(self.unplaced)

    @property
    def periods(self) -> list[str]:
        """The months to decide, oldest first."""
        return sorted({*self._months, *self._periods})

    def files_of(self, period: str) -> list[NewFile]:
        """The new files of a month in the order in which they arrive."""
        return sorted(self._months.get(period, ()), key=lambda file: file.receipt.source_file)

    def arriving(self, period: str) -> list[NewFile]:
        """The new files of a month that were not handed out yet: each arrives once."""
        files = [file for file in self.files_of(period) if file.receipt.source_file not in self._arrived]
        self._arrived.update(file.receipt.source_file for file in files)
        return files

    def place(self, file: NewFile, submitter: str, period: str) -> None:
        """Put a file in the month that its content tells."""
        self.unplaced.pop((file.receipt.source_file, file.receipt.content_sha256))
        self._months.setdefault(period, []).append(
            NewFile(file.receipt, task_of_identity(file.task, submitter, period))
        )

    def decide_too(self, known: Iterable[str], changed: Iterable[str]) -> None:
        """Add months that have something to decide already, and every known month after the first of all.

        A month that was judged before gets to know the history that is filled in before it.
        """
        self._periods |= set(changed)
        first = min(self.periods, default=None)
        self._periods |= {period for period in known if first is not None and period > first}


@task(name="plan", cache_policy=NO_CACHE)
def plan_backfill(session: Session) -> Plan:
    """Archive every whole file that is new, and find whose it is where its folders say so."""
    ledger = session.ledger
    known = ledger.latest_approved_hashes() if session.is_baseline else ledger.latest_hashes()
    placed: list[NewFile] = []
    unplaced: list[NewFile] = []
    for receipt in _new_receipts(session, known):
        file = NewFile(receipt, _placed_task(session, receipt))
        (placed if file.is_placed else unplaced).append(file)
    return Plan(placed, unplaced)


def _new_receipts(session: Session, known: Mapping[str, str]) -> Iterator[Receipt]:
    stated, invented = received_times(session.inbox), synthetic_files(session.inbox)
    door, files = doorkeeper(is_attended=True), inbox_files(session.inbox)
    door.look_at(file.path for file in files)
    for number, file in enumerate(files, start=1):
        if number % LINES_EVERY == 0 or number == len(files):
            PROGRESS.info("清点和存档 %d / %d 个文件", number, len(files), extra={"done": number, "total": len(files)})
        data = door.bytes_of(file.path, file.source_file)
        if data is None:
            continue
        digest = session.archive.keep(data)
        if known.get(file.source_file) != digest:
            received_at = stated.get(file.source_file, session.now)
            is_synthetic = file.source_file in invented
            yield Receipt(0, file.source_file, digest, len(data), received_at, session.load_id, is_synthetic)
    session.left = (*door.left, *temporary_files(session.inbox))


def _placed_task(session: Session, receipt: Receipt) -> FileTask:
    """What to understand; with its identity when the folders say whose the file is and for which month."""
    folder = identify_by_folder(receipt.source_file, session.catalog)
    unplaced = file_task(session, receipt)
    if folder.submitter_code is None or folder.period is None:
        return unplaced
    return task_of_identity(unplaced, folder.submitter_code, str(folder.period))


def task_of_identity(unplaced: FileTask, submitter: str, period: str) -> FileTask:
    """The same file as a submission whose identity is settled."""
    identifier = submission_id(submitter, period, unplaced.content_sha256)
    return replace(unplaced, default_period=period, submission_id=identifier, submitter_code=submitter, period=period)


def tasks_of(session: Session, plan: Plan, period: str) -> list[FileTask]:
    """What there is to understand of a month, received or new; the same bytes sent twice by one sender once."""
    known = (task_of_submission(session, submission) for submission, _ in session.ledger.submissions_of(period))
    first: dict[str, FileTask] = {}
    for each in (*known, *(file.task for file in plan.files_of(period))):
        first.setdefault(each.submission_id, each)
    return list(first.values())


def place_by_reading(session: Session, plan: Plan, readings: Iterable[FileReading]) -> None:
    """Put every file that no folder places where its content says that it belongs."""
    for reading in readings:
        session.placed[reading.source_file, reading.content_sha256] = (reading.submitter_code, reading.period)
        file = plan.unplaced.get((reading.source_file, reading.content_sha256))
        if file is not None:
            plan.place(file, reading.submitter_code, reading.period)
