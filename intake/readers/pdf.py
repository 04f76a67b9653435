"""Text PDFs by pdfplumber: tables as Grids, the text outside them as paragraphs joined over lines and pages.

Addresses are `pdf:page1,table1,row2,col3`, tables counted on each page. Pages that are only images are reported.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pdfplumber
from pdfminer import cmapdb, pdfdocument, pdffont
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from domain.document import Document, Grid, Paragraph, ParagraphKind
from domain.errors import LimitExceeded, ProtectedFile, UnreadableSubmission, UnsupportedFormat
from intake.readers import refusals
from intake.readers.pdf_lines import Box, Line, lines_of, rows_of
from intake.readers.pdf_prose import begins_paragraph, joined, margins, without_furniture
from intake.readers.pdf_tables import PageTable, aligned_runs, aligned_table, ruled_table
from intake.readers.source import Limits, Source, check_cells

PDF_ERRORS = (
    PDFException,
    PSException,
    MalformedPDFException,
    PdfminerException,
    *(AssertionError, AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError),
    *(OSError, EOFError, ZeroDivisionError, struct.error, zlib.error),
    NotImplementedError,  # a filter or an encryption that pdfminer does not know
)
"""What pdfminer and pdfplumber raise on broken files, by fuzzing: hardly any error of theirs is wrapped."""

MOST_RULES = 5000
LONGEST_RANGE = 1_000_000
MOST_CHARACTERS = 60_000
STREAM = re.compile(rb"stream\r?\n")
NUMERAL = "[一二三四五六七八九十]{1,3}"
HEADING = re.compile(rf"(?:{NUMERAL}、|（{NUMERAL}）|第{NUMERAL}[章节])[^。；！？]{{0,30}}")

for _name in ("pdfminer", "pdfplumber"):
    logging.getLogger(_name).setLevel(logging.ERROR)


def _bounded_range(*bounds: int) -> range:
    """A range that refuses to be long; pdfminer counts through whatever range a damaged file states, one by one."""
    counted = range(*bounds)
    if len(counted) > LONGEST_RANGE:
        raise PDFException(f"range of {len(counted)}")
    return counted


for _module in (cmapdb, pdfdocument, pdffont):
    setattr(_module, "range", _bounded_range)  # noqa: B010  (the modules declare no such name)


@dataclass(frozen=True, slots=True)
class PdfContent:
    """The document, and a sentence for each page that could not be read."""

    document: Document
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """What pdfplumber tells of one page."""

    lines: tuple[Line, ...]
    rows: tuple[Line, ...]  # the same lines, every word a piece
    ruled: tuple[tuple[Box, ...], ...]
    has_images: bool


def read(source: Source) -> PdfContent:
    """Read a text PDF.

    Raises UnreadableSubmission, ProtectedFile, LimitExceeded, or UnsupportedFormat for a scan.
    """
    _check_streams(source)
    try:
        with pdfplumber.open(io.BytesIO(source.data)) as opened:
            if len(opened.pages) > source.limits.pages:
                raise LimitExceeded(f"PDF 有 {len(opened.pages)} 页，超出可读取的上限（{source.limits.pages} 页）。")
            pages = [_page(page) for page in opened.pages]
    except PDF_ERRORS as error:
        raise _named(error) from error
    failures = tuple(
        f"第 {number} 页只有图像，没有文字，其中的数字没有读取。请报送 Excel 或 Word 原文件。"
        for number, page in enumerate(pages, start=1)
        if page.has_images and not page.lines
    )
    if not any(page.lines for page in pages):
        raise UnsupportedFormat(refusals.SCANNED_PDF) if failures else UnreadableSubmission(refusals.BLANK)
    return PdfContent(_Reading(source.limits).document(source, pages), failures)


def _named(error: Exception) -> Exception:
    """The named error for what a library raised; pdfplumber wraps pdfminer's own."""
    causes = (error, *error.args)
    if any(isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)) for cause in causes):
        return ProtectedFile(refusals.PASSWORD)
    return UnreadableSubmission(refusals.BROKEN_PDF)


def _check_streams(source: Source) -> None:
    """Raise LimitExceeded if the compressed streams unpack to more than one file may."""
    unpacked = 0
    for start in STREAM.finditer(source.data):
        unpacked += _unpacked_size(source.data, start.end(), source.limits.unpacked_size - unpacked)
        if unpacked > source.limits.unpacked_size:
            raise LimitExceeded("PDF 解压后过大，不予读取。请重新导出，或直接报送 Word、Excel 原文件。")


