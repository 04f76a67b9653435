"""Property: whatever stands in a cell, in whichever format it is sent, is read back at its own address."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.document import Grid, column_letters
from intake.read import read_bytes
from tests.submitted_files import docx, ods, ods_cell, p, prefixed, tbl, tc, xlsx

TEXT = st.text("塔城地区培训班场次人万0123456789.,，%-（）() 　", min_size=1, max_size=12).filter(str.strip)
NUMBER = st.one_of(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9).map(lambda whole: whole / 10_000))
POSITION = st.tuples(st.integers(1, 40), st.integers(1, 40))
CELLS = st.dictionaries(POSITION, st.one_of(TEXT, NUMBER), min_size=1, max_size=25)
Cells = Mapping[tuple[int, int], str | float]

within = settings(deadline=None, max_examples=60, derandomize=True)


def grid_of(data: bytes, name: str) -> Grid:
    (document,) = read_bytes(data, name).documents
    return document.grids[0]


def as_xlsx(cells: Cells) -> bytes:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        worksheet = workbook.add_worksheet("R&D <1>")
        for (row, column), value in cells.items():
            if isinstance(value, str):
                worksheet.write_string(row - 1, column - 1, value)
            else:
                worksheet.write_number(row - 1, column - 1, value)

    return xlsx(fill)


def as_xls(cells: Cells) -> bytes:
    workbook = xlwt.Workbook()
    worksheet = workbook.add_sheet("R&D")
    for (row, column), value in cells.items():
        worksheet.write(row - 1, column - 1, value)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def full_rows(cells: Cells) -> list[list[str | float | None]]:
    height, width = max(row for row, _ in cells), max(column for _, column in cells)
    return [[cells.get((row, column)) for column in range(1, width + 1)] for row in range(1, height + 1)]


def check(grid: Grid, cells: Cells, prefix: str) -> None:
    assert {position: grid.value(*position) for position in cells} == cells
    row, column = max(cells)
    assert grid.address(row, column) == f"{prefix}{column_letters(column)}{row}"
    found = sum(value is not None for values in grid.rows for value in values)
    assert found == len(cells)


@within
@given(CELLS)
def test_workbooks_give_back_every_cell(cells: Cells) -> None:
    check(grid_of(as_xlsx(cells), "月报.xlsx"), cells, "R&D <1>!")
    check(grid_of(as_xls(cells), "月报.xls"), cells, "R&D!")


@within
@given(CELLS)
def test_prefixed_workbooks_give_back_every_cell(cells: Cells) -> None:
    check(grid_of(prefixed(as_xlsx(cells)), "月报.xlsx"), cells, "R&D <1>!")


@within
@given(CELLS)
def test_ods_gives_back_every_cell(cells: Cells) -> None:
    whole = {position: value if isinstance(value, (str, int)) else int(value) for position, value in cells.items()}
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in full_rows(whole))
    read = grid_of(ods(f'<table:table table:name="汇总">{rows}</table:table>'), "月报.ods")
    # White space in a paragraph of this format counts only where the file says so.
    assert {key: str(value).strip() for key in whole if (value := read.value(*key)) is not None} == {
        key: str(float(value) if isinstance(value, int) else value).strip() for key, value in whole.items()
    }


@within
@given(CELLS)
def test_csv_gives_back_every_cell_as_text(cells: Cells) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(full_rows(cells))
    written = {position: str(value) for position, value in cells.items()}
    check(grid_of(text.getvalue().encode("gb18030"), "月报.csv"), written, "")


@within
@given(CELLS)
def test_word_tables_give_back_every_cell_as_text(cells: Cells) -> None:
    rows = ["".join(tc("" if value is None else str(value)) for value in row) for row in full_rows(cells)]
    grid = grid_of(docx(p("表一") + tbl(*rows)), "总结.docx")
    assert {position: grid.value(*position) for position in cells} == {key: str(value) for key, value in cells.items()}
    row, column = max(cells)
    assert grid.address(row, column) == f"docx:table1,row{row},col{column}"
