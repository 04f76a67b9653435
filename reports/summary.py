"""Draw the monthly 汇总表 as a workbook that an office prints: one sheet per measure, one column per prefecture."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from reports.packing import repack
from reports.summary_cells import (
    CellState,
    Measure,
    SummaryCell,
    SummaryData,
    SummaryIndicator,
    SummaryReporter,
    SummaryRows,
    summary_data,
)

__all__ = ["SummaryData", "SummaryRows", "summary_data", "write_summary"]

Book = Any  # xlsxwriter carries no types
Sheet = Any
Format = Any

SONG, HEI = "宋体", "黑体"
FIRST_ROW = 5  # 0-based, below title, statement, unit line and two header rows
FIRST_PREFECTURE = 3
MARKS = {
    CellState.NOT_REPORTED: "未报",
    CellState.MISSING: "缺",
    CellState.HELD: "待核",
    CellState.NOT_APPLICABLE: "-",
    CellState.SPLIT: "分列",
    CellState.UNKNOWN: "…",
}
SHORT_NAMES = {
    "昌吉回族自治州": "昌吉州",
    "博尔塔拉蒙古自治州": "博州",
    "巴音郭楞蒙古自治州": "巴州",
    "克孜勒苏柯尔克孜自治州": "克州",
    "伊犁哈萨克自治州": "伊犁州直",
}
LEGEND = (
    "“未报”为该地州市没有可用的报送；“缺”为已报送但没有该项；“待核”为数字存疑、核实前不列入；“-”为无此项；"
    "“分列”为只报了分项、没有合计；“…”为缺上年同期数。",
    "斜体加*的为暂定数，有待报送单位说明；≥为报送单位写作“余”“多”的下限；△为本年累计与上月累计之差，非报送数。",
    "合计只加总有数字的地州市，右列注明家数，不代表全区；不含兵团；伊犁州为州直口径。",
)


def short_name(name: str) -> str:
    """Shorten a prefecture's name to what a column head can hold."""
    return SHORT_NAMES.get(name) or name.removesuffix("地区").removesuffix("市")


def write_summary(path: Path, data: SummaryData, *, created: datetime) -> Path:
    """Write the workbook and return its path; the same data and time give the same bytes. `created` has a zone."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _title(data), "created": created.astimezone(UTC).replace(tzinfo=None)})
    formats = _Formats(book)
    for measure in Measure:
        _write_measure(book.add_worksheet(measure.zh), formats, data, measure)
    _write_reporting(book.add_worksheet("填报情况"), formats, data)
    book.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(repack(buffer.getvalue()))
    return path


def _title(data: SummaryData) -> str:
    return f"新疆{data.month.zh}科普工作统计汇总表"


class _Formats:
    """The cell formats of the workbook, made once each."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self.title = self.make(font_name=HEI, font_size=18, align="center")
        self.note = self.make(font_size=9, text_wrap=True, valign="top")
        self.line = self.make(font_size=10)
        self.right = self.make(font_size=10, align="right")
        self.header = self.make(bold=True, align="center", text_wrap=True, border=1, bg_color="#E8EEF4")
        self.grey_header = self.make(
            bold=True, align="center", text_wrap=True, border=1, bg_color="#EDEDED", font_color="#7F7F7F"
        )
        self.band = self.make(font_name=HEI, border=1, bg_color="#F5F5F5")
        self.name = self.make(border=1, text_wrap=True)
        self.centre = self.make(border=1, align="center")
        self.grey = self.make(border=1, align="center", font_color="#A6A6A6")
        self.warn = self.make(border=1, align="center", font_color="#C00000")
        self.text = self.make(border=1, text_wrap=True, align="center")

    def make(self, **properties: object) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": SONG, "font_size": 10, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def number(self, cell: SummaryCell, measure: Measure, *, is_total: bool = False) -> Format:
        """Return the format of a number: the marks are part of the format, so the cell stays a number."""
        digits = "0.0%" if measure is Measure.YEAR_ON_YEAR else _digits(cell.value)
        bound = {"at_least": '"≥"', "about": '"约"', "approx": '"约"', "up_to": '"≤"'}.get(cell.qualifier, "")
        star = {CellState.PROVISIONAL: '"*"', CellState.DERIVED: '"△"'}.get(cell.state, "")
        is_provisional = cell.state is CellState.PROVISIONAL
        return self.make(
            border=1,
            align="right",
            num_format=f"{bound}{digits}{star}",
            italic=is_provisional,
            bold=is_total,
            shrink=True,
        )


