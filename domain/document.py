"""What a reader hands on: grids of cells and paragraphs, each with an address.

A `Document` is one file or one member of a container (zip, mail). Nothing is interpreted here: no header, no unit,
no code. Large sheets are plain tuples, with the rare things (formats, errors, hidden rows) in side maps keyed by
1-based (row, column), so that a cell costs no object until somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.record import record

CellValue = str | float | int | bool | date | datetime | time | timedelta | None
Position = tuple[int, int]
"""1-based (row, column)."""


@record
class SourceRef:
    """Where a number stands: member of the container, address in the member, and offsets for prose.

    Addresses are written as design promises: `汇总!F12`, `汇总!F12#2`, `F12` (csv), `table2!F12` (html),
    `docx:table1,row2,col3`, `pdf:page1,table1,row2,col3`, `第3段[120:131]`, `脚注2[4:9]`. `start` and `end` are
    character offsets in the decoded text of the member (the joined paragraphs for Word and PDF); None for cells.
    """

    member: str
    address: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class CellRange:
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, position: Position) -> bool:
        row, column = position
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one table of a Word, PDF or HTML document.

    `address_form` turns a 1-based position into the promised address: it holds the placeholders `{cell}` (A1 form),
    `{row}` and `{column}`, for instance `汇总!{cell}` or `docx:table1,row{row},col{column}`.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    address_form: str
    merged: tuple[CellRange, ...] = ()
    number_formats: Mapping[Position, str] = field(default_factory=dict)
    errors: Mapping[Position, str] = field(default_factory=dict)
    formulas_without_value: frozenset[Position] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    heading: str | None = None  # the text right before a table of a Word, PDF or HTML document
    column_widths: tuple[float, ...] = ()
    addresses: Mapping[Position, str] = field(default_factory=dict)  # where no form fits: JSON paths

    def value(self, row: int, column: int) -> CellValue:
        """The value at a 1-based position; None outside the grid."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None

    def address(self, row: int, column: int) -> str:
        """The promised address of a 1-based position."""
        if (row, column) in self.addresses:
            return self.addresses[row, column]
        return self.address_form.format(cell=f"{column_letters(column)}{row}", row=row, column=column)


class ParagraphKind(StrEnum):
    """Where a paragraph stands in its document."""

    BODY = "body"
    HEADING = "heading"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    TEXT_BOX = "text_box"
    LIST_ITEM = "list_item"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in the decoded text.

    `address` is `第3段`, `脚注2`, `文本框1.第1段`; `offset` is where `text` begins in the decoded text of the member,
    so that `decoded[offset + i] == text[i]`.
    """

    text: str
    address: str
    offset: int
    kind: ParagraphKind = ParagraphKind.BODY


@dataclass(frozen=True, slots=True)
class Document:
    """What one file, or one member of a container, holds. `member` is '' for the file itself."""

    member: str
    format: str
    grids: tuple[Grid, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    encoding: str | None = None
    title: str | None = None
    comment_count: int = 0
    notes: tuple[str, ...] = ()


def column_letters(column: int) -> str:
    """Column 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
