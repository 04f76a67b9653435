"""HTML pages, also those saved as .xls: every table a Grid of texts, the text outside tables as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from domain.document import CellRange, CellValue, Document, Grid, Paragraph, ParagraphKind
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.source import Limits, Source, check_cells, check_paragraphs

UNSEEN = {"script", "style", "head", "noscript", "template", "noframes", "title"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"),
    *("main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
KINDS = {"li": ParagraphKind.LIST_ITEM, **{f"h{level}": ParagraphKind.HEADING for level in range(1, 7)}}
BLANKS = re.compile(r"[ \t\r\n\f]+")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
WIDEST_SPAN, TALLEST_SPAN = 1000, 10_000
FEWEST_OWN_CELLS = 4
"""A table around other tables is data itself, not page layout, if it has this many cells with text of their own."""


def read(source: Source, decoded: DecodedText) -> Document:
    """Read a page; raises UnreadableSubmission when it holds neither tables nor text."""
    root = parse(decoded.text)
    document = document_of(root, source, decoded)
    is_frame = next(root.iter("frameset"), None) is not None
    if not document.grids and (is_frame or not document.paragraphs):
        raise UnreadableSubmission(refusals.NO_DATA_HTML if is_frame else refusals.BLANK)
    return document


def document_of(root: etree._Element, source: Source, decoded: DecodedText) -> Document:
    """Collect the tables and paragraphs of a parsed page; it may turn out to hold nothing."""
    page = Page(source.limits)
    page.walk(root)
    page.end_paragraph()
    check_paragraphs(len(page.paragraphs), source.limits)
    return Document(
        member=source.member,
        format="html",
        grids=tuple(page.grids),
        paragraphs=tuple(page.paragraphs),
        encoding=decoded.encoding,
        title=BLANKS.sub(" ", root.findtext(".//title") or "").strip() or None,
    )


def parse(text: str) -> etree._Element:
    """Parse HTML leniently, with no network and no entities beyond the standard ones."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSubmission(refusals.BROKEN_HTML) from error
    if root is None:
        raise UnreadableSubmission(refusals.BLANK)
    return root


@dataclass(slots=True)
class Page:
    """What has been met so far while walking through a page in reading order."""

    limits: Limits
    grids: list[Grid] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    _text: str = ""
    _kind: ParagraphKind = ParagraphKind.BODY
    _length: int = 0
    _before: int = -1  # paragraphs met when the last table ended

    def walk(self, element: etree._Element) -> None:
        """Take in an element and everything after it that belongs to it."""
        name = tag(element)
        if name in UNSEEN or HIDDEN.search(element.get("style") or ""):
            return
        if name == "table" and _is_data(element):
            self._table(element)
            return
        if name == "br" or name in BLOCKS:
            self.end_paragraph(KINDS.get(name, ParagraphKind.BODY))
        self._text += element.text or ""
        for part in element:
            self.walk(part)
            self._text += part.tail or ""
        if name in BLOCKS:
            self.end_paragraph()

    def end_paragraph(self, next_kind: ParagraphKind = ParagraphKind.BODY) -> None:
        """Close the paragraph collected so far, if it holds anything."""
        text = BLANKS.sub(" ", self._text).strip()
        if text:
            address = f"第{len(self.paragraphs) + 1}段"
            self.paragraphs.append(Paragraph(text, address, self._length, self._kind))
            self._length += len(text) + 1
        self._text, self._kind = "", next_kind

    def _table(self, table: etree._Element) -> None:
        self.end_paragraph()
        caption = next((cell_text(part) for part in table if tag(part) == "caption"), None)
        heading = caption or (self.paragraphs[-1].text if self.paragraphs else None)
        if self.grids and caption is None and self._before == len(self.paragraphs):
            self.grids[-1] = _stacked(self.grids[-1], _grid(table, len(self.grids), None, self.limits))
        else:
            self.grids.append(_grid(table, len(self.grids) + 1, heading, self.limits))
        self._before = -1
        for inner in _nested_tables(table):
            self.walk(inner)
            self._before = -1
        self._before = len(self.paragraphs)