def _digits(value: float | None) -> str:
    return "#,##0" if value is None or value == int(value) else "#,##0.0###"


def _write_measure(sheet: Sheet, formats: _Formats, data: SummaryData, measure: Measure) -> None:
    _write_top(sheet, formats, data, measure)
    _write_header(sheet, formats, data)
    row = _write_lines(sheet, formats, data, measure)
    _write_foot(sheet, formats, data, row)
    _set_columns(sheet, data)
    _set_page(sheet, last_header_row=FIRST_ROW - 1)
    sheet.freeze_panes(FIRST_ROW, FIRST_PREFECTURE)


def _last_column(data: SummaryData) -> int:
    return FIRST_PREFECTURE + len(data.reporters) + 1


def _write_top(sheet: Sheet, formats: _Formats, data: SummaryData, measure: Measure) -> None:
    last = _last_column(data)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, f"{_title(data)}（{measure.zh}）", formats.title)
    absent = "、".join(short_name(reporter.name_zh) for reporter in data.absent)
    statement = f"填报：{len(data.reported)}/{len(data.reporters)}个地州市" + (f"；未报：{absent}" if absent else "")
    sheet.merge_range(1, 0, 1, last, statement, formats.line)
    basis = {
        Measure.YTD: f"1月1日至{data.month.number}月末累计",
        Measure.MONTH: f"{data.month.zh}发生数",
        Measure.STOCK: f"{data.month.zh}末现有数",
        Measure.YEAR_ON_YEAR: "本年累计比上年同期增减，%",
    }[measure]
    sheet.merge_range(2, 0, 2, 2, f"口径：{basis}", formats.line)
    unit = "计量单位：%" if measure is Measure.YEAR_ON_YEAR else "计量单位：见“单位”栏"
    sheet.merge_range(2, 3, 2, last, unit, formats.right)


def _write_header(sheet: Sheet, formats: _Formats, data: SummaryData) -> None:
    sheet.set_row(3, 20)
    sheet.set_row(4, 20)
    for column, label in enumerate(("序号", "指标", "单位")):
        sheet.merge_range(3, column, 4, column, label, formats.header)
    first, last = FIRST_PREFECTURE, FIRST_PREFECTURE + len(data.reporters) - 1
    if last > first:
        sheet.merge_range(3, first, 3, last, "地　　州　　市", formats.header)
    for column, reporter in enumerate(data.reporters, start=first):
        head = short_name(reporter.name_zh) + ("（示例）" if reporter.is_synthetic else "")
        sheet.write_string(4, column, head, formats.header if reporter.has_reported else formats.grey_header)
    sheet.merge_range(3, last + 1, 4, last + 1, "已报合计", formats.header)
    sheet.merge_range(3, last + 2, 4, last + 2, "家数", formats.header)


def _write_lines(sheet: Sheet, formats: _Formats, data: SummaryData, measure: Measure) -> int:
    row, category, last = FIRST_ROW, None, _last_column(data)
    for serial, indicator in enumerate(data.rows_of(measure), start=1):
        if indicator.category != category:
            category = indicator.category
            sheet.merge_range(row, 0, row, last, f"　{category}", formats.band)
            row += 1
        _write_line(sheet, formats, row, (serial, indicator, measure), data)
        row += 1
    return row


def _write_line(
    sheet: Sheet, formats: _Formats, row: int, line: tuple[int, SummaryIndicator, Measure], data: SummaryData
) -> None:
    serial, indicator, measure = line
    sheet.set_row(row, 18)
    sheet.write_number(row, 0, serial, formats.centre)
    sheet.write_string(row, 1, indicator.name_zh, formats.name)
    sheet.write_string(row, 2, "%" if measure is Measure.YEAR_ON_YEAR else indicator.unit, formats.centre)
    for column, reporter in enumerate(data.reporters, start=FIRST_PREFECTURE):
        cell = data.cell(reporter.region_code, indicator.code, measure)
        _write_cell(sheet, formats, (row, column), cell, measure)
    total, count = data.total(indicator, measure)
    last = _last_column(data)
    if total is None or total.value is None:
        sheet.write_blank(row, last - 1, None, formats.centre)
    else:
        sheet.write_number(row, last - 1, total.value, formats.number(total, measure, is_total=True))
    sheet.write_string(row, last, f"{count}/{len(data.reporters)}", formats.centre)


