"""The source as it looks: the sheet around a cell, the paragraph around a span, the page of a PDF, with the mark.

Everything here is text of a submission: whoever shows it must escape it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from domain.document import CellRange, CellValue, Document, Grid, Paragraph, Position, column_letters
from domain.errors import NotFound, SubmissionError
from domain.tables.sheet import raw_text
from intake.archive import Archive
from intake.read import read_bytes

_TOP_ROWS = 7
_ROWS_AROUND = 7
_SHORT_SHEET = 36
_WIDEST = 40
_PARAGRAPHS_AROUND = 2
_PDF_SCALE = 1.4
_SPAN = re.compile(r"\[(\d+):(\d+)\]$")
_PDF_PAGE = re.compile(r"^pdf:page(\d+)")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell as shown; `mark` is '' or at_issue (the number itself) or beside (a number it is compared with)."""

    text: str
    row_span: int = 1
    column_span: int = 1
    mark: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as shown; `is_after_gap` says that rows before it are left out."""

    number: int
    cells: tuple[SheetCell, ...]
    is_after_gap: bool = False


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """The part of a sheet that shows a cell with its headers."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in pieces: (text, is marked)."""

    address: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SourcePicture:
    """What to show of a file: a sheet, or passages, perhaps the page of a PDF; `note` says what could not be shown."""

    sheet: SheetPicture | None = None
    passages: tuple[Passage, ...] = ()
    page: int | None = None
    note: str = ""


def archived_bytes(home: Path, content_sha256: str) -> bytes:
    """Return the original bytes of a submission. Raises NotFound when the archive does not hold them."""
    try:
        return Archive.at_home(home).bytes_of(content_sha256)
    except FileNotFoundError as error:
        raise NotFound("存档里没有这份文件的原件，请检查数据目录或从备份恢复。") from error


def picture_source(data: bytes, file_name: str, member: str, address: str, beside: Iterable[str] = ()) -> SourcePicture:
    """Picture the place of a number in its file; `beside` are addresses in the same member to mark more lightly."""
    if not address:
        return SourcePicture(note="这个问题涉及整个文件。")
    try:
        documents = read_bytes(data, file_name).documents
    except SubmissionError as error:
        return SourcePicture(note=error.message)
    document = next((one for one in documents if one.member == member), None)
    if document is None:
        return SourcePicture(note="原件里找不到这个成员文件。")
    page = _PDF_PAGE.match(address)
    picture = _picture(document, address, tuple(beside))
    return SourcePicture(picture.sheet, picture.passages, int(page[1]) if page and not member else None, picture.note)


