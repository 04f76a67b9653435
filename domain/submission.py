"""What one prefecture sent for one month as one file: `Submission`, its receipts, its states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

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


_STATE = SubmissionState
VERDICTS: Final = frozenset(
    {_STATE.ACCEPTED, _STATE.PROVISIONAL, _STATE.HELD, _STATE.RETURNED, _STATE.SUPERSEDED, _STATE.NIL}
)
"""How a submission can stand once its month was decided; a later run may find another verdict, never none."""

MAY_FOLLOW: Final[Mapping[SubmissionState | None, frozenset[SubmissionState]]] = {
    None: frozenset({_STATE.RECEIVED}),
    _STATE.RECEIVED: frozenset({_STATE.READ, _STATE.FAILED, _STATE.SUPERSEDED}),  # sent anew before anybody read it
    _STATE.READ: frozenset({_STATE.HARMONISED, _STATE.FAILED}),
    _STATE.HARMONISED: frozenset({_STATE.VALIDATED, _STATE.FAILED}),
    _STATE.VALIDATED: VERDICTS | {_STATE.FAILED},
    _STATE.FAILED: frozenset({_STATE.READ, _STATE.SUPERSEDED}),  # a better reader opens it, or it is sent anew
    **{state: VERDICTS - {state} | {_STATE.FAILED} for state in VERDICTS},
}
"""Which state of a submission may follow which; None is a file that has not arrived."""

STANDINGS: Final = VERDICTS - {_STATE.RETURNED, _STATE.SUPERSEDED} | {_STATE.FAILED}
"""How a prefecture that sent something can stand for a month."""


class IllegalTransition(ValueError):
    """A state was to follow one that it cannot follow: a fault of the program, never of a file."""


def check_transition(old: SubmissionState | None, new: SubmissionState) -> None:
    """Let a submission go from one state into another. Raises IllegalTransition where it cannot."""
    if new not in MAY_FOLLOW.get(old, frozenset()):
        raise IllegalTransition(f"a submission cannot go from {old or 'nothing'} to {new}")


def check_standing(old: SubmissionState | None, new: SubmissionState) -> None:
    """Let a prefecture's month go from one state into another. Raises IllegalTransition where it cannot.

    Whoever has reported can never again have reported nothing.
    """
    begins = new is SubmissionState.NOT_REPORTED and old is None
    if not begins and (new not in STANDINGS or new == old):
        raise IllegalTransition(f"a prefecture's month cannot go from {old or 'nothing'} to {new}")


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