def _write_cell(sheet: Sheet, formats: _Formats, place: tuple[int, int], cell: SummaryCell, measure: Measure) -> None:
    if cell.state.has_number and cell.value is not None:
        sheet.write_number(*place, cell.value, formats.number(cell, measure))
        return
    style = formats.warn if cell.state is CellState.HELD else formats.grey
    sheet.write_string(*place, MARKS.get(cell.state, "缺"), style)


def _write_foot(sheet: Sheet, formats: _Formats, data: SummaryData, row: int) -> None:
    last = _last_column(data)
    lines = ["注：" + LEGEND[0], *(f"　　{line}" for line in LEGEND[1:])]
    if any(reporter.is_synthetic for reporter in data.reporters):
        lines.append("　　标“（示例）”的地州市，其报送含虚构的示例数据，也计入合计，只供演示。")
    lines += [f"　　{note}" for note in data.notes]
    lines.append(f"　　数据来源：{data.source}" + (f"；制表日期：{data.made_on}" if data.made_on else ""))
    for offset, line in enumerate(lines):
        sheet.merge_range(row + offset, 0, row + offset, last, line, formats.note)
        sheet.set_row(row + offset, 15)


def _set_columns(sheet: Sheet, data: SummaryData) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 6)
    sheet.set_column(FIRST_PREFECTURE, FIRST_PREFECTURE + len(data.reporters) - 1, 10)
    sheet.set_column(_last_column(data) - 1, _last_column(data) - 1, 12)
    sheet.set_column(_last_column(data), _last_column(data), 6)


def _set_page(sheet: Sheet, *, last_header_row: int, landscape: bool = True, paper: int = 8) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(paper)  # 8 is A3, 9 is A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, last_header_row)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer("&C第&P页，共&N页")


REPORTING_COLUMNS: tuple[tuple[str, float, Callable[[SummaryReporter], str | int]], ...] = (
    ("地州市", 26, lambda reporter: reporter.name_zh),
    ("状态", 18, lambda reporter: reporter.state_zh),
    ("收到时间（北京时间）", 22, lambda reporter: reporter.received_at),
    ("是否按时", 10, lambda reporter: {True: "按时", False: "迟报", None: ""}[reporter.is_on_time]),
    ("文件", 8, lambda reporter: reporter.files),
    ("识别数字", 10, lambda reporter: reporter.found),
    ("受理", 8, lambda reporter: reporter.accepted),
    ("暂定", 8, lambda reporter: reporter.provisional),
    ("待核", 8, lambda reporter: reporter.held),
)


def _write_reporting(sheet: Sheet, formats: _Formats, data: SummaryData) -> None:
    last = len(REPORTING_COLUMNS)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, f"{data.month.zh}填报情况", formats.title)
    sheet.merge_range(1, 0, 1, last, f"填报：{len(data.reported)}/{len(data.reporters)}个地州市", formats.line)
    sheet.write_string(2, 0, "序号", formats.header)
    sheet.set_column(0, 0, 5)
    for column, (label, width, _) in enumerate(REPORTING_COLUMNS, start=1):
        sheet.write_string(2, column, label, formats.header)
        sheet.set_column(column, column, width)
    for row, reporter in enumerate(data.reporters, start=3):
        _write_reporter(sheet, formats, row, reporter)
    sheet.merge_range(
        3 + len(data.reporters), 0, 3 + len(data.reporters), last, f"数据来源：{data.source}", formats.note
    )
    _set_page(sheet, last_header_row=2, paper=9)
    sheet.freeze_panes(3, 2)


def _write_reporter(sheet: Sheet, formats: _Formats, row: int, reporter: SummaryReporter) -> None:
    sheet.set_row(row, 20)
    sheet.write_number(row, 0, row - 2, formats.centre)
    style = formats.text if reporter.has_reported else formats.grey
    for column, (_, _, value) in enumerate(REPORTING_COLUMNS, start=1):
        content = value(reporter)
        if isinstance(content, str):
            sheet.write_string(row, column, content, style)
        elif reporter.files:
            sheet.write_number(row, column, content, style)
        else:
            sheet.write_string(row, column, "", style)
