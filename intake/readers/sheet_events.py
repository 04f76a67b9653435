"""The slower pass, for sheet XML that other programs write their own way: prefixed tags, cells without a position."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.sheet_xml import (
    CellKind,
    add_merge,
    check_position,
    column_number,
    hide_columns,
    mark_cell,
)
from intake.readers.workbook import Marks

POSITION = re.compile(r"([A-Z]{1,3})(\d{1,7})")
TRUE = {"1", "true"}


def scan_events(pieces: Iterable[bytes], formats: list[str | None]) -> Marks:
    """Collect the marks of one sheet from parser events; raises UnreadableSubmission for broken XML."""
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    scan = _EventScan(formats)
    try:
        for piece in pieces:
            parser.feed(piece)
            scan.take(parser)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
    scan.take(parser)
    return scan.marks


class _EventScan:
    """Follows rows and cells, counting positions where the file does not state them."""

    def __init__(self, formats: list[str | None]) -> None:
        self.marks = Marks()
        self._formats = formats
        self._row = 0
        self._column = 0

    def take(self, parser: etree.XMLPullParser[etree._Element]) -> None:
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element) or not isinstance(element.tag, str):
                continue
            name = etree.QName(element).localname
            if event == "start":
                self._start(name, element)
            else:
                self._end(name, element)

    def _start(self, name: str, element: etree._Element) -> None:
        if element.getroottree().docinfo.doctype:
            raise UnreadableSubmission(refusals.ENTITIES)
        if name == "row":
            stated = element.get("r", "")
            self._row = int(stated) if stated.isdecimal() else self._row + 1
            self._column = 0
            if element.get("hidden") in TRUE:
                self.marks.hidden_rows.add(self._row)
        elif name == "col" and element.get("hidden") in TRUE:
            hide_columns(self.marks, {str(key): str(value) for key, value in element.attrib.items()})

    def _end(self, name: str, element: etree._Element) -> None:
        if name == "c":
            self._cell(element)
        elif name == "row":
            element.clear()
        elif name == "mergeCell":
            corners = POSITION.findall(element.get("ref", ""))
            if len(corners) == 2:
                start, end = ((int(row), column_number(letters.encode())) for letters, row in corners)
                add_merge(self.marks, start, end)

    def _cell(self, element: etree._Element) -> None:
        stated = POSITION.fullmatch(element.get("r", ""))
        self._column = column_number(stated.group(1).encode()) if stated else self._column + 1
        row = int(stated.group(2)) if stated else self._row
        check_position(row, self._column)
        if len(element):
            self.marks.cover(row, self._column)
            kind = CellKind.of(element.get("t", ""), element.get("s", ""), self._formats)
            has_formula = element.find("{*}f") is not None
            mark_cell(self.marks, (row, self._column), kind, has_formula=has_formula, value=element.findtext("{*}v"))
        element.clear()
