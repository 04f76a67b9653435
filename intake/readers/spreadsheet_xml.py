"""XML Spreadsheet 2003, which older systems export as .xls: values, formats, errors, merged and hidden cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from domain.document import CellRange, CellValue, Document, Grid, Position
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.package import refuse_entities
from intake.readers.source import Limits, Source, check_cells
from intake.readers.workbook import sheet_address_form, without_blank_end

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
FORMAT_NAMES = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Scientific": "0.00E+00"}
PLAIN_FORMATS = {"General", "@", "General Number", ""}
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(source: Source, decoded: DecodedText) -> Document:
    """Read a workbook stored as one XML file; raises UnreadableSubmission or LimitExceeded."""
    xml = refuse_entities(DECLARATION.sub("", decoded.text).encode("utf-8", "replace"))
    try:
        root = ElementTree.fromstring(xml)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
    formats = _formats(root)
    grids = tuple(_Sheet(sheet, formats, source.limits).grid() for sheet in root.iterfind(f"{SS}Worksheet"))
    if not grids:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
    return Document(source.member, "spreadsheet_xml", grids=grids, encoding=decoded.encoding)


def _formats(root: ElementTree.Element) -> dict[str, str]:
    """The number format of each style that has a telling one."""
    formats = {}
    for style in root.iterfind(f"{SS}Styles/{SS}Style"):
        number_format = style.find(f"{SS}NumberFormat")
        code = "" if number_format is None else number_format.get(f"{SS}Format", "")
        if code not in PLAIN_FORMATS:
            formats[style.get(f"{SS}ID", "")] = FORMAT_NAMES.get(code, code)
    return formats


@dataclass(slots=True)
class _Sheet:
    """One sheet while its rows are read."""

    sheet: ElementTree.Element
    formats: dict[str, str]
    limits: Limits
    cells: dict[Position, CellValue] = field(default_factory=dict)
    number_formats: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    height: int = 0
    width: int = 0

    def grid(self) -> Grid:
        name = self.sheet.get(f"{SS}Name", "")
        for table in self.sheet.iterfind(f"{SS}Table"):
            self._columns(table)
            self._rows(table)
        options = self.sheet.findtext(f"{EXCEL}WorksheetOptions/{EXCEL}Visible")
        return Grid(
            name=name,
            rows=self._filled(),
            address_form=sheet_address_form(name),
            merged=tuple(self.merged),
            number_formats=self.number_formats,
            errors=self.errors,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            is_hidden=options in {"SheetHidden", "SheetVeryHidden"},
        )

    def _filled(self) -> tuple[tuple[CellValue, ...], ...]:
        columns = range(1, self.width + 1)
        return without_blank_end(
            [tuple(self.cells.get((row, column)) for column in columns) for row in range(1, self.height + 1)]
        )

    def _columns(self, table: ElementTree.Element) -> None:
        column = 0
        for element in table.iterfind(f"{SS}Column"):
            column = _index(element, column)
            last = column + _number(element, "Span")
            if element.get(f"{SS}Hidden") == "1":
                self.hidden_columns.update(range(column, min(last, 16_384) + 1))
            column = last

    def _rows(self, table: ElementTree.Element) -> None:
        row = 0
        for element in table.iterfind(f"{SS}Row"):
            row = _index(element, row)
            if element.get(f"{SS}Hidden") == "1":
                self.hidden_rows.add(row)
            column = 0
            for cell in element.iterfind(f"{SS}Cell"):
                column = _index(cell, column)
                self._cell(cell, (row, column))
                column += _number(cell, "MergeAcross")
            row += _number(element, "Span")

    def _cell(self, cell: ElementTree.Element, position: Position) -> None:
        row, column = position
        down, across = _number(cell, "MergeDown"), _number(cell, "MergeAcross")
        if down or across:
            self.merged.append(CellRange(row, column, row + down, column + across))
        data = cell.find(f"{SS}Data")
        if data is None:
            return
        self.height, self.width = max(self.height, row), max(self.width, column)
        check_cells(self.height, self.width, self.limits, "工作表")
        kind, text = data.get(f"{SS}Type", "String"), "".join(data.itertext())
        if kind == "Error":
            self.errors[position] = text
            return
        self.cells[position] = _typed(kind, text)
        code = self.formats.get(cell.get(f"{SS}StyleID", ""))
        if kind == "Number" and code is not None:
            self.number_formats[position] = code


def _typed(kind: str, text: str) -> CellValue:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment.date() if moment.time() == datetime.min.time() else moment
    except ValueError as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
    if kind == "Boolean":
        return text == "1"
    return text if text.strip() else None


def _number(element: ElementTree.Element, name: str) -> int:
    text = element.get(f"{SS}{name}", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _index(element: ElementTree.Element, before: int) -> int:
    """The stated position, or the one after the element before it."""
    return _number(element, "Index") or before + 1
