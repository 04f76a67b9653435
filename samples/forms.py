"""Workbooks as an office fills them in: the official form and the county table with stacked headers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from reports.packing import repack

SYNTHETIC_NOTE = "（示例数据，虚构）"
CREATED = datetime(2022, 12, 1, tzinfo=UTC).replace(tzinfo=None)  # xlsxwriter writes a naive time as UTC
SONG, HEI, KAI = "宋体", "黑体", "楷体"

Book = Any  # xlsxwriter carries no types
Sheet = Any
Format = Any


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of a form: catalogue code, wording, unit, and the cells of the value columns."""

    code: str
    name: str
    unit: str
    cells: tuple[int | str, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One table of a form: 活动 (flows) or 阵地 (stocks)."""

    name: str
    subject: str
    number: str
    columns: tuple[str, ...]
    rows: tuple[FormRow, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """A monthly form as one body fills it in."""

    reporter: str
    year: int
    month: int
    filled_on: str
    sheets: tuple[FormSheet, ...]
    is_synthetic: bool

    @property
    def period(self) -> str:
        """The month as the form prints it."""
        return f"{self.year}年{self.month}月"


@dataclass(frozen=True, slots=True)
class Column:
    """One value column of a county table, with its header from top to bottom."""

    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountyTable:
    """Places down, indicators across. The first of `rows` is summed by formula where `has_formulas`."""

    reporter: str
    subject: str
    period: str
    filled_on: str
    place_header: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[int | str, ...]], ...]
    is_synthetic: bool
    has_formulas: bool = False


def write_form(form: OfficialForm) -> bytes:
    """Return the workbook of an official form: title, header block, table, foot."""
    buffer, book = _new_book()
    for sheet in form.sheets:
        _write_form_sheet(book, book.add_worksheet(sheet.name), form, sheet)
    book.close()
    return repack(buffer.getvalue())


def write_county_table(table: CountyTable) -> bytes:
    """Return the workbook of a county table with merged header rows."""
    buffer, book = _new_book()
    sheet = book.add_worksheet("分县市统计")
    _write_county_head(book, sheet, table)
    _write_stacked_headers(book, sheet, table)
    _write_county_rows(book, sheet, table)
    _set_page(sheet, landscape=True)
    book.close()
    return repack(buffer.getvalue())


def _new_book() -> tuple[io.BytesIO, Book]:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, "author": "", "title": ""})
    return buffer, book


def _set_page(sheet: Sheet, *, landscape: bool = False) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _text(book: Book, **more: object) -> Format:
    return book.add_format({"font_name": SONG, "font_size": 11, "valign": "vcenter", **more})


def _boxed(book: Book, **more: object) -> Format:
    return _text(book, border=1, **more)


def _write_form_sheet(book: Book, sheet: Sheet, form: OfficialForm, content: FormSheet) -> None:
    last = 3 + len(content.columns)
    _set_form_widths(sheet, content)
    _write_form_head(book, sheet, form, content, last)
    _write_form_header_rows(book, sheet, content)
    for index, row in enumerate(content.rows, start=1):
        _write_form_row(book, sheet, 7 + index, index, row)
    _write_form_foot(book, sheet, form, content, last)
    _set_page(sheet)


def _set_form_widths(sheet: Sheet, content: FormSheet) -> None:
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 28)
    sheet.set_column(3, 3, 10)
    sheet.set_column(4, 3 + len(content.columns), 16)


def _write_form_head(book: Book, sheet: Sheet, form: OfficialForm, content: FormSheet, last: int) -> None:
    title = _text(book, font_name=HEI, font_size=18, bold=True, align="center")
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, f"{form.period}{content.subject}", title)
    if form.is_synthetic:
        note = _text(book, font_name=KAI, font_color="#C00000", align="center")
        sheet.merge_range(1, 0, 1, last, SYNTHETIC_NOTE, note)
    right = _text(book, font_size=10)
    for row, line in enumerate((f"表　　号：{content.number}", "制定机关：自治区科协", "有效期至：2023年6月"), start=2):
        sheet.write(row, last - 1, line, right)
    head = _text(book)
    sheet.write(5, 0, f"填报单位：{form.reporter}（盖章）", head)
    sheet.write(5, 2, f"报告期：{form.period}", head)
    sheet.write(5, last - 1, "计量单位：见表", head)


def _write_form_header_rows(book: Book, sheet: Sheet, content: FormSheet) -> None:
    header = _boxed(book, bold=True, align="center", bg_color="#F2F2F2", text_wrap=True)
    numbers = _boxed(book, align="center", font_size=10)
    sheet.set_row(6, 24)
    for column, label in enumerate(("序号", "指标名称", "代码", "计量单位", *content.columns)):
        sheet.write(6, column, label, header)
    column_numbers = [str(number) for number in range(1, len(content.columns) + 1)]
    for column, label in enumerate(("甲", "乙", "丙", "丁", *column_numbers)):
        sheet.write(7, column, label, numbers)


def _write_form_row(book: Book, sheet: Sheet, row_index: int, serial: int, row: FormRow) -> None:
    centre, left = _boxed(book, align="center"), _boxed(book, text_wrap=True)
    value = _boxed(book, align="right", num_format="0")
    indent = "　　" if row.is_part else ""
    sheet.set_row(row_index, 20)
    sheet.write_number(row_index, 0, serial, centre)
    sheet.write_string(row_index, 1, indent + row.name, left)
    sheet.write_string(row_index, 2, row.code, _boxed(book, font_size=9))
    sheet.write_string(row_index, 3, row.unit, centre)
    for column, cell in enumerate(row.cells, start=4):
        sheet.write(row_index, column, cell, value)


def _write_form_foot(book: Book, sheet: Sheet, form: OfficialForm, content: FormSheet, last: int) -> None:
    foot = _text(book, font_size=10)
    row = 9 + len(content.rows)
    sheet.write(row, 0, "单位负责人：×××", foot)
    sheet.write(row, 2, "统计负责人：×××　　填表人：×××", foot)
    sheet.write(row + 1, 0, "联系电话：××××-×××××××", foot)
    sheet.write(row + 1, 2, f"报出日期：{form.filled_on}", foot)
    if content.remark:
        sheet.merge_range(row + 2, 0, row + 2, last, content.remark, _text(book, font_size=10, text_wrap=True))


def _write_county_head(book: Book, sheet: Sheet, table: CountyTable) -> None:
    last = len(table.columns)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, last, 12)
    sheet.set_row(0, 34)
    title = _text(book, font_name=HEI, font_size=18, bold=True, align="center")
    sheet.merge_range(0, 0, 0, last, f"{table.period}{table.subject}", title)
    if table.is_synthetic:
        note = _text(book, font_name=KAI, font_color="#C00000", align="center")
        sheet.merge_range(1, 0, 1, last, SYNTHETIC_NOTE, note)
    head = _text(book)
    sheet.write(2, 0, f"填报单位：{table.reporter}（盖章）", head)
    sheet.write(2, max(3, last // 2), f"报告期：{table.period}", head)


def _write_stacked_headers(book: Book, sheet: Sheet, table: CountyTable) -> None:
    header = _boxed(book, bold=True, align="center", bg_color="#F2F2F2", text_wrap=True)
    depth = len(table.columns[0].headers)
    _merge(sheet, (3, 0, 2 + depth, 0), table.place_header, header)
    for level in range(depth):
        for first, last, label in _spans(table.columns, level):
            _merge(sheet, (3 + level, first, 3 + level, last), label, header)
        sheet.set_row(3 + level, 30 if level == depth - 1 else 22)


def _spans(columns: Sequence[Column], level: int) -> list[tuple[int, int, str]]:
    """Runs of columns that share the header path down to a level: first, last (1-based column), label."""
    spans: list[tuple[int, int, str]] = []
    previous: tuple[str, ...] | None = None
    for index, column in enumerate(columns, start=1):
        path = column.headers[: level + 1]
        if path == previous:
            spans[-1] = (spans[-1][0], index, path[-1])
        else:
            spans.append((index, index, path[-1]))
        previous = path
    return spans


def _merge(sheet: Sheet, place: tuple[int, int, int, int], label: str, style: Format) -> None:
    top, left, bottom, right = place
    if (top, left) == (bottom, right):
        sheet.write(top, left, label, style)
    else:
        sheet.merge_range(top, left, bottom, right, label, style)


def _write_county_rows(book: Book, sheet: Sheet, table: CountyTable) -> None:
    name, total_name = _boxed(book), _boxed(book, bold=True)
    value, total = _boxed(book, num_format="0"), _boxed(book, bold=True, num_format="0")
    first = 3 + len(table.columns[0].headers)
    last = first + len(table.rows) - 1
    for offset, (place, cells) in enumerate(table.rows):
        is_total = offset == 0 and len(table.rows) > 1
        sheet.set_row(first + offset, 20)
        sheet.write_string(first + offset, 0, place, total_name if is_total else name)
        for column, cell in enumerate(cells, start=1):
            if is_total and table.has_formulas:
                letter = xlsxwriter.utility.xl_col_to_name(column)
                formula = f"=SUM({letter}{first + 2}:{letter}{last + 1})"
                sheet.write_formula(first, column, formula, total, cell)
            else:
                sheet.write(first + offset, column, cell, total if is_total else value)
    foot = _text(book, font_size=10)
    sheet.write(last + 2, 0, f"单位负责人：×××　　统计负责人：×××　　填表人：×××　　报出日期：{table.filled_on}", foot)
