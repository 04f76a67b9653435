"""Layouts of yearbooks, database exports, bulletins and county forms, with their ways to write headers and units."""

from __future__ import annotations

from hypothesis import strategies as st

from domain.document import CellValue, column_letters
from tests.property.table_rendering import Case, Fact, Indicator, Pen, Sheet, ensure_number, finished, noted, titled


def bilingual(draw: st.DrawFn) -> Case:
    """A yearbook page: Chinese and English, words of the header broken over rows, 其中 columns, spacer rows."""
    pen, sheet = Pen(draw), Sheet()
    period = pen.text_of("2012", "2020")
    sheet.put(1, 1, f"3-5  分地区基本情况 ({period}年)")
    sheet.put(2, 1, f"Basic Statistics by Region ({period})")
    indicators = pen.indicators(2, 4)
    line_unit = pen.text_of("人", "万元", "件")
    unit_place = pen.text_of("line", "own row", "bracket line")
    if unit_place != "own row":
        sheet.put(4, 1, f"单位：{line_unit}")
        if pen.flag():
            sheet.put(4, 2 + len(indicators), "(unit)")
    top = 5
    has_part = [False, *(pen.draw(st.integers(0, 3)) == 0 for _ in indicators[1:])]
    own_units = [i.unit for i in indicators] if unit_place == "own row" else None
    units = _broken_header(pen, sheet, indicators, has_part, own_units or [line_unit] * len(indicators))
    if own_units is not None:
        for offset, unit in enumerate(own_units):
            sheet.put(top + 2, 3 + offset, None if has_part[offset] else f"({unit})")
    if pen.flag():
        bottom = top + (2 if own_units is not None else 1)
        sheet.merge(top, 1, bottom, 1)
        sheet.merge(top, 2, bottom, 2)
    row = top + (3 if unit_place == "own row" else 2)
    if pen.flag():
        for offset in range(len(indicators)):
            sheet.put(row, 3 + offset, "Total Number" if offset % 2 else "Persons")
        row += 1
    row += pen.draw(st.integers(0, 1))
    for number, place in enumerate(["全    国", *pen.places(3, 6)]):
        sheet.put(row, 1, pen.spaced(place))
        sheet.put(row, 2, "  Qingshi" if number else " National Total")
        for offset, (indicator, unit) in enumerate(zip(indicators, units, strict=True)):
            labels = (place, indicator.name) if not has_part[offset] else (place, "#" + indicator.name)
            value, fact = pen.figure(unit, labels, period)
            sheet.put(row, 3 + offset, value)
            sheet.facts[row, 3 + offset] = fact
        ensure_number(sheet, row, 3)
        row += 1
        if number == 0 or pen.draw(st.integers(0, 4)) == 0:
            row += 1
    return finished(sheet, "Sheet1")


def _broken_header(
    pen: Pen, sheet: Sheet, indicators: list[Indicator], has_part: list[bool], own: list[str]
) -> list[str]:
    """Write header words over rows 5 and 6, a part (`#`) only on row 6; returns the unit of each column."""
    sheet.put(5, 1, "地    区")
    sheet.put(5, 2, "Region")
    units: list[str] = []
    for offset, indicator in enumerate(indicators):
        if has_part[offset]:
            sheet.put(6, 3 + offset, "#" + indicator.name)
            units.append(units[-1])
            continue
        cut = pen.draw(st.integers(2, len(indicator.name) - 1))
        sheet.put(5, 3 + offset, indicator.name[:cut])
        sheet.put(6, 3 + offset, indicator.name[cut:])
        units.append(own[offset])
    return units


