"""Known facts rendered at random into every family of layouts; invented names and numbers only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from domain.document import CellRange, CellValue, Document, Grid, column_letters

PLACE_CHARACTERS = "青石柳泉松岭河湾平沙白杨南屏东溪云台玉林金桥花山龙潭古城新桥"
PLACE_ENDINGS = ("县", "市", "区", "旗", "镇", "")
SUBJECTS = ("参与", "到访", "在册", "新增", "注册", "普通读者", "常驻", "培育", "示范", "电子展品", "流动设施", "宣讲")
MEASURES = (
    ("人数", ("人", "万人")),
    ("户数", ("户", "万户")),
    ("次数", ("次", "万次")),
    ("面积", ("平方米", "公顷", "万平方米")),
    ("费用", ("万元", "亿元", "元")),
    ("产量", ("吨", "万吨")),
    ("设施数", ("个", "座")),
    ("合格率", ("%",)),
    ("出现率", ("‰",)),
)
ABSENCES = {"-": "not_applicable", "－": "not_applicable", "—": "not_applicable", "…": "missing", None: "missing"}


@dataclass(frozen=True)
class Indicator:
    name: str
    unit: str
    group: str | None = None


@dataclass(frozen=True)
class Fact:
    """One figure: where it is written, and what a reader must find there."""

    value: float | None
    state: str
    unit: str | None
    labels: tuple[str, ...]  # each must be among the labels, blanks apart
    period: str | None


@dataclass
class Sheet:
    """A sheet being written; rows and columns count from 1."""

    cells: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    merges: list[CellRange] = field(default_factory=list)
    facts: dict[tuple[int, int], Fact] = field(default_factory=dict)

    def put(self, row: int, column: int, value: CellValue) -> None:
        if value is not None:
            self.cells[row, column] = value

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append(CellRange(top, left, bottom, right))

    def document(self, name: str) -> Document:
        height = max(row for row, _ in self.cells)
        width = max(column for _, column in self.cells)
        rows = tuple(tuple(self.cells.get((r, c)) for c in range(1, width + 1)) for r in range(1, height + 1))
        return Document("", "xlsx", (Grid(name, rows, f"{name}!{{cell}}", merged=tuple(self.merges)),))

    def by_address(self, name: str) -> dict[str, Fact]:
        return {f"{name}!{column_letters(column)}{row}": fact for (row, column), fact in self.facts.items()}


@dataclass(frozen=True)
class Case:
    """A rendered table with the answers."""

    document: Document
    facts: dict[str, Fact]
    file_name: str = "报表.xlsx"


Draw = Callable[[st.SearchStrategy[object]], object]


class Pen:
    """Draws the choices of one rendering."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.as_text = draw(st.booleans())
        self.has_thousands_marks = draw(st.booleans())

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def one_of(self, *choices: object) -> object:
        return self.draw(st.sampled_from(choices))

    def text_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def places(self, least: int = 2, most: int = 6) -> list[str]:
        two = st.tuples(st.sampled_from(PLACE_CHARACTERS), st.sampled_from(PLACE_CHARACTERS), st.sampled_from(PLACE_ENDINGS))
        names = self.draw(st.lists(two.map("".join), min_size=least, max_size=most, unique=True))
        return [name for name in names if not any(name != other and name in other for other in names)] or ["青石县"]

    def spaced(self, name: str) -> str:
        """A name with the blanks that typists put inside two-character words."""
        if len(name) == 2 and self.flag():
            return name[0] + self.text_of("  ", "　", " ", "\xa0\xa0") + name[1]
        return name

    def indicators(self, least: int = 1, most: int = 4) -> list[Indicator]:
        subjects = self.draw(st.lists(st.sampled_from(SUBJECTS), min_size=least, max_size=most, unique=True))
        found = []
        for subject in subjects:
            measure, units = self.draw(st.sampled_from(MEASURES))
            found.append(Indicator(subject + measure, self.text_of(*units)))
        return found

    def figure(self, unit: str | None, labels: Sequence[str], period: str | None) -> tuple[CellValue, Fact]:
        """A cell value and what it must be read as."""
        if self.draw(st.integers(0, 11)) == 0:
            mark = self.draw(st.sampled_from(list(ABSENCES)))
            return mark, Fact(None, ABSENCES[mark], unit, tuple(labels), period)
        digits = self.draw(st.integers(0, 3))
        number = self.draw(st.integers(0, 10**7).map(lambda n: n / 10**digits))
        state = "reported" if number else "zero"
        fact = Fact(number, state, unit, tuple(labels), period)
        if not self.as_text:
            return (int(number) if number == int(number) and self.flag() else float(number)), fact
        text = f"{number:,.{digits}f}" if self.has_thousands_marks else f"{number:.{digits}f}"
        return self.text_of("", " ", "\xa0") + text + self.text_of("", " ", "\xa0"), fact


def titled(pen: Pen, sheet: Sheet, width: int, *, period: str | None) -> int:
    """Write title lines; returns the first free row."""
    row = 1
    if pen.flag() or period:
        title = pen.text_of("各地主要情况", "表3.2 分地区情况", "2-1 基本情况统计表")
        if period:
            title += pen.text_of("({})", "（{}）", "（{}年）" if len(period) == 4 else "({})").format(spoken(period))
        sheet.put(row, 1, title)
        if pen.flag():
            sheet.merge(row, 1, row, width)
        row += 1
        if pen.flag():
            sheet.put(row, 1, "Main Statistics by Region")
            row += 1
        if pen.flag():
            row += 1
    return row


