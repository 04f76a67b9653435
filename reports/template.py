"""The template: a monthly form that is never misread. Codes, units, places and header are filled in; it is locked
but for the cells to fill.

Three sheets: 科普活动 (this month and year to date), 科普阵地 (at the end of a quarter), 分县市 (one row a county).
Last month's figures stand beside the cells in columns that the reader knows to state nothing.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from domain.answers import REFERENCE_HEADER, TEMPLATE_MARK
from domain.catalog import Catalog, Indicator, Region
from domain.errors import NotFound, SettingError, WarehouseError
from domain.period import Month

CREATED: Final = datetime(2022, 12, 1, tzinfo=UTC).replace(tzinfo=None)  # a fixed time: the same form, the same bytes
SONG, HEI = "宋体", "黑体"
FLOW_FORM, STOCK_FORM, COUNTY_FORM = "新科协统01表", "新科协统02表", "新科协统03表"
FLOW_SHEET, STOCK_SHEET, COUNTY_SHEET = "科普活动", "科普阵地", "分县市"
HEAD_ROW: Final = 5  # 0-based row of the table's header
FIRST_ROW: Final = HEAD_ROW + 2
HOW_TO_FILL: Final = "填报办法：没有发生的填零，没有该项工作的填短横“-”，不要留空；"
OF_FORM: Final = "计量单位可在下拉列表中选择；灰色“参考”栏是上月已报数，不用填。"
OF_COUNTIES: Final = "选中单元格可看到上月已报数；本级只填地（州、市）本级举办的，不含县（市、区）。"
COUNTY_INDICATORS: Final = (
    *("ACT.ALL.SESSIONS", "ACT.ALL.PARTICIPANTS", "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"),
    *("ACT.LECTURE.SESSIONS", "ACT.LECTURE.PARTICIPANTS", "ACT.VOLSERV.SESSIONS", "MAT.ALL.DISTRIBUTED"),
)
_INPUT, _LOCKED, _SHADE = "#FFF9E5", "#FFFFFF", "#EDEDED"
Figures = Mapping[tuple[str, str, str], float]

Book = Any  # xlsxwriter carries no types
Sheet = Any
Format = Any


@dataclass(frozen=True, slots=True)
class TemplateOrder:
    """For whom and which month; the home folder may hold last month's figures."""

    home: Path
    prefecture: str
    period: str


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column to fill: its header, the kind of period it states, and the header of last month's figures beside it."""

    header: str
    period_type: str
    reference: str


FLOW_COLUMNS: Final = (ValueColumn("本月", "month", "上月数"), ValueColumn("本年累计", "ytd", "上月累计"))
STOCK_COLUMNS: Final = (ValueColumn("期末数", "stock", "上期末数"),)


@dataclass(frozen=True, slots=True)
class Form:
    """What a template is made of."""

    prefecture: Region
    month: Month
    catalog: Catalog
    figures: Figures

    @property
    def flows(self) -> tuple[Indicator, ...]:
        """What happened in the month: core monthly indicators in catalogue order."""
        return self._core(("flow", "money"))

    @property
    def stocks(self) -> tuple[Indicator, ...]:
        """What stands at the end of a quarter; nothing in the other months."""
        return self._core(("stock",)) if self.month.number % 3 == 0 else ()

    @property
    def counties(self) -> tuple[Region, ...]:
        """The counties of the prefecture, in code order."""
        return self.catalog.counties_of(self.prefecture.code)

    def _core(self, measures: tuple[str, ...]) -> tuple[Indicator, ...]:
        return tuple(
            one
            for one in self.catalog.indicators.values()
            if one.tier == "core" and one.measure_type in measures and one.is_wording_of is None
        )


def write_template(out: Path, order: TemplateOrder) -> Path:
    """Write the template of a prefecture and month. Raises NotFound for a code that is no prefecture."""
    from reference.loader import load_catalog
    from reference.overlay import confirmed_overlay

    catalog = load_catalog(overlay=confirmed_overlay(order.home))
    prefecture = next((one for one in catalog.prefectures if one.code == order.prefecture), None)
    if prefecture is None:
        known = "、".join(f"{one.code} {one.name_zh}" for one in catalog.prefectures)
        raise NotFound(f"“{order.prefecture}”不是地州市代码。可用：{known}。")
    month = Month.parse(order.period)
    form = Form(prefecture, month, catalog, _last_figures(order, month))
    data = template_bytes(form)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
    except OSError as error:
        raise SettingError(f"无法写入“{out}”：{error.strerror}。请检查路径、权限或磁盘空间。") from error
    return out


