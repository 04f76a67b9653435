"""How facts are written into sheets at random: invented names and numbers, with the answers kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
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
        two = st.tuples(
            st.sampled_from(PLACE_CHARACTERS), st.sampled_from(PLACE_CHARACTERS), st.sampled_from(PLACE_ENDINGS)
        )
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


def ensure_number(sheet: Sheet, row: int, column: int) -> None:
    """Make sure that a row has at least one figure."""
    old = sheet.facts[row, column]
    sheet.cells[row, column] = 7.5
    sheet.facts[row, column] = Fact(7.5, "reported", old.unit, old.labels, old.period)


def finished(sheet: Sheet, name: str, file_name: str = "报表.xlsx") -> Case:
    return Case(sheet.document(name), sheet.by_address(name), file_name)
