"""ods read from its XML whole: calamine gives neither percentages nor merged or hidden cells of this format.

Repeated rows and cells are stored once with a count; counts beyond the last cell with content are never expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lxml import etree

from domain.document import CellRange, CellValue, Document, Grid, Position
from domain.errors import ProtectedFile, UnreadableSubmission
from intake.readers import refusals
from intake.readers.package import Package
from intake.readers.source import Limits, Source, check_cells
from intake.readers.word_text import attribute, local_name
from intake.readers.workbook import sheet_address_form, without_blank_end

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
ERROR_TEXT = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?|Err:\d+")
HIDDEN = {"collapse", "filter"}


def read(source: Source) -> Document:
    """Read an OpenDocument workbook: one Grid a sheet; raises UnreadableSubmission, ProtectedFile, LimitExceeded."""
    package = Package(source, refusals.BROKEN_WORKBOOK)
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise ProtectedFile(refusals.PASSWORD)
    root = _parse(package)
    hidden = _hidden_styles(root)
    grids = tuple(_Sheet(table, source.limits).grid(hidden) for table in _tables(root))
    comments = sum(1 for element in root.iter("{*}annotation"))
    return Document(source.member, "ods", grids=grids, comment_count=comments)


def _parse(package: Package) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(package.xml(CONTENT), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error


def _tables(root: etree._Element) -> list[etree._Element]:
    found = list(root.iterfind("{*}body/{*}spreadsheet/{*}table"))
    if not found:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
    return found


def _hidden_styles(root: etree._Element) -> set[str]:
    """The names of table styles that hide their sheet."""
    return {
        attribute(style, "name") or ""
        for style in root.iterfind("{*}automatic-styles/{*}style")
        for properties in style.iterfind("{*}table-properties")
        if attribute(properties, "display") == "false"
    }


@dataclass(slots=True)
class _Sheet:
    """One sheet while its rows are read."""

    table: etree._Element
    limits: Limits
    rows: list[tuple[CellValue, ...]] = field(default_factory=list)
    merged: list[CellRange] = field(default_factory=list)
    number_formats: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    empty_formulas: set[Position] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    blank_rows: int = 0

    def grid(self, hidden_styles: set[str]) -> Grid:
        for row in _descend(self.table, "table-row"):
            self._row(row)
        name = attribute(self.table, "name") or ""
        rows = without_blank_end(self.rows)
        return Grid(
            name=name,
            rows=rows,
            address_form=sheet_address_form(name),
            merged=tuple(self.merged),
            number_formats=self.number_formats,
            errors=self.errors,
            formulas_without_value=frozenset(self.empty_formulas),
            hidden_rows=frozenset(row for row in self.hidden_rows if row <= len(rows)),
            hidden_columns=frozenset(self._hidden_columns(max(map(len, rows), default=0))),
            is_hidden=(attribute(self.table, "style-name") or "") in hidden_styles,
        )

    def _row(self, element: etree._Element) -> None:
        repeat = _repeat(element, "number-rows-repeated")
        cells = list(self._cells(element))
        if not cells:
            self.blank_rows += repeat
            return
        check_cells(len(self.rows) + self.blank_rows + repeat, len(cells), self.limits, "工作表")
        self.rows.extend([()] * self.blank_rows)
        self.blank_rows = 0
        for _ in range(repeat):
            self._add_row(element, cells)

    def _add_row(self, element: etree._Element, cells: list[etree._Element | None]) -> None:
        number = len(self.rows) + 1
        if attribute(element, "visibility") in HIDDEN:
            self.hidden_rows.add(number)
        values = [
            None if cell is None else self._value(cell, (number, column)) for column, cell in enumerate(cells, start=1)
        ]
        self.rows.append(tuple(values))

    def _cells(self, row: etree._Element) -> Iterator[etree._Element | None]:
        """The cells of a row up to the last one that says anything; None for blank ones before it."""
        blanks = 0
        for cell in row:
            if local_name(cell) not in {"table-cell", "covered-table-cell"}:
                continue
            repeat = _repeat(cell, "number-columns-repeated")
            if not len(cell) and attribute(cell, "value-type") is None and not _spans(cell):
                blanks += repeat
                continue
            check_cells(1, blanks + repeat, self.limits, "工作表的一行")
            yield from [None] * blanks
            blanks = 0
            yield from [cell] * repeat

    def _value(self, cell: etree._Element, position: Position) -> CellValue:
        if _spans(cell):
            self._merge(cell, position)
        text = _text(cell)
        kind = attribute(cell, "value-type")
        if ERROR_TEXT.fullmatch(text) and (attribute(cell, "formula") is not None or kind == "error"):
            self.errors[position] = text
            return None
        value = typed(kind, cell, text)
        if kind in {"percentage", "currency"}:
            self.number_formats[position] = _shown_format(kind, text)
        if value is None and attribute(cell, "formula") is not None and kind != "string":
            self.empty_formulas.add(position)
        return value

    def _merge(self, cell: etree._Element, position: Position) -> None:
        down, across = _repeat(cell, "number-rows-spanned"), _repeat(cell, "number-columns-spanned")
        row, column = position
        self.merged.append(CellRange(row, column, row + down - 1, column + across - 1))

    def _hidden_columns(self, width: int) -> Iterator[int]:
        first = 1
        for column in _descend(self.table, "table-column"):
            repeat = _repeat(column, "number-columns-repeated")
            if attribute(column, "visibility") in HIDDEN:
                yield from range(first, min(first + repeat - 1, width) + 1)
            first += repeat


def _descend(table: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows or columns of a sheet, also inside groups and headers."""
    for part in table:
        name = local_name(part)
        if name == wanted:
            yield part
        elif name in {f"{wanted}s", f"{wanted}-group", f"table-header-{wanted[6:]}s"}:
            yield from _descend(part, wanted)


def _repeat(element: etree._Element, name: str) -> int:
    text = attribute(element, name) or "1"
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _spans(cell: etree._Element) -> bool:
    return _repeat(cell, "number-columns-spanned") > 1 or _repeat(cell, "number-rows-spanned") > 1


def _text(cell: etree._Element) -> str:
    return "\n".join("".join(_words(part)) for part in cell if local_name(part) == "p")


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        name = local_name(part)
        if name == "s":
            yield " " * min(_repeat(part, "c"), 1000)
        elif name in {"tab", "line-break"}:
            yield "\t" if name == "tab" else "\n"
        elif name != "annotation":
            yield from _words(part)
        yield part.tail or ""


def typed(kind: str | None, cell: etree._Element, text: str) -> CellValue:
    """The value of a cell in the type the file states; raises UnreadableSubmission when it does not parse."""
    try:
        if kind in {"float", "percentage", "currency"}:
            return float(attribute(cell, "value") or "")
        if kind == "date":
            return _date(attribute(cell, "date-value") or "")
        if kind == "time":
            return _duration(attribute(cell, "time-value") or "")
    except (ValueError, OverflowError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
    if kind == "boolean":
        return attribute(cell, "boolean-value") == "true"
    return text if text.strip() else None


def _date(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _duration(text: str) -> timedelta:
    found = DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if found.group(1) else length


def _shown_format(kind: str, text: str) -> str:
    """A format that shows as many decimals as the text does."""
    decimals = len(text.partition(".")[2].rstrip("%％ "))
    digits = "0." + "0" * decimals if decimals else "0"
    return f"{digits}%" if kind == "percentage" else f"¥#,##{digits}"
