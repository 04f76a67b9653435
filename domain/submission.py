"""What one prefecture sent for one month as one file: `Submission`, its receipts, its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.statement import content_id


class SubmissionState(StrEnum):
    """Where a submission stands; `not_reported` and `nil` are states of a reporter and month."""

    RECEIVED = "received"
    READ = "read"
    HARMONISED = "harmonised"
    VALIDATED = "validated"
    ACCEPTED = "accepted"
    PROVISIONAL = "provisional"
    HELD = "held"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    NIL = "nil"
    NOT_REPORTED = "not_reported"


class DocumentForm(StrEnum):
    """What kind of document a submission is. Two kinds complement each other; the same kind again is a revision.

    Where kinds disagree, the order form, county table, long list, prose is a suggestion only.
    """

    FORM = "form"  # official form with a header block and a table number
    COUNTY_TABLE = "county_table"
    LONG_LIST = "long_list"
    TABLE = "table"
    PROSE = "prose"
    CORRECTION = "correction"
    NIL = "nil"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The header and foot of an official form, as written; every field may be absent."""

    reporting_unit: str | None = None  # 填报单位
    period: str | None = None  # 报告期, as written
    form_number: str | None = None  # 表号
    unit: str | None = None  # 计量单位
    responsible: str | None = None  # 负责人
    filled_by: str | None = None  # 填表人
    filled_on: str | None = None  # 报出日期, as written
    phone: str | None = None  # never stored beyond the archive
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """One arrival of bytes: every arrival counts, also of bytes seen before. `sequence` orders arrivals for ever."""

    sequence: int
    source_file: str  # relative to the inbox
    content_sha256: str
    size: int
    received_at: datetime
    load_id: int
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """One file of one prefecture for one month, immutable."""

    submission_id: str
    submitter_code: str
    period: str  # YYYY-MM
    content_sha256: str
    source_file: str
    received_at: datetime
    load_id: int  # of the latest arrival
    is_synthetic: bool = False


def submission_id(submitter_code: str, period: str, content_sha256: str) -> str:
    """The identity of a submission: who, which month, which bytes. The file's name and the clock are not in it."""
    return content_id("submission", submitter_code, period, content_sha256)
