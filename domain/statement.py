"""A number as written, with its labels and place; nothing interpreted into codes.

Both ways of reading end here: `domain.tables` for grids and `domain.narrative` for prose. Every number that stands
in a document becomes exactly one Statement: a figure, an absence in a data cell, or a token that is no statistic
(`token_class` says which: a date, an ordinal, a serial number).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum

from domain.document import SourceRef
from domain.period import PeriodSpan, PeriodType
from domain.quantity import Quantity, ValueState
from domain.record import record


class Origin(StrEnum):
    """Which way of reading found the number."""

    TABLE = "table"
    PROSE = "prose"


class Kind(StrEnum):
    """What the figure states about its noun."""

    LEVEL = "level"
    PART = "part"
    CUMULATIVE = "cumulative"
    SHARE = "share"
    CHANGE = "change"
    RATE = "rate"
    TARGET = "target"
    FORECAST = "forecast"


class TokenClass(StrEnum):
    """Why a number is deliberately not a statistic."""

    DATE = "date"
    TIME = "time"
    ORDINAL = "ordinal"
    PLAN_PERIOD = "plan_period"
    NAME = "name"
    DOCUMENT_NUMBER = "document_number"
    PHONE = "phone"
    CODE = "code"
    COUNTER = "page_counter"
    SERIAL = "serial_number"
    COLUMN_NUMBER = "column_number"
    LIST_NUMBER = "list_number"
    IDIOM = "idiom"
    HEADER_FIELD = "header_field"
    LABEL = "label"
    LEVEL_WORD = "level_word"
    EXAMPLE = "example"
    OTHER = "other"


@record
class Statement:
    """One number of a document.

    `raw` is the untouched text of the number (with its unit in prose). Labels run from the outermost to the
    innermost. For prose, `what` is the noun counted, `org` the body that reports it as written, `sentence` the
    sentence, `context` the headings above it; for tables `context` holds title, caption and sheet name.
    `quantity` is None for absences and for tokens that are no statistic.
    """

    statement_id: str
    source: SourceRef
    raw: str
    origin: Origin
    quantity: Quantity | None = None
    state: ValueState = ValueState.REPORTED
    unit: str | None = None
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    period: PeriodSpan | None = None
    period_type: PeriodType | None = None
    kind: Kind = Kind.LEVEL
    what: str | None = None
    org: str | None = None
    verb: str | None = None
    sentence: str | None = None
    context: tuple[str, ...] = ()
    token_class: TokenClass | None = None
    repeat_of: str | None = None  # statement_id of the same figure stated earlier in the same document
    suspect: str | None = None  # why the figure looks wrong in the source
    note: str | None = None
    table: str | None = None  # which table of the member, as its receipt names it
    confidence: float = 1.0  # of the layout receipt; below the threshold the number is held
    around: tuple[str, str, str] = ("", "", "")  # prose: the passage so far, the words right before and right after

    @property
    def is_statistic(self) -> bool:
        """Whether the number is a figure or an absence in a data cell."""
        return self.token_class is None


def content_id(*parts: str) -> str:
    """A stable id of 32 hexadecimal characters from its parts, in order."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8"))
    return digest.hexdigest()[:32]


def statement_id(submission_id: str, member: str, address: str, ordinal: int = 1) -> str:
    """The id of a number: of its place only, so that a better reader or a new alias orphans nothing.

    `ordinal` counts the numbers that share one address.
    """
    return content_id("statement", submission_id, member, address, str(ordinal))


def statement_ids(submission_id: str, member: str, begin: str = "") -> Callable[[bytes], str]:
    """Make the ids of many numbers as `statement_id` does, with the part that they share hashed once.

    `begin` is how all their addresses begin; the maker takes the rest, as `rest_of_id` writes it.
    """
    shared = hashlib.sha256("\x1f".join(("statement", submission_id, member, begin)).encode("utf-8"))
    copy = shared.copy

    def id_of(rest: bytes) -> str:
        digest = copy()
        digest.update(rest)
        return digest.hexdigest()[:32]

    return id_of


def rest_of_id(rest_of_address: str, ordinal: int = 1) -> bytes:
    """Write what the id of a number does not share with others, for the maker of `statement_ids`."""
    return f"{rest_of_address}\x1f{ordinal}".encode()
