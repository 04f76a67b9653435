"""The pass over BIFF records for what calamine loses in .xls: formats, error cells, hidden rows, merged ranges.

Record numbers and layouts follow Microsoft's [MS-XLS]; workbooks of Excel 5/95 share all records used here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.document import CellRange
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.workbook import Marks, format_code

FORMULA, EOF, FILEPASS, CODEPAGE, COLINFO, BOUNDSHEET = 0x06, 0x0A, 0x2F, 0x42, 0x7D, 0x85
MULRK, MULBLANK, XF, MERGEDCELLS, LABELSST, RSTRING = 0xBD, 0xBE, 0xE0, 0xE5, 0xFD, 0xD6
DIMENSIONS = 0x200
NUMBER, LABEL, BOOLERR, ROW, RK, FORMAT, BOF, NOTE = 0x203, 0x204, 0x205, 0x208, 0x27E, 0x41E, 0x809, 0x1C
TEXTS = {LABELSST, LABEL, RSTRING}
BIFF8 = 0x0600
LAST_ROW, LAST_COLUMN = 65_536, 256
HIDDEN_ROW_FLAG = 0x20
ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

Record = tuple[int, bytes]


@dataclass(slots=True)
class Workbook:
    """What the records of a workbook tell beside its values; `sheets` in the order of the tabs."""

    is_encrypted: bool = False
    comment_count: int = 0
    sheets: list[Marks] = field(default_factory=list)


@dataclass(slots=True)
class _Globals:
    starts: list[int] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    version: int = BIFF8
    encoding: str = "gb18030"
    is_encrypted: bool = False

    def number_format(self, style: int) -> str | None:
        """The format of a cell style; None for General."""
        return format_code(self.styles[style], self.formats) if style < len(self.styles) else None


def scan(stream: bytes) -> Workbook:
    """Collect the marks of every sheet; raises UnreadableSubmission for records that break off."""
    try:
        common = _read_globals(stream)
        workbook = Workbook(is_encrypted=common.is_encrypted)
        if not common.is_encrypted:
            for start in common.starts:
                marks = Marks()
                workbook.sheets.append(marks)
                workbook.comment_count += _read_sheet(_records(stream, start), common, marks)
    except (struct.error, IndexError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
    return workbook


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """The records of one substream, without those of charts inside it."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        position += 4
        if kind == BOF:
            depth += 1
        if depth <= 1:
            yield kind, stream[position : position + size]
        if kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        position += size
    raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)


def _read_globals(stream: bytes) -> _Globals:
    common = _Globals()
    for kind, data in _records(stream, 0):
        match kind:
            case 0x809:
                common.version = struct.unpack_from("<H", data)[0]
            case 0x2F:
                common.is_encrypted = True
                break
            case 0x42:
                common.encoding = _encoding(struct.unpack_from("<H", data)[0])
            case 0x85:
                common.starts.append(struct.unpack_from("<I", data)[0])
            case 0xE0:
                common.styles.append(struct.unpack_from("<H", data, 2)[0])
            case 0xFC:
                _check(is_possible=struct.unpack_from("<I", data, 4)[0] <= len(stream))  # shared texts
            case 0x41E:
                common.formats[struct.unpack_from("<H", data)[0]] = _format_text(data, common)
    return common


def _encoding(codepage: int) -> str:
    return {936: "gb18030", 950: "big5hkscs", 1200: "utf-16-le", 65001: "utf-8"}.get(codepage, "latin-1")


def _format_text(data: bytes, common: _Globals) -> str:
    if common.version < BIFF8:
        return data[3 : 3 + data[2]].decode(common.encoding, "replace")
    length, flags = struct.unpack_from("<HB", data, 2)
    if flags & 1:
        return data[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return data[5 : 5 + length].decode("latin-1")


def _read_sheet(records: Iterator[Record], common: _Globals, marks: Marks) -> int:
    """Collect the marks of one sheet and count its comments."""
    comments = 0
    for kind, data in records:
        if kind in {NUMBER, RK, FORMULA}:
            _number(kind, data, common, marks)
        elif kind in TEXTS:
            row, column = struct.unpack_from("<HH", data)
            _cover(marks, row + 1, column + 1)
        elif kind == MULRK:
            _numbers(data, common, marks)
        elif kind == BOOLERR:
            _error(data, marks)
        elif kind == ROW:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & HIDDEN_ROW_FLAG:
                marks.hidden_rows.add(row + 1)
        elif kind == COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1:
                marks.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        elif kind == MERGEDCELLS:
            marks.merged.extend(_merges(data))
        elif kind == DIMENSIONS:
            _check_dimensions(data, common)
        elif kind == NOTE:
            comments += 1
    return comments


def _check(*, is_possible: bool) -> None:
    """Refuse a count that cannot be true; calamine would make room for it and end the process."""
    if not is_possible:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)


def _check_dimensions(data: bytes, common: _Globals) -> None:
    top, bottom, left, right = struct.unpack_from("<IIHH" if common.version >= BIFF8 else "<HHHH", data)
    _check(is_possible=top <= bottom <= LAST_ROW and left <= right <= LAST_COLUMN)


def _cover(marks: Marks, row: int, column: int) -> None:
    """Widen the area with content; some programs write their rows in any order."""
    _check(is_possible=row <= LAST_ROW and column <= LAST_COLUMN)
    marks.cover(row, column)


def _number(kind: int, data: bytes, common: _Globals, marks: Marks) -> None:
    row, column, style = struct.unpack_from("<HHH", data)
    position = (row + 1, column + 1)
    _cover(marks, *position)
    if kind == FORMULA and data[12:14] == b"\xff\xff":
        if data[6] == 2:  # the cached result is an error
            marks.errors[position] = ERROR_TEXTS.get(data[8], "#N/A")
        return
    code = common.number_format(style)
    if code is not None:
        marks.number_formats[position] = code


def _numbers(data: bytes, common: _Globals, marks: Marks) -> None:
    """Several numbers of one row: row, first column, then (style, number) pairs, last column."""
    row, first = struct.unpack_from("<HH", data)
    count = (len(data) - 6) // 6
    _cover(marks, row + 1, first + count)
    for index in range(count):
        code = common.number_format(struct.unpack_from("<H", data, 4 + 6 * index)[0])
        if code is not None:
            marks.number_formats[row + 1, first + index + 1] = code


def _error(data: bytes, marks: Marks) -> None:
    row, column, code, is_error = struct.unpack_from("<HH2xBB", data)
    _cover(marks, row + 1, column + 1)
    if is_error:
        marks.errors[row + 1, column + 1] = ERROR_TEXTS.get(code, "#N/A")


def _merges(data: bytes) -> Iterator[CellRange]:
    for index in range(struct.unpack_from("<H", data)[0]):
        top, bottom, left, right = struct.unpack_from("<HHHH", data, 2 + 8 * index)
        yield CellRange(top + 1, left + 1, bottom + 1, right + 1)
