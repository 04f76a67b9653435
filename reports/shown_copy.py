"""A workbook that shows what a file holds that is no workbook of today: its tables and its text, place by place.

Made for files that a clerk cannot get back marked (Word, PDF, csv, old xls, mail, zip members): every table becomes a
sheet with its cells where they stood, the paragraphs become a sheet with one row each.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any, Final

import xlsxwriter

from domain.document import CellRange, CellValue, Document, Grid, Paragraph, Position

CREATED: Final = datetime(2022, 12, 1, tzinfo=UTC).replace(tzinfo=None)  # a fixed time: the same text, the same bytes
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
_LONGEST_TEXT: Final = 32_767
_PORTRAIT: Final = 95  # digits across an upright page
Place = tuple[str, str]
"""Member and address of a number, the address without `#2` and without the span in its paragraph."""

Book = Any  # xlsxwriter carries no types
Sheet = Any
Format = Any


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """The workbook, and where each cell and paragraph of the file is shown: sheet and 1-based position."""

    data: bytes
    places: Mapping[Place, tuple[str, Position]]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a member's text to be shown in red: offsets in the decoded text."""

    member: str
    start: int
    end: int


def shown_copy(documents: Sequence[Document], spans: Iterable[Span] = ()) -> ShownCopy:
    """Show documents as a workbook; the same documents and spans give the same bytes."""
    writer = _Writer(tuple(spans))
    for document in documents:
        prefix = PurePosixPath(document.member).stem
        if document.paragraphs:
            writer.write_text(document, prefix)
        for grid in document.grids:
            writer.write_grid(document, grid, prefix)
    return ShownCopy(writer.close(), writer.places)


def place_of(member: str, address: str) -> Place:
    """The place of a number: its cell or its paragraph."""
    return member, re.sub(r"#\d+$|\[\d+:\d+\]$", "", address)


