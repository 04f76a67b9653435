"""Bytes in: archive, receipt, and who sent what for which month."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.answers import FeedbackIdentity, answers_of
from domain.due import missed_months
from domain.submission import Receipt, Submission, submission_id
from intake.answers import ReturnedAnswer, may_be_answer
from intake.arriving import ArrivalSettings, Doorkeeper
from intake.arrow import rows_of
from intake.identify import identify_by_folder
from intake.inbox import ReceiptBook, receive, temporary_files
from intake.understand import FileReading, FileTask
from ledger.answers import FeedbackReceipt
from reports.reminding import today
from tasks.session import Session


@task(name="receive", task_run_name="receive", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5)
def receive_inbox(session: Session) -> list[str]:
    """Receive every new file and tie each arrival to its submission; returns the months to run, oldest first.

    Arrivals that an interrupted run left without a submission are identified again. A load of approved months receives
    a file that is known, but not yet as approved, once more.
    """
    ledger = session.ledger
    book = ReceiptBook(ledger.latest_approved_hash if session.is_baseline else ledger.latest_hash, ledger.add_receipt)
    door = doorkeeper(is_attended=session.is_attended)
    receive(session.inbox, session.archive, book, session.load_id, session.now, door)
    session.left = (*door.left, *temporary_files(session.inbox))
    identify_arrivals(session)
    changed = session.ledger.changed_periods(session.catalog.version)
    return changed if session.is_baseline else sorted({*changed, *_missed(session)})


def _missed(session: Session) -> list[str]:
    """The months past their due date of which nothing arrived and no run has told: all their reporters are missing."""
    run, _, _ = session.ledger.marks()
    return missed_months({*run, *session.ledger.periods()}, session.catalog.due_dates, today(session.now))


def doorkeeper(*, is_attended: bool) -> Doorkeeper:
    """Who looks whether files are whole. Where somebody waits, what looks cut off is taken once it stands still.

    A run on schedule leaves it for the next one while it is fresh. Raises SettingError for a setting that is no number.
    """
    settings = ArrivalSettings.from_environment()
    patience = 0.0 if is_attended else settings.incomplete_minutes * 60
    return Doorkeeper(settings.settle_seconds, patience)


def identify_arrivals(session: Session) -> None:
    """Tie every arrival that is not yet anybody's to its submission; record those that are answers as answers.

    The answer to a returned copy states no figures, unless its other sheets were changed too: then it is both.
    """
    for receipt in session.ledger.unidentified_receipts():
        answer = take_answer(session, receipt)
        if answer is None:
            session.ledger.add_arrival(receipt, _submission(receipt, _identity(session, receipt)))
        elif answer.is_corrected_file:
            identity = answer.identity
            session.ledger.add_arrival(receipt, _submission(receipt, (identity.submitter_code, identity.period)))


def take_answer(session: Session, receipt: Receipt) -> ReturnedAnswer | None:
    """Record the answers that an arrival holds, awaiting confirmation; None for a file that is no answer.

    A sheet that names a submission nobody sent is no answer.
    """
    if not may_be_answer(session.archive.bytes_of(receipt.content_sha256)):
        return None
    answer = session.workers.read_answer(receipt.content_sha256, receipt.source_file, session.archive)
    if answer is None or not all(_is_known(session, sheet.identity) for sheet in answer.sheets):
        return None
    answers = [
        one
        for sheet in answer.sheets
        for one in answers_of(sheet, receipt.content_sha256, receipt.source_file, receipt.received_at)
    ]
    session.ledger.add_feedback(
        FeedbackReceipt(
            sequence=receipt.sequence,
            submission_id=answer.identity.submission_id,
            content_sha256=receipt.content_sha256,
            row_count=sum(len(sheet.rows) for sheet in answer.sheets),
            answer_count=len(answers),
            changed_cells=-1 if answer.changes is None else len(answer.changes),
            recorded_at=session.now,
        ),
        answers,
    )
    return answer


def _is_known(session: Session, identity: FeedbackIdentity) -> bool:
    """Whether the answered submission is one that its sender made for that month."""
    return any(
        submission.submission_id == identity.submission_id and submission.submitter_code == identity.submitter_code
        for submission, _ in session.ledger.submissions_of(identity.period)
    )


def _submission(receipt: Receipt, identity: tuple[str, str]) -> Submission:
    submitter, period = identity
    return Submission(
        submission_id=submission_id(submitter, period, receipt.content_sha256),
        submitter_code=submitter,
        period=period,
        content_sha256=receipt.content_sha256,
        source_file=receipt.source_file,
        received_at=receipt.received_at,
        load_id=receipt.load_id,
        is_synthetic=receipt.is_synthetic,
    )


def _identity(session: Session, receipt: Receipt) -> tuple[str, str]:
    """The submitter and month of an arrival: from its folders, else from its content."""
    if known := session.placed.get((receipt.source_file, receipt.content_sha256)):
        return known
    folder = identify_by_folder(receipt.source_file, session.catalog)
    if folder.submitter_code is not None and folder.period is not None:
        return folder.submitter_code, str(folder.period)
    _, readings = session.workers.understand([file_task(session, receipt)], session.catalog)
    reading = next(iter(rows_of(readings, FileReading)))
    return reading.submitter_code, reading.period


def file_task(session: Session, receipt: Receipt) -> FileTask:
    """The task of understanding one arrival; without any stated month it counts for the month before it arrived."""
    arrived = receipt.received_at
    year, month = (arrived.year, arrived.month - 1) if arrived.month > 1 else (arrived.year - 1, 12)
    return FileTask(
        source_file=receipt.source_file,
        content_sha256=receipt.content_sha256,
        archived_path=str(session.archive.path_of(receipt.content_sha256)),
        default_period=f"{year:04d}-{month:02d}",
    )