def unit_lists(draw: st.DrawFn) -> Case:
    """One unit line with two units (`单位：人、‰`) over pairs of a number and a rate."""
    pen, sheet = Pen(draw), Sheet()
    period = pen.text_of("2018", "2022-11")
    row = titled(pen, sheet, 5, period=period)
    count, ratio = pen.text_of("人", "户", "万人"), pen.text_of("‰", "%")
    sheet.put(row, 1, pen.text_of("单位：{}、{}", "单位:{},{}", "　　　单位：{}、{}").format(count, ratio))
    row += 1
    groups = pen.draw(
        st.lists(st.sampled_from(["年内新开", "年内关停", "净变动"]), min_size=1, max_size=3, unique=True)
    )
    merged = pen.flag()
    sheet.put(row, 1, "区 县")
    if merged:
        sheet.merge(row, 1, row + 1, 1)
    words = {"人": "人数", "户": "户数", "万人": "人数"}
    for number, group in enumerate(groups):
        sheet.put(row, 2 + 2 * number, group)
        if merged:
            sheet.merge(row, 2 + 2 * number, row, 3 + 2 * number)
        sheet.put(row + 1, 2 + 2 * number, words[count])
        sheet.put(row + 1, 3 + 2 * number, "发生率")
    row += 2
    for place in ["全市", *pen.places(2, 5)]:
        sheet.put(row, 1, pen.spaced(place))
        for number, group in enumerate(groups):
            for step, (unit, name) in enumerate(((count, words[count]), (ratio, "发生率"))):
                column = 2 + 2 * number + step
                value, fact = pen.figure(unit, (place, group, name), period)
                sheet.put(row, column, value)
                sheet.facts[row, column] = fact
        ensure_number(sheet, row, 2)
        row += 1
    noted(pen, sheet, row)
    return finished(sheet, "Sheet3")


def years_over_indicators(draw: st.DrawFn) -> Case:
    """Years as groups over indicators, or indicators as groups over years; years as texts or numbers."""
    pen, sheet = Pen(draw), Sheet()
    row = titled(pen, sheet, 5, period=None)
    indicators = pen.indicators(2, 3)
    unit = indicators[0].unit
    years = [2016, 2017]
    sheet.put(row, 1, f"单位：{unit}")
    row += 1
    is_year_first, merged = pen.flag(), pen.flag()
    outer: list[tuple[CellValue, str]] = [(float(y) if pen.flag() else f"{y}年", str(y)) for y in years]
    inner: list[tuple[CellValue, str]] = [(i.name, i.name) for i in indicators]
    if not is_year_first:
        outer, inner = inner, [(f"{y} 年", str(y)) for y in years]
    sheet.put(row, 1, "地  区")
    if merged:
        sheet.merge(row, 1, row + 1, 1)
    for number, (head, _) in enumerate(outer):
        left = 2 + number * len(inner)
        sheet.put(row, left, head)
        if merged:
            sheet.merge(row, left, row, left + len(inner) - 1)
        for step, (text, _) in enumerate(inner):
            sheet.put(row + 1, left + step, text)
    row += 2
    for place in pen.places(2, 5):
        sheet.put(row, 1, pen.spaced(place))
        for number, (_, first) in enumerate(outer):
            for step, (_, second) in enumerate(inner):
                column = 2 + number * len(inner) + step
                name, year = (second, first) if is_year_first else (first, second)
                value, fact = pen.figure(unit, (place, name), year)
                sheet.put(row, column, value)
                sheet.facts[row, column] = fact
        ensure_number(sheet, row, 2)
        row += 1
    return finished(sheet, "Sheet1")


def described_series(draw: st.DrawFn) -> Case:
    """A database export: rows of 指标, 地区, 频度, 单位 above monthly series."""
    pen, sheet = Pen(draw), Sheet()
    indicators = pen.indicators(2, 4)
    place = pen.places(1, 1)[0]
    kinds = [pen.text_of("_当期", "_累计") for _ in indicators]
    for row, head in enumerate(("指标", "地区", "频度", "单位"), 1):
        sheet.put(row, 1, head)
    for offset, (indicator, kind) in enumerate(zip(indicators, kinds, strict=True)):
        for row, text in enumerate((indicator.name + kind, place, "月", indicator.unit), 1):
            sheet.put(row, 2 + offset, text)
    first = pen.draw(st.integers(1, 6))
    for step in range(pen.draw(st.integers(3, 7))):
        row, month = 5 + step, f"2018-{first + step:02d}"
        sheet.put(row, 1, month)
        for offset, (indicator, kind) in enumerate(zip(indicators, kinds, strict=True)):
            span = month if kind == "_当期" or first + step == 1 else f"2018-01..{month}"
            span = "2018" if span == "2018-01..2018-12" else span
            value, fact = pen.figure(indicator.unit, (indicator.name, place), span)
            sheet.put(row, 2 + offset, value)
            sheet.facts[row, 2 + offset] = fact
        ensure_number(sheet, row, 2)
    return finished(sheet, "Sheet1")


