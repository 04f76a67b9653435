"""The answer to a query as CSV or Excel. Text from submissions never becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write an answer as CSV; a text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([_harmless(value) for value in row] for row in rows)


def write_excel(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write an answer as a workbook: numbers as numbers, everything else as text."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("查询结果")
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, list(columns), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                elif value is not None:
                    sheet.write_string(number, column, str(value))
        sheet.freeze_panes(1, 0)


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
