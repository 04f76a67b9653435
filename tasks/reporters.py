"""Who had to report for a month, and how that stands: one row per prefecture, also for those that sent nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from domain.decision import DecisionKind
from domain.observation import Disposition
from domain.submission import SubmissionState
from intake.understand import FileReading
from tasks.casefile import CaseFile, MonthCase
from tasks.session import Session


def reporter_frame(session: Session, month: MonthCase) -> pd.DataFrame:
    """Grain: one row per prefecture and month. A prefecture without a usable file counts as what it is."""
    by_code = {case.submitter_code: case for case in month.cases}
    due = session.catalog.due_dates.get(month.period)
    rows = []
    for region in session.catalog.prefectures:
        case = by_code.get(region.code)
        received = min((s.received_at for s, _ in case.submissions), default=None) if case else None
        rows.append(
            {
                "submitter_code": region.code,
                "period": month.period,
                "state": str(reporter_state(case)),
                "received_at": received,
                "due_on": due,
                "files": _file_count(case),
                "found": len(case.prepared.observations) if case else 0,
            }
        )
    return pd.DataFrame(rows)


def _file_count(case: CaseFile | None) -> int:
    """How many of the prefecture's files still speak for the month."""
    if case is None:
        return 0
    states = (submission_state(case, submission.submission_id) for submission, _ in case.submissions)
    return sum(state is not SubmissionState.SUPERSEDED for state in states)


def reporter_state(case: CaseFile | None) -> SubmissionState:
    """How the prefecture stands as a whole: by its files while rules have not spoken, then by its numbers.

    A file that could not be used keeps the prefecture from being done, whatever became of its other files.
    """
    if case is None or not case.submissions:
        return SubmissionState.NOT_REPORTED
    standing = [reading for reading in case.readings.values() if not is_sent_anew(case, reading)]
    readable = [reading for reading in standing if not reading.error_code]
    if not readable:
        return SubmissionState.FAILED
    if all(reading.document_form == "nil" for reading in readable):
        return SubmissionState.NIL
    if all(is_empty(reading) for reading in readable):
        return SubmissionState.HELD
    if case.concluded is None:
        return SubmissionState.HARMONISED
    counts = Counter(verdict.status for verdict in case.concluded.verdicts.values())
    state = state_of_counts(counts)
    is_whole = len(readable) == len(standing)
    return state if is_whole or state is SubmissionState.HELD else SubmissionState.PROVISIONAL


def is_empty(reading: FileReading) -> bool:
    """Whether a file that can be read states neither a number nor that there was nothing to report."""
    return reading.document_form == "empty" and not reading.error_code


def is_readable(reading: FileReading) -> bool:
    """Whether a file could be read; one of which nobody can tell the sender could."""
    return reading.error_code in ("", "UNIDENTIFIED")


def is_sent_anew(case: CaseFile, reading: FileReading) -> bool:
    """Whether under the name of a file that is of no use other bytes came later, and those can be used."""
    latest = case.latest_bytes.get(reading.source_file)
    if latest is None or latest == reading.content_sha256 or not is_of_no_use(reading):
        return False
    return any(other.content_sha256 == latest and not is_of_no_use(other) for other in case.readings.values())


def is_of_no_use(reading: FileReading) -> bool:
    """Whether a file could not be used, or says nothing at all."""
    return bool(reading.error_code) or is_empty(reading)


def state_of_counts(counts: Mapping[Disposition, int]) -> SubmissionState:
    """Accepted when nothing waits for anybody; held when nothing got through; provisional in between."""
    waiting = counts.get(Disposition.HELD, 0) + counts.get(Disposition.PROVISIONAL, 0)
    through = counts.get(Disposition.ACCEPTED, 0) + counts.get(Disposition.PROVISIONAL, 0)
    if waiting == 0:
        return SubmissionState.ACCEPTED
    return SubmissionState.PROVISIONAL if through or counts.get(Disposition.REPEAT, 0) else SubmissionState.HELD


def submission_state(case: CaseFile, submission_id: str) -> SubmissionState:
    """How one file stands."""
    reading = case.readings[submission_id]
    if is_sent_anew(case, reading):
        return SubmissionState.SUPERSEDED
    if reading.error_code:
        return SubmissionState.HELD if is_readable(reading) else SubmissionState.FAILED
    if reading.document_form == "nil":
        return SubmissionState.NIL
    if is_empty(reading):
        return SubmissionState.HELD
    standings = case.prepared.standings
    own = case.prepared.of_submission(submission_id)
    counted = [o for o in own if o.status != Disposition.NOT_A_STATISTIC]
    if counted and all(standings[o.observation_id].kind in ("superseded", "withdrawn") for o in counted):
        return SubmissionState.SUPERSEDED
    if case.concluded is None:
        return SubmissionState.HARMONISED
    verdicts = case.concluded.verdicts
    state = state_of_counts(Counter(verdicts[o.observation_id].status for o in own))
    waiting = {o.observation_id for o in own if verdicts[o.observation_id].status in _WAITING}
    return SubmissionState.RETURNED if waiting & _sent_back(case) else state


_WAITING = (Disposition.HELD, Disposition.PROVISIONAL)


def _sent_back(case: CaseFile) -> set[str]:
    """The numbers whose question was last sent back to the reporter."""
    latest = {decision.issue_id: decision for decision in sorted(case.decisions, key=lambda d: d.decided_at)}
    return {d.observation_id for d in latest.values() if d.kind is DecisionKind.RETURN and d.observation_id}
