"""Layout families: places by indicators and back, periods across, forms, lists, several tables on a sheet."""

from __future__ import annotations

from hypothesis import strategies as st

from domain.document import CellValue
from tests.property.table_rendering import Case, Fact, Indicator, Pen, Sheet, ensure_number, finished, noted, titled


def places_by_indicators(draw: st.DrawFn, *, depth: int | None = None) -> Case:
    """Places in rows, indicators in columns under one to three header rows."""
    pen, sheet = Pen(draw), Sheet()
    period = pen.text_of("2021", "2022-11", "2019")
    row = titled(pen, sheet, 5, period=period)
    end = _block(pen, sheet, row, 1, period, depth)
    noted(pen, sheet, end)
    return finished(sheet, "表一")


def _block(pen: Pen, sheet: Sheet, row: int, left: int, period: str | None, depth: int | None = None) -> int:
    """Write one block of places by indicators from a corner; returns the row after it."""
    places, indicators = pen.places(), pen.indicators(2, 4)
    depth = depth or pen.draw(st.integers(1, 3))
    unit_style = pen.text_of("bracket", "row", "line")
    if unit_style == "line":
        unit = indicators[0].unit
        indicators = [Indicator(i.name, unit) for i in indicators]
        sheet.put(row, left, pen.text_of("单位：{}", "（单位:{}）", "　　　单位：{}").format(unit))
        row += 1
    corner, merged = pen.text_of("地  区", "县（市、区）", "地区"), pen.flag()
    bottom = row + depth - 1
    unit_row = bottom + 1 if unit_style == "row" else None
    sheet.put(row, left, corner)
    if merged:
        sheet.merge(row, left, unit_row or bottom, left)
    paths = _header(pen, sheet, (row, bottom, left + 1), indicators, unit_style, is_merged=merged)
    if unit_row:
        for offset, indicator in enumerate(indicators):
            sheet.put(unit_row, left + 1 + offset, f"（{indicator.unit}）")
    row = (unit_row or bottom) + 1
    total = pen.text_of("合　计", "总计", "全市")
    rows = [total, *places] if pen.flag() else places
    indent = pen.text_of("", "  ", "　") if rows is not places else ""
    for place in rows:
        sheet.put(row, left, (indent if place != total else "") + pen.spaced(place))
        written: list[CellValue] = []
        for offset, (indicator, path) in enumerate(zip(indicators, paths, strict=True)):
            value, fact = pen.figure(indicator.unit, (place, *path), period)
            written.append(value)
            sheet.put(row, left + 1 + offset, value)
            sheet.facts[row, left + 1 + offset] = fact
        if all(isinstance(value, str) or value is None for value in written) and not pen.as_text:
            ensure_number(sheet, row, left + 1)
        row += 1
        if pen.draw(st.integers(0, 7)) == 0:
            row += 1  # a spacer
    return row