@dataclass(slots=True)
class _Writer:
    spans: tuple[Span, ...]
    places: dict[Place, tuple[str, Position]] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _buffer: io.BytesIO = field(default_factory=io.BytesIO)
    _book: Book = field(init=False)
    _formats: dict[str, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._book.set_properties({"created": CREATED, "author": "", "title": ""})

    def close(self) -> bytes:
        if not self._names:
            self._sheet("原文").write_string(0, 0, "文件无法打开，没有可以显示的内容。", self._format(""))
        self._book.close()
        return self._buffer.getvalue()

    def write_grid(self, document: Document, grid: Grid, prefix: str) -> None:
        """One table, cell by cell; numbers stay numbers."""
        sheet = self._sheet(f"{prefix} {grid.name}".strip() or "表")
        widths = _widths(grid)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if sum(widths) > _PORTRAIT:
            sheet.set_landscape()
        if grid.is_hidden and len(self._names) > 1:
            sheet.hide()
        covered = self._write_merges(sheet, grid)
        for row, values in enumerate(grid.rows, start=1):
            for column, value in enumerate(values, start=1):
                self.places[document.member, grid.address(row, column)] = (sheet.get_name(), (row, column))
                if (row, column) not in covered and (value is not None or (row, column) in grid.errors):
                    shown = grid.errors.get((row, column), value)
                    self._write(sheet, (row, column), shown, grid.number_formats.get((row, column), ""))
        if grid.rows:
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(grid.rows)}"})

    def _write_merges(self, sheet: Sheet, grid: Grid) -> set[Position]:
        """Merge what was merged; returns the cells that are written with their range."""
        covered: set[Position] = set()
        for span in grid.merged:
            cells = set(_cells(span))
            if len(cells) < 2 or cells & covered or span.bottom > len(grid.rows):
                continue
            covered |= cells
            look = self._format("", centre=True)
            sheet.merge_range(span.top - 1, span.left - 1, span.bottom - 1, span.right - 1, "", look)
            self._write(sheet, (span.top, span.left), grid.value(span.top, span.left), "", centre=True)
        return covered

    def _write(self, sheet: Sheet, position: Position, value: CellValue, code: str, *, centre: bool = False) -> None:
        row, column = position[0] - 1, position[1] - 1
        look = self._format(code, centre=centre)
        if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value) and _reads_back(value):
            sheet.write_number(row, column, float(value), look)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, look)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, look)
        elif isinstance(value, date | time | timedelta):
            sheet.write_datetime(row, column, _naive(value), self._format(code or _date_format(value), centre=centre))
        elif value is None:
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_string(row, column, value[:_LONGEST_TEXT], look)

    def write_text(self, document: Document, prefix: str) -> None:
        """The paragraphs, one a row, with the numbers in question in red."""
        sheet = self._sheet(f"{prefix} 原文".strip())
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 100)
        head = self._book.add_format({"bold": True, "font_name": "黑体", "bottom": 1})
        sheet.write_string(0, 0, "位置", head)
        sheet.write_string(0, 1, "原文", head)
        for number, paragraph in enumerate(document.paragraphs, start=2):
            self.places[document.member, paragraph.address] = (sheet.get_name(), (number, 2))
            sheet.write_string(number - 1, 0, paragraph.address, self._format(""))
            self._write_paragraph(sheet, number - 1, document.member, paragraph)
            sheet.set_row(number - 1, 18 * (1 + len(paragraph.text) // 48))
        sheet.freeze_panes(1, 0)

    def _write_paragraph(self, sheet: Sheet, row: int, member: str, paragraph: Paragraph) -> None:
        pieces = _pieces(paragraph, [s for s in self.spans if s.member == member])
        red = self._book.add_format({"font_color": "#C00000", "bold": True, "font_name": "宋体", "underline": 1})
        plain = self._format("")
        if len(pieces) < 2:
            sheet.write_string(row, 1, paragraph.text[:_LONGEST_TEXT], plain)
            return
        fragments: list[object] = []
        for text, is_marked in pieces:
            fragments += [red, text] if is_marked else [text]
        sheet.write_rich_string(row, 1, *fragments, plain)

    def _sheet(self, wanted: str) -> Sheet:
        name = _FORBIDDEN.sub(" ", wanted).strip()[:31] or "表"
        number = 2
        while name.lower() in self._names:
            name = f"{_FORBIDDEN.sub(' ', wanted).strip()[:27]} {number}"
            number += 1
        self._names.add(name.lower())
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _format(self, code: str, *, centre: bool = False, boxed: bool = True) -> Format:
        key = f"{centre}{boxed}{code}"
        if key not in self._formats:
            look = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
            look |= {"border": 1, "border_color": "#BFBFBF"} if boxed else {}
            look |= {"align": "center"} if centre else {}
            self._formats[key] = self._book.add_format(look | ({"num_format": code} if code else {}))
        return self._formats[key]


def _cells(span: CellRange) -> Iterable[Position]:
    if (span.bottom - span.top + 1) * (span.right - span.left + 1) > 100_000:
        return []
    return ((r, c) for r in range(span.top, span.bottom + 1) for c in range(span.left, span.right + 1))


def _reads_back(text: str) -> bool:
    """Whether the number is shown exactly as the text was."""
    return text == f"{float(text):.15g}"


def _naive(value: date | time | timedelta) -> date | time | timedelta:
    return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value


def _date_format(value: date | time | timedelta) -> str:
    return "yyyy-mm-dd" if isinstance(value, date) else "hh:mm:ss"


def _widths(grid: Grid) -> list[float]:
    """A width for each column: by its longest short text; long texts wrap."""
    count = max((len(row) for row in grid.rows), default=0)
    widths = [8.0] * count
    for row in grid.rows[:200]:
        for column, value in enumerate(row):
            text = "" if value is None else str(value)
            if len(text) <= 24:
                widths[column] = max(widths[column], 2 + sum(2 if ord(c) > 0x2E7F else 1 for c in text))
    return [min(42.0, width) for width in widths]


def _pieces(paragraph: Paragraph, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """The paragraph cut at the marked spans: text, and whether it is marked."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for span in sorted(spans, key=lambda s: s.start):
        start, end = span.start - paragraph.offset, span.end - paragraph.offset
        if start < done or end > len(paragraph.text) or start >= end:
            continue
        pieces += [(paragraph.text[done:start], False), (paragraph.text[start:end], True)]
        done = end
    pieces.append((paragraph.text[done:], False))
    return [piece for piece in pieces if piece[0]]