def tag(element: etree._Element) -> str:
    """The tag in lower case; '' for comments."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def cell_text(element: etree._Element) -> str:
    """The text of a cell as shown: line breaks kept, other white space folded, tables inside left out."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(line for line in (BLANKS.sub(" ", line).strip(" ") for line in lines) if line)


def _pieces(element: etree._Element) -> Iterator[str]:
    yield BLANKS.sub(" ", element.text or "")
    for part in element:
        name = tag(part)
        if name == "br":
            yield "\n"
        elif name in BLOCKS and name != "table":
            yield "\n"
            yield from _pieces(part)
            yield "\n"
        elif name not in UNSEEN and name != "table":
            yield from _pieces(part)
        yield BLANKS.sub(" ", part.tail or "")


def _nested_tables(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost tables inside an element."""
    for part in element:
        if tag(part) == "table":
            yield part
        else:
            yield from _nested_tables(part)


def _is_data(table: etree._Element) -> bool:
    """Whether a table is data; one around other tables only if it has cells of its own."""
    if next(_nested_tables(table), None) is None:
        return True
    return sum(1 for row in _rows(table) for cell in _cells(row) if cell_text(cell)) >= FEWEST_OWN_CELLS


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for part in table:
        name = tag(part)
        if name == "tr":
            yield part
        elif name in {"thead", "tbody", "tfoot"}:
            yield from _rows(part)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (part for part in row if tag(part) in {"td", "th"})


def _grid(table: etree._Element, number: int, heading: str | None, limits: Limits) -> Grid:
    values: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    merged, hidden_rows, height, width = [], set(), 0, 0
    for row, element in enumerate(_rows(table), start=1):
        height = max(height, row)
        if HIDDEN.search(element.get("style") or ""):
            hidden_rows.add(row)
        column = 1
        for cell in _cells(element):
            while (row, column) in taken:
                column += 1
            down, across = _span(cell, "rowspan", TALLEST_SPAN), _span(cell, "colspan", WIDEST_SPAN)
            width = max(width, column + across - 1)
            check_cells(max(height, row + down - 1), width, limits, f"第{number}个表格")
            values[row, column] = cell_text(cell)
            if down > 1 or across > 1:
                merged.append(CellRange(row, column, row + down - 1, column + across - 1))
                taken.update((row + i, column + j) for i in range(down) for j in range(across))
            column += across
    return Grid(
        name=f"table{number}",
        rows=_filled(values, height, width),
        address_form="{cell}" if number == 1 else f"table{number}!{{cell}}",
        merged=tuple(merged),
        hidden_rows=frozenset(hidden_rows),
        heading=heading,
    )


def _stacked(above: Grid, below: Grid) -> Grid:
    """Put a table under the one before it: with no text between, a page means one sheet, as Excel opens it."""
    shift, width = len(above.rows), max(len(row) for row in (*above.rows, *below.rows, ()))
    moved = (CellRange(m.top + shift, m.left, m.bottom + shift, m.right) for m in below.merged)
    return replace(
        above,
        rows=tuple((*row, *(None,) * (width - len(row))) for row in (*above.rows, *below.rows)),
        merged=(*above.merged, *moved),
        hidden_rows=above.hidden_rows | {row + shift for row in below.hidden_rows},
    )


def _filled(values: dict[tuple[int, int], str], height: int, width: int) -> tuple[tuple[CellValue, ...], ...]:
    return tuple(
        tuple(values.get((row, column)) or None for column in range(1, width + 1)) for row in range(1, height + 1)
    )


def _span(cell: etree._Element, name: str, most: int) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(1, int(text)), most) if text.isascii() and text.isdigit() else 1
