"""csv and tab-separated text: one Grid of texts, rows counted as a spreadsheet would count them."""

from __future__ import annotations

import csv
import io

from domain.document import Document, Grid
from domain.errors import LimitExceeded, UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.source import Source

SNIFFED = 100_000
DELIMITERS = ",;|"
LONGEST_CELL_LINES = 30
"""A quoted cell of more lines is taken for an unbalanced quote, which would swallow the rows after it."""


def read(source: Source, decoded: DecodedText, *, delimiter: str | None = None) -> Document:
    """Read delimited text; `delimiter` None means the one that splits the most lines evenly.

    Cells are the texts as written, blank ones None; rows keep their own length.
    """
    chosen = delimiter or best_delimiter(decoded.text)
    records, notes = _records(decoded.text, chosen)
    cells = sum(map(len, records))
    if cells > source.limits.cells:
        raise LimitExceeded(
            f"文件有 {cells} 个单元格，超出可读取的上限（{source.limits.cells} 个）。请拆分后重新报送。"
        )
    rows = tuple(tuple(field if field.strip() else None for field in record) for record in records)
    if not any(value is not None for row in rows for value in row):
        raise UnreadableSubmission(refusals.BLANK)
    grid = Grid(name=source.file_name, rows=rows, address_form="{cell}")
    kind = "tsv" if chosen == "\t" else "csv"
    return Document(source.member, kind, grids=(grid,), encoding=decoded.encoding, notes=notes)


def best_delimiter(text: str) -> str:
    """The delimiter that occurs on most lines; a comma if none does."""
    lines = text[:SNIFFED].splitlines()
    return max(DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), mark == ","))


def _records(text: str, delimiter: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """Split into records; where quotes do not balance, once more with quotes taken as plain characters."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        records = []
    if records and all(field.count("\n") <= LONGEST_CELL_LINES for record in records for field in record):
        return records, ()
    plain = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        return list(plain), ("引号不成对，已按普通字符读取。",)
    except csv.Error as error:
        raise UnreadableSubmission(refusals.LONG_CELL) from error