def spoken(period: str) -> str:
    """2022-11 → 2022年11月."""
    year, _, month = period.partition("-")
    return f"{year}年{int(month)}月" if month else year


def noted(pen: Pen, sheet: Sheet, row: int) -> None:
    """Write notes under the table."""
    if pen.flag():
        row += 1
    if pen.flag():
        sheet.put(row, 1, pen.text_of("注：本表数据为快报数。", "数据来源：统计年报", "注：1.按当年价格计算。"))
        if pen.flag():
            sheet.put(row + 1, 1, "　　　2.2012年起口径调整，详见说明，与以前年份不可比。")


def places_by_indicators(draw: st.DrawFn, *, depth: int | None = None) -> Case:
    """Places in rows, indicators in columns under one to three header rows."""
    pen, sheet = Pen(draw), Sheet()
    period = pen.text_of("2021", "2022-11", "2019")
    row = titled(pen, sheet, 5, period=period)
    end = _block(pen, sheet, row, 1, period, depth)
    noted(pen, sheet, end)
    return _case(sheet, "表一")


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
        for place, indicator in enumerate(indicators):
            sheet.put(unit_row, left + 1 + place, f"（{indicator.unit}）")
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
            _number(sheet, row, left + 1)
        row += 1
        if pen.draw(st.integers(0, 7)) == 0:
            row += 1  # a spacer
    return row


def _number(sheet: Sheet, row: int, column: int) -> None:
    """Make sure that a row has at least one figure."""
    old = sheet.facts[row, column]
    sheet.cells[row, column] = 7.5
    sheet.facts[row, column] = Fact(7.5, "reported", old.unit, old.labels, old.period)


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
        _number(sheet, row, first)
        row += 1
    noted(pen, sheet, row)
    return _case(sheet, "Sheet1")


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
        _number(sheet, row, 2)
        row += 1
    noted(pen, sheet, row)
    names = {"file": "2022年月报.xlsx", "none": "表.xlsx"}
    return _case(sheet, "2022年" if year_place == "sheet" else "数据", names.get(year_place, "表.xlsx"))


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
    for column, head in enumerate(("序号", pen.text_of("指标名称", "指 标 名 称"), "代码", "计量单位", "本月", "本年累计"), 1):
        sheet.put(row, column, head)
    row += 1
    if pen.flag():
        for column, mark in enumerate(("甲", "乙", "丙", "丁", 1, 2), 1):
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
    for column, text in enumerate(("单位负责人：甲某", "填表人：乙某", "联系电话：0901-6220000", "", "报出日期：2022年12月3日"), 1):
        sheet.put(row, column, text or None)
    return _case(sheet, "报表")


def long_list(draw: st.DrawFn) -> Case:
    """One fact a row, as reporting systems export it; the columns in any order."""
    pen, sheet = Pen(draw), Sheet()
    heads = ["填报单位", "报告期", "指标代码", "指标名称", "单位", "数值", "备注"]
    if pen.flag():
        heads = draw(st.permutations(heads[:-1])) + ["备注"]
        heads.remove("数值")
        heads.insert(len(heads) - 1, "数值")
    for column, head in enumerate(heads, 1):
        sheet.put(1, column, head)
    row = 2
    for place in pen.places(1, 3):
        for number, indicator in enumerate(pen.indicators(1, 4), 1):
            period, written = draw(st.sampled_from([("2022-11", "202211"), ("2022-11", "2022-11"), ("2022-10", "2022年10月"), ("2022-11", "44866")]))
            value, fact = pen.figure(indicator.unit, (place, indicator.name), period)
            if value in (None, "-", "－", "—", "…") and row == 2:
                value, fact = 5.5, Fact(5.5, "reported", indicator.unit, (place, indicator.name), period)
            cells = {"填报单位": place, "报告期": written, "指标代码": f"M.{number}", "指标名称": indicator.name, "单位": indicator.unit, "数值": value}
            for column, head in enumerate(heads, 1):
                sheet.put(row, column, cells.get(head))
            sheet.facts[row, heads.index("数值") + 1] = fact
            row += 1
    return _case(sheet, "导出")


def side_by_side(draw: st.DrawFn) -> Case:
    """Two blocks beside each other with a blank column between, not always on the same row."""
    pen, sheet = Pen(draw), Sheet()
    period = "2018"
    _block(pen, sheet, 1, 1, None, 1)
    width = max(column for _, column in sheet.cells)
    _block(pen, sheet, pen.draw(st.integers(1, 2)), width + 2, None, 1)
    facts = {place: Fact(f.value, f.state, f.unit, f.labels, period) for place, f in sheet.facts.items()}
    sheet.facts = facts
    return _case(sheet, period)


def stacked(draw: st.DrawFn) -> Case:
    """Two tables below each other, each with title and header."""
    pen, sheet = Pen(draw), Sheet()
    row = 1
    for period in ("2019", "2020"):
        sheet.put(row, 1, f"表{row} 分地区情况（{period}年）")
        row = _block(pen, sheet, row + 1, 1, period, 1) + pen.draw(st.integers(1, 2))
    return _case(sheet, "表")


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
            _number(sheet, row, left + 1)
    return _case(sheet, "Sheet1")


def _case(sheet: Sheet, name: str, file_name: str = "报表.xlsx") -> Case:
    return Case(sheet.document(name), sheet.by_address(name), file_name)


LAYOUTS = {
    "places by indicators": places_by_indicators,
    "indicators by places": indicators_by_places,
    "periods across": periods_across,
    "official form": official_form,
    "long list": long_list,
    "side by side": side_by_side,
    "stacked": stacked,
    "folded": folded,
}
