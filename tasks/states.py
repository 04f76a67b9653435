"""The states that a month's submissions and prefectures come into, each with a sentence that says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath

from domain.observation import Disposition
from domain.submission import Submission, SubmissionState
from ledger.states import Moment, Move
from tasks.casefile import CaseFile, MonthCase
from tasks.reporters import is_empty, is_readable, reporter_state, submission_state
from tasks.session import Session

_COUNTED_ZH = {Disposition.ACCEPTED: "通过", Disposition.PROVISIONAL: "暂用", Disposition.HELD: "待核"}


def record_understood(session: Session, cases: list[CaseFile]) -> None:
    """Record which files were read and harmonised, and which could not be used."""
    moves = [move for case in cases for submission, _ in case.submissions for move in _understood(case, submission)]
    session.ledger.advance(moves, _moment(session))


def record_validated(session: Session, month: MonthCase) -> None:
    """Record that the rules have spoken about every readable file."""
    failed = Counter(violation.submission_id for violation in month.violations)
    moves = [
        Move(submission.submission_id, SubmissionState.VALIDATED, f"规则提出{failed[submission.submission_id]}处")
        for case in month.cases
        for submission, _ in case.submissions
        if is_readable(case.readings[submission.submission_id])
    ]
    session.ledger.advance(moves, _moment(session))


def record_verdicts(session: Session, month: MonthCase) -> None:
    """Record how each submission stands after the load, and how each prefecture does."""
    moves = [
        Move(submission.submission_id, state, _verdict_reason(case, submission, state))
        for case in month.cases
        for submission, _ in case.submissions
        for state in (submission_state(case, submission.submission_id),)
    ]
    session.ledger.advance(moves, _moment(session))
    session.ledger.note_standings(month.period, list(_standings(session, month)), _moment(session))


def _moment(session: Session) -> Moment:
    return Moment(session.now, session.load_id)


def _understood(case: CaseFile, submission: Submission) -> Iterator[Move]:
    reading = case.readings[submission.submission_id]
    if not is_readable(reading):
        if submission_state(case, submission.submission_id) is SubmissionState.FAILED:  # else it was sent anew
            yield Move(submission.submission_id, SubmissionState.FAILED, reading.error_message)
        return
    yield Move(submission.submission_id, SubmissionState.READ, f"{reading.format}，{reading.number_count}个数字")
    found = len(case.prepared.of_submission(submission.submission_id))
    yield Move(submission.submission_id, SubmissionState.HARMONISED, f"{found}个数值")


def _verdict_reason(case: CaseFile, submission: Submission, state: SubmissionState) -> str:
    reading = case.readings[submission.submission_id]
    match state:
        case SubmissionState.FAILED:
            return reading.error_message
        case SubmissionState.NIL:
            return "写明本月无此项工作"
        case SubmissionState.SUPERSEDED:
            return _replacing(case, submission)
    if is_empty(reading):
        return "没有统计数，也没有写明本月无此项工作"
    own = [o.observation_id for o in case.prepared.of_submission(submission.submission_id)]
    parts = (reading.error_message, "已退回报送单位" if state is SubmissionState.RETURNED else "", _counts(case, own))
    return "；".join(part.rstrip("。") for part in parts if part)


def _replacing(case: CaseFile, submission: Submission) -> str:
    """Which files say now what a superseded one said."""
    standings, own = case.prepared.standings, submission.submission_id
    others = {other for o in case.prepared.of_submission(own) for other in standings[o.observation_id].others}
    owners = {o.submission_id for o in case.prepared.observations if o.observation_id in others} - {own}
    names = "、".join(sorted({PurePosixPath(case.readings[owner].source_file).name for owner in owners}))
    return f"数值已由后来的报送替代：{names}" if names else "同名文件已重新报送"


def _counts(case: CaseFile, observation_ids: Iterable[str]) -> str:
    verdicts = case.concluded.verdicts if case.concluded else {}
    counts = Counter(verdicts[identity].status for identity in observation_ids)
    return (
        "，".join(f"{name}{counts[status]}" for status, name in _COUNTED_ZH.items() if counts[status]) or "没有新的数"
    )


def _standings(session: Session, month: MonthCase) -> Iterator[Move]:
    by_code = {case.submitter_code: case for case in month.cases}
    due = session.catalog.due_dates.get(month.period)
    for region in session.catalog.prefectures:
        case = by_code.get(region.code)
        yield Move(region.code, reporter_state(case), _standing_reason(case, due))


def _standing_reason(case: CaseFile | None, due: date | None) -> str:
    if case is None:
        return "没有收到报送文件" + (f"（应于{due.isoformat()}前报送）" if due else "")
    if reporter_state(case) is SubmissionState.FAILED:
        return case.errors[0].error_message
    counts = _counts(case, [o.observation_id for o in case.prepared.observations])
    return f"{len(case.submissions)}个文件；{counts}"