def levels_and_changes(draw: st.DrawFn) -> Case:
    """Indicators with a unit column, a level and its change in percent, as bulletins print them; no merged cells."""
    pen, sheet = Pen(draw), Sheet()
    indicators = [i for i in pen.indicators(2, 5) if i.unit not in ("%", "‰")] or [Indicator("到访人数", "人")]
    caption = "表2 2023年主要指标及增速"
    sheet.put(1, 1, caption)
    row = 2
    for column, head in enumerate(
        ("指标", "单位", pen.text_of("绝对数", "全年"), pen.text_of("比上年增长（%）", "增长%", "比2022年增长(%)")), 1
    ):
        sheet.put(row, column, head)
    for indicator in indicators:
        row += 1
        sheet.put(row, 1, pen.text_of("", "#", "其中：") + indicator.name if row > 3 else indicator.name)
        sheet.put(row, 2, indicator.unit)
        for column, unit in ((3, indicator.unit), (4, "%")):
            value, fact = pen.figure(unit, (indicator.name,), "2023")
            sheet.put(row, column, value)
            sheet.facts[row, column] = fact
        ensure_number(sheet, row, 3)
    return finished(sheet, "page5,table2")


def county_form(draw: st.DrawFn) -> Case:
    """A county table as associations send it: header block, three header rows, own-level row, a county left blank."""
    pen, sheet = Pen(draw), Sheet()
    sheet.put(1, 1, "2022年11月科普工作分县（市）统计表")
    sheet.merge(1, 1, 1, 6)
    sheet.put(2, 1, "填报单位：" + pen.places(1, 1)[0] + "科协")
    sheet.put(2, 4, "报告期：2022年11月")
    columns = [
        ("科普活动", "培训", "场次", "场"),
        ("科普活动", "培训", "人次", "人次"),
        ("科普活动", "讲座", "场次", "场"),
    ]
    columns += [("科普活动", "讲座", "人次", "人次")] if pen.flag() else []
    unit_row = pen.flag()
    merged = pen.flag()
    sheet.put(4, 1, "县（市）")
    for offset, (top, middle, leaf, unit) in enumerate(columns):
        if offset == 0:
            sheet.put(4, 2, top)
        if offset % 2 == 0:
            sheet.put(5, 2 + offset, middle)
        sheet.put(6, 2 + offset, leaf if unit_row else f"{leaf}（{unit}）")
        if unit_row:
            sheet.put(7, 2 + offset, f"（{unit}）")
    if merged:
        sheet.merge(4, 1, 7 if unit_row else 6, 1)
        sheet.merge(4, 2, 4, 1 + len(columns))
        sheet.merge(5, 2, 5, 3)
        if len(columns) == 4:
            sheet.merge(5, 4, 5, 5)
    row = 8 if unit_row else 7
    rows = ["地区本级", *pen.places(3, 6)]
    blank = pen.draw(st.integers(1, len(rows) - 1))
    for number, place in enumerate([*rows, "合计"] if pen.flag() else ["合　　计", *rows]):
        sheet.put(row, 1, place)
        for offset, (_, middle, leaf, unit) in enumerate(columns):
            if place == rows[blank]:
                sheet.facts[row, 2 + offset] = Fact(None, "missing", unit, (place, middle, leaf), "2022-11")
                continue
            value, fact = pen.figure(unit, (place, middle, leaf), "2022-11")
            sheet.put(row, 2 + offset, value)
            sheet.facts[row, 2 + offset] = fact
        if place != rows[blank]:
            ensure_number(sheet, row, 2)
        row += 1
        assert number < 20
    for column, text in enumerate(("单位负责人：甲某", "填表人：乙某", "报出日期：2022年12月3日"), 1):
        sheet.put(row + 1, column, text)
    return finished(sheet, "11月")


def two_values_a_cell(draw: st.DrawFn) -> Case:
    """Indicators by counties, where one cell holds sessions and visits: 35/0.42."""
    pen, sheet = Pen(draw), Sheet()
    places = pen.places(3, 5)
    sheet.put(1, 1, "指标")
    for offset, place in enumerate(places):
        sheet.put(1, 2 + offset, place)
    facts: dict[str, Fact] = {}
    for row, subject in enumerate(("培训", "讲座"), 2):
        sheet.put(row, 1, f"{subject}（场次/万人次）")
        for offset, place in enumerate(places):
            first, second = pen.draw(st.integers(1, 99)), pen.draw(st.integers(1, 999)) / 100
            sheet.put(row, 2 + offset, f"{first}/{second:g}")
            address = f"横表!{column_letters(2 + offset)}{row}"
            facts[address] = Fact(first, "reported", "场次", (subject, place), "2022-11")
            facts[f"{address}#2"] = Fact(second, "reported", "万人次", (subject, place), "2022-11")
    return Case(sheet.document("横表"), facts, "2022年11月.xlsx")
