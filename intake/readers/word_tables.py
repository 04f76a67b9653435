"""Tables of a docx: a Grid each, with merged ranges, tables inside cells after the one that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from domain.document import CellRange, CellValue, Grid
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.source import Limits, check_cells
from intake.readers.word_text import (
    TRANSPARENT,
    Findings,
    attribute,
    blocks,
    child,
    is_mark_deleted,
    local_name,
    paragraph_text,
)

WIDEST = 1000


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as the row states it; `column` is 1-based in grid columns."""

    column: int
    span: int
    continues: bool
    text: str | None


@dataclass(slots=True)
class TableReader:
    """Reads the tables of one document; numbers them in reading order."""

    findings: Findings
    limits: Limits
    grids: list[Grid] = field(default_factory=list)

    def read(self, table: etree._Element, number: str, heading: str | None) -> None:
        """Add the Grid of a table, then those of the tables in its cells (`1.1`, `1.2`)."""
        inner: list[etree._Element] = []
        rows = [list(self._cells(row, inner)) for row in _elements(table, "tr") if not _is_deleted(row)]
        width = max((cell.column + cell.span - 1 for row in rows for cell in row), default=0)
        check_cells(len(rows), width, self.limits, f"表格{number}")
        self.grids.append(
            Grid(
                name=f"table{number}",
                rows=tuple(_values(row, width) for row in rows),
                address_form=f"docx:table{number},row{{row}},col{{column}}",
                merged=tuple(_merged(rows)),
                heading=heading,
            )
        )
        for place, nested in enumerate(inner, start=1):
            self.read(nested, f"{number}.{place}", heading)

    def _cells(self, row: etree._Element, inner: list[etree._Element]) -> Iterator[_Cell]:
        column = 1 + _count(child(row, "trPr", "gridBefore"))
        for cell in _elements(row, "tc"):
            properties = child(cell, "tcPr")
            span = max(1, _count(child(properties, "gridSpan")))
            yield _Cell(column, span, _continues(properties), self._text(cell, inner))
            column += span

    def _text(self, cell: etree._Element, inner: list[etree._Element]) -> str | None:
        text, separator = "", ""
        for block in blocks(cell):
            if local_name(block) == "tbl":
                inner.append(block)
            else:
                text += separator + paragraph_text(block, self.findings)
                separator = "" if is_mark_deleted(block) else "\n"
        return text.rstrip("\n") if text.strip() else None


def _elements(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also inside content controls."""
    for element in parent:
        name = local_name(element)
        if name == wanted:
            yield element
        elif name in TRANSPARENT:
            yield from _elements(element, wanted)


def _is_deleted(row: etree._Element) -> bool:
    return child(row, "trPr", "del") is not None


def _count(element: etree._Element | None) -> int:
    text = attribute(element, "val") or "0"
    if not (text.isascii() and text.isdigit()) or int(text) > WIDEST:
        raise UnreadableSubmission(refusals.BROKEN_WORD)
    return int(text)


def _continues(properties: etree._Element | None) -> bool:
    """Whether a cell belongs to the one above it."""
    merge = child(properties, "vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _values(row: list[_Cell], width: int) -> tuple[CellValue, ...]:
    values: list[CellValue] = [None] * width
    for cell in row:
        values[cell.column - 1] = cell.text
    return tuple(values)


def _merged(rows: list[list[_Cell]]) -> Iterator[CellRange]:
    """Ranges of cells that span columns, or are continued by the rows below."""
    continued = [{(cell.column, cell.span) for cell in row if cell.continues} for row in rows]
    for index, row in enumerate(rows):
        for cell in row:
            if cell.continues and index:
                continue
            bottom = index
            while bottom + 1 < len(rows) and (cell.column, cell.span) in continued[bottom + 1]:
                bottom += 1
            if bottom > index or cell.span > 1:
                yield CellRange(index + 1, cell.column, bottom + 1, cell.column + cell.span - 1)