def page_image(data: bytes, page: int) -> bytes:
    """Return one page of a PDF as a PNG. Raises NotFound when there is no such page."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise NotFound("这份文件不是可以显示的 PDF。") from error
    try:
        if not 1 <= page <= len(document):
            raise NotFound(f"这份 PDF 没有第 {page} 页。")
        image = document[page - 1].render(scale=_PDF_SCALE).to_pil()
    finally:
        document.close()
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _picture(document: Document, address: str, beside: Sequence[str]) -> SourcePicture:
    for grid in document.grids:
        if (position := place_in(grid, address)) is not None:
            others = {place for one in beside if (place := place_in(grid, one)) is not None} - {position}
            return SourcePicture(sheet=_sheet(grid, position, others))
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.address == _SPAN.sub("", address):
            return SourcePicture(passages=_passages(document.paragraphs, index, address, beside))
    return SourcePicture(note=f"原件里找不到位置 {address}。")


# Sheets


def place_in(grid: Grid, address: str) -> Position | None:
    """Return the 1-based position that an address names in this grid; None when it names none."""
    base = address.partition("#")[0] if "!" in address or "#" in address else address
    for position, known in grid.addresses.items():
        if known == base:
            return position
    form = re.escape(grid.address_form)
    form = form.replace(r"\{cell\}", r"(?P<letters>[A-Z]+)(?P<at>\d+)")
    form = form.replace(r"\{row\}", r"(?P<row>\d+)").replace(r"\{column\}", r"(?P<column>\d+)")
    match = re.fullmatch(form, base)
    if match is None:
        return None
    found = match.groupdict()
    if "letters" in found:
        return int(found["at"]), _column_number(found["letters"])
    return int(found["row"]), int(found["column"])


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheet(grid: Grid, position: Position, others: set[Position]) -> SheetPicture:
    columns = _visible_columns(grid, position[1])
    segments = _visible_rows(len(grid.rows), position[0])
    rows: list[SheetRow] = []
    for segment in segments:
        for number in segment:
            cells = tuple(_cells(grid, number, segment, columns, (position, others)))
            rows.append(SheetRow(number, cells, is_after_gap=bool(rows) and number == segment.start))
    return SheetPicture(grid.name, tuple(column_letters(c) for c in columns), tuple(rows), len(grid.rows))


def _visible_rows(count: int, marked: int) -> list[range]:
    """All rows of a short sheet; else the top ones, which hold the headers, and those around the mark."""
    if count <= _SHORT_SHEET:
        return [range(1, count + 1)]
    start, stop = max(1, marked - _ROWS_AROUND), min(count, marked + _ROWS_AROUND) + 1
    if start <= _TOP_ROWS + 1:
        return [range(1, stop)]
    return [range(1, _TOP_ROWS + 1), range(start, stop)]


def _visible_columns(grid: Grid, marked: int) -> range:
    """Every column with something in it, up to a screen's worth that holds the mark."""
    widest = max((_last_filled(row) for row in grid.rows), default=1)
    last = max(widest, marked)
    first = 1 if last <= _WIDEST else max(1, min(marked - _WIDEST // 2, last - _WIDEST + 1))
    return range(first, min(last, first + _WIDEST - 1) + 1)


def _last_filled(row: Sequence[CellValue]) -> int:
    return next((i for i in range(len(row), 0, -1) if row[i - 1] not in (None, "")), 0)


def _cells(
    grid: Grid, row: int, rows: range, columns: range, marks: tuple[Position, set[Position]]
) -> Iterable[SheetCell]:
    for column in columns:
        merged = next((area for area in grid.merged if (row, column) in area), None)
        if merged is None:
            yield _cell(grid, (row, column), marks, (1, 1))
        elif row == max(merged.top, rows.start) and column == max(merged.left, columns.start):
            yield _cell(grid, (merged.top, merged.left), marks, _span(merged, row, column, rows, columns))


def _span(merged: CellRange, row: int, column: int, rows: range, columns: range) -> tuple[int, int]:
    return min(merged.bottom, rows.stop - 1) - row + 1, min(merged.right, columns.stop - 1) - column + 1


def _cell(grid: Grid, position: Position, marks: tuple[Position, set[Position]], span: tuple[int, int]) -> SheetCell:
    at_issue, beside = marks
    value = grid.value(*position)
    text = grid.errors.get(position) or _shown(value, grid.number_formats.get(position, ""))
    mark = "at_issue" if position == at_issue else "beside" if position in beside else ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return SheetCell(text, span[0], span[1], mark, is_number)


def _shown(value: CellValue, number_format: str) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool) and "%" in number_format:
        return f"{value * 100:.10g}%"
    return raw_text(value)


# Prose


def _passages(paragraphs: Sequence[Paragraph], index: int, address: str, beside: Sequence[str]) -> tuple[Passage, ...]:
    start, stop = max(0, index - _PARAGRAPHS_AROUND), index + _PARAGRAPHS_AROUND + 1
    return tuple(
        Passage(one.address, _pieces(one.text, _spans(one.address, (address, *beside))))
        for one in paragraphs[start:stop]
    )


def _spans(paragraph: str, addresses: Iterable[str]) -> list[tuple[int, int]]:
    """The spans of a paragraph that are marked, in order, none inside another."""
    spans: list[tuple[int, int]] = []
    for address in addresses:
        match = _SPAN.search(address)
        if match and _SPAN.sub("", address) == paragraph:
            spans.append((int(match[1]), int(match[2])))
    spans.sort()
    return [span for i, span in enumerate(spans) if i == 0 or span[0] >= spans[i - 1][1]]


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return tuple(piece for piece in pieces if piece[0])


def check_readable(data: bytes, file_name: str) -> None:
    """Raise a SubmissionError, with a sentence for the sender, for a file that cannot be read as a whole."""
    read_bytes(data, file_name)
