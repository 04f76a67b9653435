"""csv and tab-separated text: one Grid of texts, rows counted as a spreadsheet would count them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from domain.document import CellValue, Document, Grid
from domain.errors import LimitExceeded, UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.source import Limits, Source

SNIFFED = 100_000
DELIMITERS = ",;|"
LONGEST_CELL_LINES = 30
"""A quoted cell of more lines is taken for an unbalanced quote, which would swallow the rows after it."""

Rows = tuple[tuple[CellValue, ...], ...]


def read(source: Source, decoded: DecodedText, *, delimiter: str | None = None) -> Document:
    """Read delimited text; `delimiter` None means the one that splits the most lines evenly.

    Cells are the texts as written, blank ones None; rows keep their own length.
    """
    chosen = delimiter or best_delimiter(decoded.text)
    rows, notes = _read_rows(decoded.text, chosen, source.limits)
    if not any(value is not None for row in rows for value in row):
        raise UnreadableSubmission(refusals.BLANK)
    grid = Grid(name=source.file_name, rows=rows, address_form="{cell}")
    kind = "tsv" if chosen == "\t" else "csv"
    return Document(source.member, kind, grids=(grid,), encoding=decoded.encoding, notes=notes)


def best_delimiter(text: str) -> str:
    """The delimiter that occurs on most lines; a comma if none does."""
    lines = text[:SNIFFED].splitlines()
    return max(DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), mark == ","))


def _read_rows(text: str, delimiter: str, limits: Limits) -> tuple[Rows, tuple[str, ...]]:
    """Split into rows; where quotes do not balance, once more with quotes taken as plain characters."""
    try:
        rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), limits)
    except csv.Error:
        rows = ()
    if rows and all(value is None or str(value).count("\n") <= LONGEST_CELL_LINES for row in rows for value in row):
        return rows, ()
    plain = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        return _rows(plain, limits), ("引号不成对，已按普通字符读取。",)
    except csv.Error as error:
        raise UnreadableSubmission(refusals.LONG_CELL) from error


def _rows(records: Iterable[list[str]], limits: Limits) -> Rows:
    rows, cells = [], 0
    for record in records:
        cells += len(record)
        if cells > limits.cells:
            raise LimitExceeded(f"文件的单元格超出可读取的上限（{limits.cells} 个）。请拆分后重新报送。")
        rows.append(tuple([field if field.strip() else None for field in record]))
    return tuple(rows)
