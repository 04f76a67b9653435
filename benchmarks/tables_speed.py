"""Bytes to Statements, CPU side by side: calamine alone, the reader (calamine and the sheet-XML pass), and everything.

Writes synthetic form workbooks in memory (an official form and a county table each) and one long sheet.
Prints a Markdown table. Run: python -m benchmarks.tables_speed
"""

from __future__ import annotations

import gc
import io
import random
import sys
import time
from collections.abc import Callable

import xlsxwriter
from python_calamine import CalamineWorkbook

from domain.record import collector_paused
from domain.tables import extract_tables
from intake.read import read_bytes

WORKBOOKS, REPEATS = 40, 9


def form_workbook(seed: int) -> bytes:
    """Write a synthetic workbook: an official form of 40 indicators and a table of 12 counties by 30 indicators."""
    draw = random.Random(seed)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    form = book.add_worksheet("月报表")
    form.write(0, 0, "2022年11月科普工作统计月报表")
    form.write_row(1, 0, ["填报单位：示例地区科协", "", "", "报告期：2022年11月", "", "计量单位：见表"])
    form.write_row(2, 0, ["序号", "指标名称", "代码", "计量单位", "本月", "本年累计"])
    for number in range(1, 41):
        month = draw.randint(0, 5000)
        form.write_row(2 + number, 0, [number, f"示例指标{number}", f"A.B{number}", "场次", month, month * 7])
    form.write_row(44, 0, ["单位负责人：甲某", "填表人：乙某", "报出日期：2022年12月3日"])
    table = book.add_worksheet("分县")
    table.write(0, 0, "2022年11月分县（市）统计表")
    table.write_row(1, 0, ["县（市）", *(f"示例{number}" for number in range(1, 31))])
    table.write_row(2, 0, ["", *(("（场次）", "（人次）")[number % 2] for number in range(30))])
    for county in range(12):
        table.write_row(3 + county, 0, [f"示例{county}县", *(draw.randint(0, 9999) for _ in range(30))])
    book.close()
    return buffer.getvalue()


def long_workbook(rows: int, columns: int) -> bytes:
    """Write a synthetic sheet of many villages by indicators."""
    draw = random.Random(rows)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    sheet.write_row(0, 0, ["村", *(f"指标{number}（场次）" for number in range(1, columns))])
    for row in range(1, rows + 1):
        sheet.write_row(row, 0, [f"第{row}号村", *(draw.randint(0, 5000) for _ in range(columns - 1))])
    book.close()
    return buffer.getvalue()


def with_calamine(data: bytes) -> int:
    """Read every sheet with calamine alone; returns the number of cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    return sum(map(len, rows))


def to_documents(data: bytes) -> int:
    """Read the bytes into Documents."""
    return len(read_bytes(data, "表.xlsx").documents)


def to_statements(data: bytes) -> int:
    """Read the bytes into Statements; returns their number."""
    return sum(len(extract_tables(document, "S").statements) for document in read_bytes(data, "表.xlsx").documents)


def seconds(work: Callable[[bytes], int], books: list[bytes]) -> float:
    """The CPU time of one run over all workbooks, the collector of cycles paused as in `intake.understand`."""
    gc.collect()
    with collector_paused():
        start = time.process_time()
        for book in books:
            work(book)
        return time.process_time() - start


def row(name: str, books: list[bytes]) -> str:
    """One row of the table: microseconds a cell for the three, and the ratio of everything to the reader.

    The three take turns, so that other work on the machine weighs on all of them; each counts with its least time.
    """
    cells = sum(map(with_calamine, books))
    turns = [[seconds(work, books) for work in (with_calamine, to_documents, to_statements)] for _ in range(REPEATS)]
    calamine, reader, everything = (1e6 * min(times) / cells for times in zip(*turns, strict=True))
    return f"| {name} | {cells} | {calamine:.2f} | {reader:.2f} | {everything:.2f} | {everything / reader:.1f} |"


def main() -> None:
    """Measure and write the table."""
    lines = [
        "| workbooks | cells | calamine | calamine + sheet XML | bytes → Statements | ratio |",
        "|---|---|---|---|---|---|",
        row(f"{WORKBOOKS} forms", [form_workbook(seed) for seed in range(WORKBOOKS)]),
        row("1 sheet of 5,000 × 20", [long_workbook(5000, 20)]),
    ]
    sys.stdout.write("µs of CPU a cell\n\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
