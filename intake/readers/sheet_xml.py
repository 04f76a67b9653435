"""The pass over a sheet's XML for what calamine loses: formats, error cells, formulas without value, hidden rows.

A regular expression over 4 MB pieces costs about 1 µs a cell. Sheets that other programs write differently (prefixed
tags, cells without a position) are noticed because the counts do not agree, and parsed by lxml instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.document import CellRange, Position
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.workbook import Marks

CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>/]*)>(.*?)</c>', re.DOTALL)
HIDDEN = rb'\bhidden="(?:1|true)"'
HIDDEN_ROW = re.compile(rb"<row\b(?=[^<>]*" + HIDDEN + rb')[^<>]*?\br="(\d{1,7})"')
HIDDEN_COLUMN = re.compile(rb"<col\b([^<>]*" + HIDDEN + rb"[^<>]*)>")
MERGE = re.compile(rb'<mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
VALUE = re.compile(rb"<v[^<>]*>([^<]*)</v>")
UNUSUAL = re.compile(rb"<!DOCTYPE|<\w+:(?:worksheet|sheetData|row|c)\b|\0")
LONGEST_ROW = 64 * 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGES = 200_000


class UnusualXml(Exception):
    """The sheet is not written the way the regular expression expects."""


@dataclass(frozen=True, slots=True)
class CellKind:
    """What the attributes of a cell tell: its type, and the format of its number if it is one."""

    type: str = "n"
    number_format: str | None = None

    @classmethod
    def of(cls, kind: str, style: str, formats: list[str | None]) -> CellKind:
        """The kind behind the attributes `t` and `s`, with the formats of the workbook's cell styles."""
        number = int(style) if style.isdecimal() else 0
        is_number = kind in {"", "n"}
        return cls(kind or "n", formats[number] if is_number and number < len(formats) else None)


def scan_sheet(opened: Callable[[], Iterator[bytes]], formats: list[str | None]) -> Marks:
    """Collect the marks of one sheet.

    `opened` gives the sheet's XML in pieces cut anywhere; `formats` is the number format of each cell style. Raises
    UnreadableSubmission for XML that is broken or defines entities.
    """
    try:
        return _Scan(formats).run(opened())
    except UnusualXml:
        from intake.readers.sheet_events import scan_events

        return scan_events(opened(), formats)


class _Scan:
    """One pass of the regular expressions over a sheet."""

    def __init__(self, formats: list[str | None]) -> None:
        self._formats = formats
        self._marks = Marks()
        self._columns: dict[bytes, int] = {}
        self._kinds: dict[bytes, CellKind] = {}

    def run(self, pieces: Iterable[bytes]) -> Marks:
        for block in _blocks(pieces):
            if UNUSUAL.search(block, 0, 8192):
                raise UnusualXml
            self._read_cells(block)
            self._read_layout(block)
        return self._marks

    def _read_cells(self, block: bytes) -> None:
        cells = CELL.findall(block)
        if len(cells) != block.count(b"</c>"):
            raise UnusualXml
        kinds, columns, number_formats = self._kinds, self._columns, self._marks.number_formats
        last_row = last_column = 0
        for letters, row_text, attributes, body in cells:
            kind = kinds.get(attributes) or self._learn_kind(attributes)
            column = columns.get(letters) or self._learn_column(letters)
            row = int(row_text)
            if row > last_row:
                last_row = row
            if column > last_column:
                last_column = column
            if b"<f" in body or kind.type == "e":
                mark_cell(self._marks, (row, column), kind, has_formula=b"<f" in body, value=_value(body))
            elif kind.number_format is not None:
                number_formats[row, column] = kind.number_format
        check_position(last_row, last_column)
        self._marks.cover(last_row, last_column)

    def _learn_kind(self, attributes: bytes) -> CellKind:
        found = {name: value.decode("latin-1") for name, value in ATTRIBUTE.findall(attributes)}
        kind = CellKind.of(found.get(b"t", ""), found.get(b"s", ""), self._formats)
        self._kinds[attributes] = kind
        return kind

    def _learn_column(self, letters: bytes) -> int:
        self._columns[letters] = column_number(letters)
        return self._columns[letters]

    def _read_layout(self, block: bytes) -> None:
        self._marks.hidden_rows.update(map(int, HIDDEN_ROW.findall(block)))
        for attributes in HIDDEN_COLUMN.findall(block):
            hide_columns(self._marks, {name.decode(): value.decode() for name, value in ATTRIBUTE.findall(attributes)})
        for left, top, right, bottom in MERGE.findall(block):
            add_merge(self._marks, (int(top), column_number(left)), (int(bottom), column_number(right)))


def _value(body: bytes) -> str | None:
    found = VALUE.search(body)
    return None if found is None else found.group(1).decode("utf-8", "replace")


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the pieces anew, so that every block but the first begins with a row."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"<row ")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > LONGEST_ROW:
            raise UnusualXml
    yield rest


def mark_cell(marks: Marks, position: Position, kind: CellKind, *, has_formula: bool, value: str | None) -> None:
    """Note what is remarkable about one cell; `value` is the text of its cached value, None if it has none."""
    if kind.type == "e":
        marks.errors[position] = value or "#N/A"
    elif kind.number_format is not None and value:
        marks.number_formats[position] = kind.number_format
    if has_formula and not value and kind.type not in {"str", "e"}:
        marks.formulas_without_value.add(position)


def hide_columns(marks: Marks, attributes: dict[str, str]) -> None:
    """Note the columns that a `col` element with `hidden` covers."""
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if first.isdecimal() and last.isdecimal():
        marks.hidden_columns.update(range(int(first), min(int(last), LAST_COLUMN) + 1))


def add_merge(marks: Marks, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Note a merged range; raises UnreadableSubmission for an impossible number of them."""
    if len(marks.merged) >= MOST_MERGES:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
    if start <= end and start[1] <= end[1]:
        marks.merged.append(CellRange(*start, *end))


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_position(row: int, column: int) -> None:
    """Raise UnreadableSubmission for a cell outside any possible sheet."""
    if row > LAST_ROW or column > LAST_COLUMN:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
