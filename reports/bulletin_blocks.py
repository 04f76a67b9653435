"""The parts a bulletin is made of, free of Word and HTML: both are drawn from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    """How a paragraph reads."""

    BODY = "body"
    WARNING = "warning"  # must be read before any figure is used
    NOTE = "note"


class Tone(StrEnum):
    """How a cell reads: words, a number, a mark that stands for no number, a mark that needs attention."""

    TEXT = "text"
    LABEL = "label"
    NUMBER = "number"
    MUTED = "muted"
    ALERT = "alert"


class RowKind(StrEnum):
    """What a row of a table is."""

    BODY = "body"
    BAND = "band"  # one cell across: a group of rows follows
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: TextKind = TextKind.BODY


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell."""

    text: str
    tone: Tone = Tone.TEXT


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; the first cell names it."""

    cells: tuple[TableCell, ...]
    kind: RowKind = RowKind.BODY


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption above and its notes below; `widths` in millimetres, wide ones on a page of their own."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    widths: tuple[float, ...]
    notes: tuple[str, ...] = ()
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its caption below; `alt` says in words what it shows."""

    caption: str
    alt: str
    svg: str
    width: float  # millimetres
    notes: tuple[str, ...] = ()


Block = Text | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the bulletin."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class BulletinPaper:
    """The whole paper: title, the lines under it, what must be read first, and the sections."""

    title: str
    subtitle: str
    edition: str
    issued_on: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
