"""The frames that steps hand to the rooms: plain columns from case files, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

import pandas as pd

from domain.decision import CORRECTION_FORM
from domain.observation import OBSERVATION_COLUMNS, Observation
from domain.period import parse_period_text
from domain.submission import Submission
from expectations.frames import file_frame
from intake.understand import FileReading
from tasks.casefile import CaseFile

LOCAL_TIME = ZoneInfo("Asia/Urumqi")
"""Due dates and dates on forms are days of this clock; instants are stored in UTC."""


def observation_frame(observations: Iterable[Observation]) -> pd.DataFrame:
    """A typed frame with exactly OBSERVATION_COLUMNS. Grain: one row per observation."""
    listed = list(observations)
    return pd.DataFrame({name: _column(name, list(map(attrgetter(name), listed))) for name in OBSERVATION_COLUMNS})


def stored_frame(stored: pd.DataFrame) -> pd.DataFrame:
    """The same frame from numbers as the warehouse keeps them. Grain: one row per observation."""
    columns = stored[list(OBSERVATION_COLUMNS)].astype(object)
    return columns.where(columns.notna(), None).astype(_TYPES)


def _column(name: str, values: list[object]) -> pd.Series:
    """One column as `_TYPES` says, the texts as objects."""
    return pd.Series(values, dtype=_TYPES.get(name, "object"))


_TYPES = {
    **dict.fromkeys(("value", "value_low", "value_high", "half_width", "multiplier", "confidence"), "float64"),
    **dict.fromkeys(("is_vague", "is_double_hedged", "is_text_number"), "bool"),
    **dict.fromkeys(("start", "end", "target_year"), "Int64"),
}


def effective_frame(cases: Sequence[CaseFile]) -> pd.DataFrame:
    """What set rules look at: live observations of all prefectures, with their load, form and whether corrected."""
    live = [(case, o) for case in cases for o in case.prepared.live]
    frame = observation_frame(o for _, o in live)
    latest = {(a.observation.observation_id): a for case in cases for a in case.prepared.arrivals}
    frame["load_id"] = [latest[o.observation_id].load_id for _, o in live]
    frame["document_form"] = [str(latest[o.observation_id].form) for _, o in live]
    frame["is_corrected"] = [o.observation_id in case.prepared.corrections for case, o in live]
    frame["is_amended"] = [is_amended(o.observation_id, case) for case, o in live]
    return frame


def is_amended(observation_id: str, case: CaseFile) -> bool:
    """Whether a decision changed the number on the strength of a 更正单."""
    decision = case.prepared.corrections.get(observation_id)
    return decision is not None and decision.confirmed_by == CORRECTION_FORM


def files_frame(
    case: CaseFile, same_bytes: Mapping[str, Sequence[Submission]], last_layouts: Sequence[tuple[str, str, str]]
) -> pd.DataFrame:
    """The files of one prefecture and month as the file suite judges them. Grain: one row per file.

    `last_layouts` are form, layout fingerprint and file of what the prefecture sent for the month before.
    """
    by_id = {s.submission_id: s for s, _ in case.submissions}
    copies = {i: _duplicate_of(submission, case.loads[i][0], same_bytes) for i, submission in by_id.items()}
    return file_frame(
        {
            **_file_row(reading, by_id[reading.submission_id], copies[reading.submission_id]),
            "layout_change": _layout_change(reading, last_layouts),
            "previous_filled_on": _previous_filled_on(reading, case),
        }
        for reading in case.readings.values()
    )


def _file_row(reading: FileReading, submission: Submission, duplicate_of: str | None) -> dict[str, object]:
    is_conflict = reading.error_code == "UNIDENTIFIED"
    missing = _missing_fields(reading)
    return {
        "submission_id": reading.submission_id,
        "submitter_code": reading.submitter_code,
        "period": reading.period,
        "source_file": reading.source_file,
        "member": "",
        "document_form": reading.document_form,
        "error_code": reading.error_code or None,
        "error_rule": reading.error_rule or None,
        "error_message": reading.error_message or None,
        "has_header_block": reading.has_header_block,
        "missing_header_fields": "、".join(missing) or None,
        "missing_sign_off": "、".join(f for f in missing if f in ("负责人", "填表人")) or None,
        "hidden_numbers": reading.hidden_count,
        "merged_over_data": reading.merged_count,
        "unclaimed_numbers": reading.unclaimed_count,
        "layout_confidence": reading.layout_confidence,
        "duplicate_of": duplicate_of,
        "period_conflict": reading.error_message if is_conflict and reading.error_rule == "VAL-04" else None,
        "filled_on": iso_day(reading.filled_on),
        "received_on": local_day(submission.received_at),
        "personal_data_count": reading.personal_data_count,
    }


def _previous_filled_on(reading: FileReading, case: CaseFile) -> str | None:
    """The day on which the version of the same document that came in an earlier load was filled in."""
    first = min(case.loads[reading.submission_id])
    days = [
        day
        for other in case.readings.values()
        if other.document_slot == reading.document_slot and max(case.loads[other.submission_id]) < first
        if (day := iso_day(other.filled_on)) is not None
    ]
    return max(days, default=None)


def _layout_change(reading: FileReading, last_layouts: Sequence[tuple[str, str, str]]) -> str | None:
    """The one file of the same form that came a month before, when its tables were laid out otherwise."""
    same_form = [(fingerprint, file) for form, fingerprint, file in last_layouts if form == reading.document_form]
    if not reading.layout_fingerprint or len(same_form) != 1:
        return None
    fingerprint, file = same_form[0]
    return file if fingerprint != reading.layout_fingerprint else None


def _missing_fields(reading: FileReading) -> list[str]:
    if not reading.has_header_block:
        return []
    stated = {
        "填报单位": reading.reporting_unit,
        "负责人": reading.responsible,
        "填表人": reading.filled_by,
        "报出日期": reading.filled_on,
    }
    return [name for name, text in stated.items() if not text]


def _duplicate_of(
    submission: Submission, first_load: int, same_bytes: Mapping[str, Sequence[Submission]]
) -> str | None:
    """The files with the same bytes for another prefecture or month that were there before, or came together."""
    others = [
        other.source_file
        for other in same_bytes.get(submission.content_sha256, ())
        if (other.submitter_code, other.period) != (submission.submitter_code, submission.period)
        and other.load_id <= first_load
    ]
    return "、".join(sorted(others)) or None


def iso_day(text: str) -> str | None:
    """A day as written on a form (2022年12月3日) as YYYY-MM-DD; None when it names no day."""
    span = parse_period_text(text) if text else None
    return span.text if span is not None and len(span.text) == 10 else None


def local_day(instant: datetime) -> str:
    """The calendar day of an instant where the reporters live."""
    return instant.astimezone(LOCAL_TIME).date().isoformat()
