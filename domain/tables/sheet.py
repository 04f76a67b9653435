"""A grid made ready for reading: the kind of every cell, merged ranges, clean texts. Rows and columns count from 0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite

from domain.document import CellRange, CellValue, Grid, column_letters
from domain.tables.cell_number import (
    BLANK,
    CODE,
    NOT_FINITE,
    TEXT,
    CellContent,
    CellKind,
    WrittenNumber,
    read_cell_text,
)

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_LETTERS = re.compile(r"[A-Za-z]")
_HAN = re.compile(f"[{_CJK}]")
_GAP = re.compile(
    rf"(?<=[{_CJK}、，：；（）()%‰/.·])\s+(?=[{_CJK}\d（(])|(?<=\d)\s+(?=[{_CJK}（(])|(?<=[{_CJK}])\s+(?=[)）、，：])"
)
_DATE_KIND = int(CellKind.DATE)
_NUMBER_KIND = int(CellKind.NUMBER)
_ABSENT_KIND = int(CellKind.ABSENT)
_TEXT_KIND = int(CellKind.TEXT)


class SheetView:
    """One grid with what every later step asks for, computed once: O(cells)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._contents: dict[str, CellContent] = {}
        self._around: dict[int, tuple[str, str] | None] = {}
        kind_of = self._kind
        kinds = [
            bytearray(
                [0 if v is None else _NUMBER_KIND if type(v) is float and isfinite(v) else kind_of(v) for v in row]
            )
            for row in grid.rows
        ]
        marked = [*grid.errors, *grid.formulas_without_value]  # they hold no value, but somebody wrote there
        height = max((row + 1 for row, of_row in enumerate(kinds) if any(of_row)), default=0)
        self.height = max(height, *(row for row, _ in marked), 0) if marked else height
        width = max((len(of_row.rstrip(b"\x00")) for of_row in kinds), default=0)
        self.width = max(width, *(column for _, column in marked), 0) if marked else width
        self.kinds = [of_row[: self.width].ljust(self.width, b"\x00") for of_row in kinds[: self.height]]
        self.kinds += [bytearray(self.width) for _ in range(self.height - len(self.kinds))]
        for row, column in marked:
            if self.kinds[row - 1][column - 1] in (0, _TEXT_KIND):
                self.kinds[row - 1][column - 1] = _ABSENT_KIND
        self.merge_at = _merges(grid.merged, self.height, self.width)

    def _kind(self, value: CellValue) -> int:
        if value is None or value == "":
            return 0
        if isinstance(value, str):
            content = self._contents.get(value)
            if content is None:
                content = self._contents[value] = read_cell_text(value)
            return content.kind
        if isinstance(value, bool):
            return _TEXT_KIND
        if isinstance(value, int | float):
            return _NUMBER_KIND if isfinite(value) else _ABSENT_KIND
        return _DATE_KIND

    def value(self, row: int, column: int) -> CellValue:
        """The untouched value, counting from 0."""
        try:
            return self.grid.rows[row][column]
        except IndexError:  # rows may be ragged
            return None

    def content(self, row: int, column: int) -> CellContent:
        """What the cell says."""
        value = self.value(row, column)
        if isinstance(value, str):
            return self._contents[value] if value else BLANK
        if value is None:
            return BLANK
        if isinstance(value, bool):
            return TEXT
        if isinstance(value, int | float):
            return CellContent(CellKind.NUMBER, (WrittenNumber(float(value)),)) if isfinite(value) else NOT_FINITE
        return CODE

    def number(self, row: int, column: int) -> float:
        """The first number of a cell whose kind says that it holds one."""
        value = self.grid.rows[row][column]
        return self._contents[value].numbers[0].value if isinstance(value, str) else float(value)  # type: ignore[arg-type]  # its kind says it is a number

    def raw(self, row: int, column: int) -> str:
        """The cell as text: untouched for texts, without a trailing .0 for numbers."""
        return raw_text(self.value(row, column))

    def text(self, row: int, column: int) -> str:
        """The clean text of the cell, through a merged range to its first cell."""
        own = self.own_text(row, column)
        if own or (merge := self.merge_at.get((row, column))) is None:
            return own
        return self.own_text(merge.top, merge.left)

    def header_text(self, row: int, column: int) -> str:
        """The clean text of a header or period cell; a date on the first of a month stands for the month."""
        merge = self.merge_at.get((row, column))
        value = self.value(row, column) if merge is None else self.value(merge.top, merge.left)
        if isinstance(value, str) and merge is None:
            return clean(value)
        if isinstance(value, date) and value.day == 1:
            return f"{value.year}年{value.month}月"
        return self.text(row, column)

    def own_text(self, row: int, column: int) -> str:
        """The clean text that stands in this very cell."""
        value = self.value(row, column)
        return clean(value) if isinstance(value, str) else raw_text(value)

    def around_row(self, column: int) -> tuple[str, str] | None:
        """What stands before and after the row number in the addresses of a column; None where no form fits."""
        if column not in self._around:
            self._around[column] = _address_parts(self.grid, column + 1)
        return self._around[column]

    def address(self, row: int, column: int) -> str:
        """The promised address of a cell, counting from 0."""
        around = self.around_row(column)
        return self.grid.address(row + 1, column + 1) if around is None else f"{around[0]}{row + 1}{around[1]}"

    def count(self, row: int, left: int, right: int) -> int:
        """How many cells of a row hold something, within bounds (inclusive)."""
        return right + 1 - left - self.kinds[row].count(0, left, right + 1)

    def filled(self, row: int, left: int, right: int) -> list[int]:
        """The columns of a row that hold something, within bounds (inclusive)."""
        kinds = self.kinds[row]
        return [column for column in range(left, right + 1) if kinds[column]]


def _address_parts(grid: Grid, column: int) -> tuple[str, str] | None:
    if grid.addresses:
        return None
    marked = grid.address_form.format(cell=f"{column_letters(column)}\0", row="\0", column=column)
    before, mark, after = marked.partition("\0")
    return (before, after) if mark and "\0" not in after else None


def _merges(merged: Iterable[CellRange], height: int, width: int) -> dict[tuple[int, int], CellRange]:
    """Map each covered cell (from 0) to its range (from 0, cut to the used area)."""
    covered: dict[tuple[int, int], CellRange] = {}
    for merge in merged:
        area = CellRange(merge.top - 1, merge.left - 1, min(merge.bottom, height) - 1, min(merge.right, width) - 1)
        if (area.top, area.left) in covered:
            continue  # ranges never overlap in a sound file
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                covered[row, column] = area
    return covered


def raw_text(value: CellValue) -> str:
    """Write a value as a person would see it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and -1e15 < value < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Drop line ends, outer blanks and the blanks inside Chinese words; keep the Chinese half of a bilingual label."""
    if len(text.split()) < 2 and text == text.strip():
        return text
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    if len(lines) > 1 and _HAN.search(text):
        lines = [line for line in lines if _HAN.search(line) or not _LETTERS.search(line)]
    plain = " ".join(line for line in lines if line).replace("\u3000", " ").replace("\xa0", " ").strip()
    return _GAP.sub("", _GAP.sub("", " ".join(plain.split())))


def indent(text: str) -> int:
    """The indentation of a label in half-width columns: a full-width blank counts two."""
    width = 0
    for character in text:
        if character == "\u3000":
            width += 2
        elif character in " \xa0\t":
            width += 1
        else:
            break
    return width


@lru_cache(maxsize=8192)
def is_foreign(text: str) -> bool:
    """Whether a text is written in Latin letters only: the other half of a bilingual table."""
    return bool(_LETTERS.search(text)) and not _HAN.search(text)