def _unpacked_size(data: bytes, start: int, most: int) -> int:
    """The unpacked size of the stream at a place, counted until it passes `most`; 0 if it is not compressed."""
    unpacker, size = zlib.decompressobj(), 0
    rest = data[start : start + 65_536]
    position = start + len(rest)
    try:
        while rest and size <= most and not unpacker.eof:
            size += len(unpacker.decompress(rest, 1 << 20))
            rest = unpacker.unconsumed_tail
            if not rest:
                rest = data[position : position + 65_536]
                position += len(rest)
    except zlib.error:
        return size
    return size


def _page(page: Page) -> _Page:
    if len(page.chars) > MOST_CHARACTERS:
        raise LimitExceeded("PDF 有一页的文字过多，不予读取。请拆分后重新报送。")
    words = page.extract_words(x_tolerance_ratio=0.3, keep_blank_chars=False, extra_attrs=["size"])
    has_rules = len(page.edges) <= MOST_RULES
    ruled = tuple(tuple(table.cells) for table in page.find_tables(_settings(page))) if has_rules else ()
    rows = rows_of(words)
    found = _Page(tuple(lines_of(rows)), tuple(rows), ruled, bool(page.images))
    page.close()
    return found


def _settings(page: Page) -> dict[str, object]:
    """Close tables that are open at the sides: rules of equal length one under another have ends."""
    ends: dict[tuple[int, int], list[float]] = {}
    for edge in page.edges:
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > page.width / 4:
            ends.setdefault((round(edge["x0"]), round(edge["x1"])), []).append(edge["top"])
    sides = [_rule(x, min(tops), max(tops)) for xs, tops in ends.items() if max(tops) > min(tops) for x in xs]
    return {"explicit_vertical_lines": sides}


def _rule(x: float, top: float, bottom: float) -> dict[str, object]:
    """A vertical rule as pdfplumber describes one."""
    place = {"x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0, "height": bottom - top}
    return {"object_type": "line", "orientation": "v", **place}


@dataclass(slots=True)
class _Reading:
    """Grids and paragraphs in reading order over all pages."""

    limits: Limits
    grids: list[Grid] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    length: int = 0
    _open: list[Line] = field(default_factory=list)

    def document(self, source: Source, pages: list[_Page]) -> Document:
        tables = [_ruled_tables(page) for page in pages]
        free = [
            [line for line in page.lines if not any(_is_within(line, table.box) for table in found)]
            for page, found in zip(pages, tables, strict=True)
        ]
        kept = without_furniture(free)
        edges = margins(line for lines in kept for line in lines)
        for number, (found, lines) in enumerate(zip(tables, kept, strict=True), start=1):
            self._page(number, found, lines, edges)
        self._close()
        return Document(source.member, "pdf", grids=tuple(self.grids), paragraphs=tuple(self.paragraphs))

    def _page(self, number: int, tables: list[PageTable], lines: list[Line], edges: tuple[float, float]) -> None:
        count = 0
        for block in _blocks(tables, lines):
            if isinstance(block, PageTable):
                self._close()
                count += 1
                self._table(number, count, block)
                continue
            if begins_paragraph(block, self._open[-1] if self._open else None, edges):
                self._close()
            self._open.append(block)

    def _table(self, page: int, number: int, table: PageTable) -> None:
        check_cells(len(table.rows), len(table.rows[0]), self.limits, f"第 {page} 页的表格")
        self.grids.append(
            Grid(
                name=f"page{page},table{number}",
                rows=table.rows,
                address_form=f"pdf:page{page},table{number},row{{row}},col{{column}}",
                merged=table.merged,
                heading=self.paragraphs[-1].text if self.paragraphs else None,
            )
        )

    def _close(self) -> None:
        """Add the paragraph collected so far."""
        text = joined(self._open)
        self._open = []
        if text.strip():
            kind = ParagraphKind.HEADING if HEADING.fullmatch(text) else ParagraphKind.BODY
            self.paragraphs.append(Paragraph(text, f"第{len(self.paragraphs) + 1}段", self.length, kind))
            self.length += len(text) + 1


def _ruled_tables(page: _Page) -> list[PageTable]:
    return [table for cells in page.ruled if (table := ruled_table(cells, page.rows)) is not None]


def _blocks(tables: list[PageTable], free: list[Line]) -> Iterator[Line | PageTable]:
    """The tables, ruled or not, and the lines outside of them, from the top down."""
    blocks: list[tuple[float, Line | PageTable]] = [(table.box[1], table) for table in tables]
    start = 0
    for first, end in aligned_runs(free):
        blocks.extend((line.top, line) for line in free[start:first])
        table = aligned_table(free[first:end])
        blocks.append((table.box[1], table))
        start = end
    blocks.extend((line.top, line) for line in free[start:])
    return (block for _, block in sorted(blocks, key=lambda pair: pair[0]))


def _is_within(line: Line, box: Box) -> bool:
    middle = (line.top + line.bottom) / 2
    return box[1] <= middle <= box[3] and line.left >= box[0] - line.size and line.right <= box[2] + line.size