def _header(
    pen: Pen, sheet: Sheet, area: tuple[int, int, int], indicators: list[Indicator], unit_style: str, *, is_merged: bool
) -> list[tuple[str, ...]]:
    """Write a header of one to three rows; returns the path of each column. Groups are merged or left blank."""
    top, bottom, left = area
    names = [i.name + (f"（{i.unit}）" if unit_style == "bracket" else "") for i in indicators]
    if top == bottom:
        for offset, name in enumerate(names):
            sheet.put(top, left + offset, name)
        return [(i.name,) for i in indicators]
    half = max(2, len(indicators) // 2)
    groups = [(0, min(half, len(indicators)) - 1)]
    if len(indicators) - half >= 2:
        groups.append((half, len(indicators) - 1))
    paths: list[list[str]] = [[] for _ in indicators]
    for number, (first, last) in enumerate(groups):
        for level, row in enumerate(range(top, bottom)):
            text = ("城镇片区", "农村片区")[number] if level == 0 else ("常规渠道", "其他渠道")[number]
            sheet.put(row, left + first, text)
            if is_merged:
                sheet.merge(row, left + first, row, left + last)
            for place in range(first, last + 1):
                paths[place].append(text)
    for offset, name in enumerate(names):
        is_grouped = bool(paths[offset])
        sheet.put(bottom if is_grouped or not is_merged else top, left + offset, name)
        if not is_grouped and is_merged:
            sheet.merge(top, left + offset, bottom, left + offset)
        paths[offset].append(indicators[offset].name)
    return [tuple(path) for path in paths]


def indicators_by_places(draw: st.DrawFn) -> Case:
    """Indicators in rows, places in columns; the unit in a column or in brackets; sections and indents."""
    pen, sheet = Pen(draw), Sheet()
    period = pen.text_of("2020", "2022-11")
    row = titled(pen, sheet, 5, period=period)
    places, indicators = pen.places(3, 6), pen.indicators(2, 4)
    has_unit_column = pen.flag()
    sheet.put(row, 1, pen.text_of("指标名称", "指 标", "项目"))
    first = 3 if has_unit_column else 2
    if has_unit_column:
        sheet.put(row, 2, pen.text_of("单位", "计量单位", "计量\r\n单位"))
    columns = ["全市", *places] if pen.flag() else places
    for offset, place in enumerate(columns):
        sheet.put(row, first + offset, pen.spaced(place))
    section = pen.text_of("人口变动情况", "") if pen.flag() else ""
    row += 1
    if section:
        sheet.put(row, 1, section)
        row += 1
    for number, indicator in enumerate(indicators):
        is_part = number > 0 and pen.draw(st.integers(0, 3)) == 0
        name = ("其中：" if is_part else "") + indicator.name
        name += "" if has_unit_column else f"（{indicator.unit}）"
        sheet.put(row, 1, ("    " if section else "") + name)
        if has_unit_column:
            sheet.put(row, 2, pen.text_of("{}", "({})").format(indicator.unit))
        parents = (section,) if section else ()
        for offset, place in enumerate(columns):
            value, fact = pen.figure(indicator.unit, (place, indicator.name, *parents), period)
            sheet.put(row, first + offset, value)
            sheet.facts[row, first + offset] = fact
        ensure_number(sheet, row, first)
        row += 1
    noted(pen, sheet, row)
    return finished(sheet, "Sheet1")


def periods_across(draw: st.DrawFn) -> Case:
    """Rows of places or indicators, columns of months, quarters or years, newest first or last."""
    pen, sheet = Pen(draw), Sheet()
    style = pen.text_of("months", "dated months", "quarters", "years", "numeric years")
    heads, periods, needs_year = _period_heads(pen, style)
    indicator = pen.indicators(1, 1)[0]
    year_place = pen.text_of("title", "file", "sheet") if needs_year else "none"
    row = titled(pen, sheet, 4, period="2022" if year_place == "title" else None)
    caption = pen.flag()
    if caption:
        sheet.put(row, 1, f"指标：{indicator.name}({indicator.unit})")
        row += 1
        rows = pen.places(2, 5)
    else:
        rows = [i.name for i in pen.indicators(2, 4)]
    sheet.put(row, 1, "地区" if caption else "指标")
    for offset, head in enumerate(heads):
        sheet.put(row, 2 + offset, head)
    row += 1
    for name in rows:
        unit = indicator.unit if caption else pen.text_of("人", "万元", "%")
        sheet.put(row, 1, name if caption else f"{name}({unit})")
        labels = (name, indicator.name) if caption else (name,)
        for offset, period in enumerate(periods):
            value, fact = pen.figure(unit, labels, period)
            sheet.put(row, 2 + offset, value)
            sheet.facts[row, 2 + offset] = fact
        ensure_number(sheet, row, 2)
        row += 1
    noted(pen, sheet, row)
    names = {"file": "2022年月报.xlsx", "none": "表.xlsx"}
    return finished(sheet, "2022年" if year_place == "sheet" else "数据", names.get(year_place, "表.xlsx"))


def _period_heads(pen: Pen, style: str) -> tuple[list[CellValue], list[str], bool]:
    count = pen.draw(st.integers(2, 8))
    heads: list[CellValue]
    if style == "months":
        heads, periods = [f"{m}月" for m in range(1, count + 1)], [f"2022-{m:02d}" for m in range(1, count + 1)]
    elif style == "dated months":
        heads = [f"2021年{m}月" for m in range(1, count + 1)]
        periods = [f"2021-{m:02d}" for m in range(1, count + 1)]
    elif style == "quarters":
        quarters = [(2019 + n // 4, n % 4) for n in range(count)]
        heads = [f"{year}年第{'一二三四'[q]}季度" for year, q in quarters]
        periods = [f"{year}Q{q + 1}" for year, q in quarters]
    else:
        years = range(2010, 2010 + count)
        heads = [float(y) if style == "numeric years" else f"{y}{pen.text_of('年', ' 年')}" for y in years]
        periods = [str(y) for y in years]
    if pen.flag() and style != "months":
        heads, periods = heads[::-1], periods[::-1]
    return heads, periods, style == "months"


def official_form(draw: st.DrawFn) -> Case:
    """One reporting unit, indicators down the page, this month and the year to date."""
    pen, sheet = Pen(draw), Sheet()
    indicators = pen.indicators(2, 6)
    sheet.put(1, 1, "2022年11月工作统计月报表")
    row = 2
    if pen.flag():
        sheet.put(row, 5, "表　　号：协统01表")
        row += 1
    sheet.put(row, 1, "填报单位：" + pen.places(1, 1)[0] + "（盖章）")
    sheet.put(row, 4, pen.text_of("报告期：2022年11月", "报告期：2022-11"))
    row += 1
    for column, head in enumerate(
        ("序号", pen.text_of("指标名称", "指 标 名 称"), "代码", "计量单位", "本月", "本年累计"), 1
    ):
        sheet.put(row, column, head)
    row += 1
    if pen.flag():
        marks: tuple[CellValue, ...] = ("甲", "乙", "丙", "丁", 1, 2)
        for column, mark in enumerate(marks, 1):
            sheet.put(row, column, mark)
        row += 1
    for number, indicator in enumerate(indicators, 1):
        values: tuple[CellValue, ...] = (number, indicator.name, f"ACT.X{number}", indicator.unit)
        for column, cell in enumerate(values, 1):
            sheet.put(row, column, cell)
        for column, period in ((5, "2022-11"), (6, "2022-01..2022-11")):
            value, fact = pen.figure(indicator.unit, (indicator.name, f"ACT.X{number}"), period)
            sheet.put(row, column, value)
            sheet.facts[row, column] = fact
        row += 1
    for column, text in enumerate(
        ("单位负责人：甲某", "填表人：乙某", "联系电话：0901-6220000", "", "报出日期：2022年12月3日"), 1
    ):
        sheet.put(row, column, text or None)
    return finished(sheet, "报表")


def long_list(draw: st.DrawFn) -> Case:
    """One fact a row, as reporting systems export it; the columns in any order."""
    pen, sheet = Pen(draw), Sheet()
    heads = ["填报单位", "报告期", "指标代码", "指标名称", "单位", "数值", "备注"]
    if pen.flag():
        heads = [*draw(st.permutations(heads[:-1])), "备注"]
        heads.remove("数值")
        heads.insert(len(heads) - 1, "数值")
    for column, head in enumerate(heads, 1):
        sheet.put(1, column, head)
    row = 2
    for place in pen.places(1, 3):
        for number, indicator in enumerate(pen.indicators(1, 4), 1):
            period, written = draw(
                st.sampled_from(
                    [("2022-11", "202211"), ("2022-11", "2022-11"), ("2022-10", "2022年10月"), ("2022-11", "44866")]
                )
            )
            value, fact = pen.figure(indicator.unit, (place, indicator.name), period)
            if value in (None, "-", "－", "—", "…") and row == 2:
                value, fact = 5.5, Fact(5.5, "reported", indicator.unit, (place, indicator.name), period)
            cells = {
                "填报单位": place,
                "报告期": written,
                "指标代码": f"M.{number}",
                "指标名称": indicator.name,
                "单位": indicator.unit,
                "数值": value,
            }
            for column, head in enumerate(heads, 1):
                sheet.put(row, column, cells.get(head))
            sheet.facts[row, heads.index("数值") + 1] = fact
            row += 1
    return finished(sheet, "导出")


def side_by_side(draw: st.DrawFn) -> Case:
    """Two blocks beside each other with a blank column between, not always on the same row."""
    pen, sheet = Pen(draw), Sheet()
    period = "2018"
    _block(pen, sheet, 1, 1, None, 1)
    width = max(column for _, column in sheet.cells)
    _block(pen, sheet, pen.draw(st.integers(1, 2)), width + 2, None, 1)
    facts = {place: Fact(f.value, f.state, f.unit, f.labels, period) for place, f in sheet.facts.items()}
    sheet.facts = facts
    return finished(sheet, period)


def stacked(draw: st.DrawFn) -> Case:
    """Two tables below each other, each with title and header."""
    pen, sheet = Pen(draw), Sheet()
    row = 1
    for period in ("2019", "2020"):
        sheet.put(row, 1, f"表{row} 分地区情况（{period}年）")
        row = _block(pen, sheet, row + 1, 1, period, 1) + pen.draw(st.integers(1, 2))
    return finished(sheet, "表")


def folded(draw: st.DrawFn) -> Case:
    """Blocks that share one column of years: 年份 | 地区 | … | 地区 | …."""
    pen, sheet = Pen(draw), Sheet()
    places, indicators = pen.places(2, 3), pen.indicators(1, 3)
    years = range(2015, 2015 + pen.draw(st.integers(3, 6)))
    sheet.put(1, 1, "年份")
    for block, place in enumerate(places):
        left = 2 + block * (len(indicators) + 1)
        sheet.put(1, left, "地区")
        for offset, indicator in enumerate(indicators, 1):
            sheet.put(1, left + offset, f"{indicator.name}({indicator.unit})")
        for step, year in enumerate(years):
            row = 2 + step
            sheet.put(row, 1, year)
            sheet.put(row, left, place)
            for offset, indicator in enumerate(indicators, 1):
                value, fact = pen.figure(indicator.unit, (place, indicator.name), str(year))
                sheet.put(row, left + offset, value)
                sheet.facts[row, left + offset] = fact
            ensure_number(sheet, row, left + 1)
    return finished(sheet, "Sheet1")