def _last_figures(order: TemplateOrder, month: Month) -> Figures:
    """Last month's published figures; none where nothing is published yet."""
    from warehouse.returning import month_figures

    try:
        return month_figures(order.home, order.prefecture, str(month.previous))
    except WarehouseError:
        return {}


def template_bytes(form: Form) -> bytes:
    """Return the template as a workbook; the same form gives the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, "author": "", "title": ""})
    writer = _Writer(form, book)
    writer.write_form(FLOW_SHEET, "科普工作统计月报表", FLOW_FORM, form.flows, FLOW_COLUMNS)
    if form.stocks:
        writer.write_form(STOCK_SHEET, "科普阵地统计报表", STOCK_FORM, form.stocks, STOCK_COLUMNS)
    if form.counties:
        writer.write_counties()
    book.close()
    return buffer.getvalue()


def units_of(indicator: Indicator) -> list[str]:
    """The units a form offers: those of the same measure, the base unit first."""
    same = [unit for unit, allowed in indicator.units.items() if not allowed.is_related]
    scaled = [unit for unit in same if unit != indicator.unit_base and indicator.units[unit].multiplier > 1]
    return [indicator.unit_base, *scaled][:6]


@dataclass(slots=True)
class _Writer:
    form: Form
    book: Book

    def write_form(
        self,
        name: str,
        subject: str,
        number: str,
        indicators: Sequence[Indicator],
        columns: Sequence[ValueColumn],
    ) -> None:
        """One sheet of indicators down and values across."""
        sheet = self._sheet(name)
        last = 3 + 2 * len(columns)
        for column, width in enumerate((6, 40, 27, 11, *(15 for _ in columns), *(15 for _ in columns))):
            sheet.set_column(column, column, width)
        self._write_head(sheet, (subject, number, OF_FORM), last)
        headers = ("序号", "指标名称", "代码", "计量单位", *(c.header for c in columns))
        marks = ("甲", "乙", "丙", "丁", *(str(i) for i in range(1, len(columns) + 1)))
        for column, (header, mark) in enumerate(zip(headers, marks, strict=True)):
            sheet.write_string(HEAD_ROW, column, header, self._look(bold=True, centre=True, fill="#D9E2F3"))
            sheet.write_string(HEAD_ROW + 1, column, mark, self._look(centre=True, size=9))
        for column, value in enumerate(columns, start=len(headers)):
            grey = self._look(centre=True, fill=_SHADE, color="#7F7F7F", size=9)
            sheet.write_string(HEAD_ROW, column, value.reference + REFERENCE_HEADER, grey)
            sheet.write_blank(HEAD_ROW + 1, column, None, self._look(fill=_SHADE))
        sheet.set_row(HEAD_ROW, 30)
        for index, indicator in enumerate(indicators):
            self._write_row(sheet, FIRST_ROW + index, index + 1, indicator, columns)
        self._write_foot(sheet, FIRST_ROW + len(indicators), last)
        sheet.freeze_panes(FIRST_ROW, 0)

    def _write_row(
        self, sheet: Sheet, row: int, serial: int, indicator: Indicator, columns: Sequence[ValueColumn]
    ) -> None:
        is_part = indicator.parent_total in {one.code for one in (*self.form.flows, *self.form.stocks)}
        sheet.write_number(row, 0, serial, self._look(centre=True))
        sheet.write_string(row, 1, ("　　" if is_part else "") + indicator.name_zh, self._look())
        sheet.write_string(row, 2, indicator.code, self._look(size=9))
        sheet.write_string(row, 3, indicator.unit_base, self._look(centre=True, fill=_INPUT, unlocked=True))
        sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": units_of(indicator)})
        for index, column in enumerate(columns):
            self._write_input(sheet, row, 4 + index, indicator, None)
            known = self.form.figures.get((self.form.prefecture.code, indicator.code, column.period_type))
            place = 4 + len(columns) + index
            grey = self._look(right=True, fill=_SHADE, color="#7F7F7F", number="#,##0.######")
            if known is None:
                sheet.write_blank(row, place, None, grey)
            else:
                sheet.write_number(row, place, known, grey)

    def _write_input(self, sheet: Sheet, row: int, column: int, indicator: Indicator, hint: str | None) -> None:
        cell = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
        look = self._look(right=True, fill=_INPUT, unlocked=True, number="#,##0.######")
        sheet.write_blank(row, column, None, look)
        options: dict[str, object] = {
            "validate": "custom",
            "value": f'=OR(AND(ISNUMBER({cell}),{cell}>=0),{cell}="-")',
            "error_title": "请检查",
            "error_message": "请填不小于零的数字；没有该项工作的填短横“-”。",
        }
        if hint:
            options |= {"input_title": indicator.name_zh[:32], "input_message": hint}
        sheet.data_validation(row, column, row, column, options)

    def write_counties(self) -> None:
        """One row a place, one column an indicator; last month's figure shows when a cell is chosen."""
        sheet = self._sheet(COUNTY_SHEET)
        indicators = [self.form.catalog.indicators[code] for code in COUNTY_INDICATORS]
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, len(indicators), 15)
        self._write_head(sheet, ("科普工作分县（市、区）统计表", COUNTY_FORM, OF_COUNTIES), len(indicators))
        header = self._look(bold=True, centre=True, fill="#D9E2F3")
        sheet.merge_range(HEAD_ROW, 0, HEAD_ROW + 1, 0, "地区", header)
        sheet.merge_range(HEAD_ROW, 1, HEAD_ROW, len(indicators), "本月", header)
        sheet.set_row(HEAD_ROW + 1, 44)
        for column, indicator in enumerate(indicators, start=1):
            sheet.write_string(HEAD_ROW + 1, column, f"{indicator.name_zh}（{indicator.unit_base}）", header)
        own = self.form.prefecture
        places = [(f"{own.name_zh}本级", ""), *((county.name_zh, county.code) for county in self.form.counties)]
        for row, (name, code) in enumerate(places, start=FIRST_ROW):
            sheet.write_string(row, 0, name, self._look())
            for column, indicator in enumerate(indicators, start=1):
                known = self.form.figures.get((code, indicator.code, "month"))
                hint = None if known is None else f"上月：{known:,.12g}{indicator.unit_base}"
                self._write_input(sheet, row, column, indicator, hint)
        self._write_foot(sheet, FIRST_ROW + len(places), len(indicators))
        sheet.freeze_panes(FIRST_ROW, 1)

    def _write_head(self, sheet: Sheet, words: tuple[str, str, str], last: int) -> None:
        """The hidden mark, the title, the header block, how to fill in; `words` are subject, form number, a hint."""
        subject, number, hint = words
        name, month = self.form.prefecture.name_zh, self.form.month.zh
        mark = f"{TEMPLATE_MARK}|{self.form.prefecture.code}|{self.form.month}"
        sheet.write_string(0, 0, mark, self._look(size=8, boxed=False, color="#BFBFBF"))
        sheet.set_row(0, None, None, {"hidden": True})
        title = self._look(font=HEI, size=18, centre=True, boxed=False)
        sheet.merge_range(1, 0, 1, last, f"{month}{subject}", title)
        sheet.set_row(1, 34)
        plain = self._look(boxed=False, wraps=False)
        sheet.write_string(2, 3, f"表　　号：{number}", plain)
        sheet.write_string(3, 0, f"填报单位：{name}科协（盖章）", plain)
        sheet.write_string(3, 3, f"报告期：{month}", plain)
        sheet.merge_range(4, 0, 4, last, HOW_TO_FILL + hint, self._look(size=9, boxed=False, color="#7F7F7F"))
        sheet.set_row(4, 26)

    def _write_foot(self, sheet: Sheet, row: int, last: int) -> None:
        plain, fill = self._look(boxed=False, wraps=False), self._look(boxed=False, fill=_INPUT, unlocked=True)
        for offset, pairs in enumerate((("单位负责人：", "统计负责人："), ("填表人：", "联系电话："), ("报出日期：",))):
            for index, label in enumerate(pairs):
                column = 0 if index == 0 else min(3, last - 1)
                sheet.write_string(row + 1 + offset, column, label, plain)
                sheet.write_blank(row + 1 + offset, column + 1, None, fill)

    def _sheet(self, name: str) -> Sheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_default_row(19)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        return sheet

    def _look(  # noqa: PLR0913 - a look has these parts
        self,
        *,
        font: str = SONG,
        size: int = 11,
        color: str = "#000000",
        fill: str | None = None,
        number: str | None = None,
        bold: bool = False,
        centre: bool = False,
        right: bool = False,
        boxed: bool = True,
        wraps: bool = True,
        unlocked: bool = False,
    ) -> Format:
        look: dict[str, object] = {"font_name": font, "font_size": size, "font_color": color, "valign": "vcenter"}
        look |= {"bold": bold, "text_wrap": wraps, "locked": not unlocked}
        look |= {"align": "center"} if centre else {"align": "right"} if right else {}
        look |= {"border": 1, "border_color": "#7F7F7F"} if boxed else {}
        look |= {"bg_color": fill} if fill else {}
        look |= {"num_format": number} if number else {}
        return self.book.add_format(look)
