"""The sheet 反馈: one row per issue, two columns for the answer, put into a workbook as a part of its own.

Only the columns for the answer can be written to. Every text is a text cell, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from domain.answers import FEEDBACK_SHEET, FeedbackIdentity
from domain.document import column_letters
from reports.cell_marks import printable, sheet_parts
from reports.office_package import OfficePackage, namespace_of
from reports.workbook_styles import CellLook, WorkbookStyles

if TYPE_CHECKING:
    from lxml.etree import _Element

SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
HEADERS: Final = (
    *("问题编号", "位置", "指标", "原填数", "问题和处理办法", "建议值", "单位"),
    *("您的更正值", "您的说明"),
)
WIDTHS: Final = (13.0, 20.0, 20.0, 13.0, 56.0, 12.0, 8.0, 15.0, 34.0)
HEADER_ROW: Final = 6
_ANSWER: Final = "FFFFF9E5"
_TITLE = CellLook(font="黑体", size=16, horizontal="center", wraps=False)
_LINE = CellLook(size=11)
_HEAD = CellLook(font="黑体", size=11, fill="FFE7E6E6", has_border=True, horizontal="center")
_ANSWER_HEAD = CellLook(font="黑体", size=11, fill="FFFFE699", has_border=True, horizontal="center")
_CELL = CellLook(has_border=True)
_TEXT_CELL = CellLook(has_border=True, number_format="@")
_LINK_CELL = CellLook(has_border=True, color="FF0563C1")
_NUMBER_CELL = CellLook(has_border=True, horizontal="right", number_format="#,##0.######")
_CENTRE_CELL = CellLook(has_border=True, horizontal="center")
_CORRECTION = CellLook(has_border=True, horizontal="right", number_format="#,##0.######", fill=_ANSWER, is_locked=False)
_EXPLANATION = CellLook(has_border=True, fill=_ANSWER, is_locked=False)
_HIDDEN = CellLook(size=9, color="FFBFBFBF", wraps=False)


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One issue as the clerk sees it. `link` is `sheet!cell` of this workbook; `value` the reported value."""

    issue_id: str
    place: str
    indicator: str
    raw: str
    problem: str
    suggestion: float | None = None
    unit: str = ""
    value: float | None = None
    link: tuple[str, str] | None = None
    is_integer: bool = False

    @property
    def hidden(self) -> str:
        """What the hidden column holds: the full number of the issue, and the value it is about."""
        return self.issue_id if self.value is None else f"{self.issue_id}|{self.value!r}"


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """A whole sheet 反馈: its hidden identity, title, three lines for the clerk, and the issues."""

    identity: FeedbackIdentity
    title: str
    lines: tuple[str, str, str]
    rows: tuple[FeedbackRow, ...]


def add_feedback_sheet(package: OfficePackage, form: FeedbackForm, replacing: str | None = None) -> str:
    """Add the sheet as the last one, or in the place of an older one of ours; returns its name."""
    parts = sheet_parts(package)
    styles = WorkbookStyles(package)
    namespace = namespace_of(package.peek("xl/workbook.xml"))
    data = etree.tostring(
        _Sheet(namespace, styles).build(form), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    if replacing is not None and replacing in parts:
        package.add(parts[replacing], data, SHEET_TYPE)
        return replacing
    name = _free_title(parts)
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.add(part, data, SHEET_TYPE)
    relation = package.relate("xl/workbook.xml", "worksheet", part)
    sheets = package.tree("xl/workbook.xml").find(f"{{{namespace}}}sheets")
    if sheets is None:
        raise KeyError("sheets")
    number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
    made = etree.SubElement(sheets, f"{{{namespace}}}sheet", name=name, sheetId=str(number))
    made.set(f"{{{package.relations_ns}}}id", relation)
    return name


def _free_title(taken: Iterable[str]) -> str:
    names = {name.lower() for name in taken}
    titles = (FEEDBACK_SHEET, *(f"{FEEDBACK_SHEET}{n}" for n in range(2, 1000)))
    return next(title for title in titles if title.lower() not in names)


@dataclass(slots=True)
class _Sheet:
    """Writes the XML of one sheet."""

    namespace: str
    styles: WorkbookStyles
    _data: _Element = field(init=False)

    def build(self, form: FeedbackForm) -> _Element:
        root = etree.Element(self._tag("worksheet"), nsmap={None: self.namespace})
        self._write_setup(root)
        self._data = self._add(root, "sheetData")
        self._row(1, [(1, form.identity.text(), _HIDDEN)], hidden="1")
        self._row(2, [(1, form.title, _TITLE)], height=30)
        for number, line in enumerate(form.lines, start=3):
            self._row(number, [(1, line, _LINE)], height=18.0 * max(1, _lines(line, sum(WIDTHS))))
        heads = [(c, t, _ANSWER_HEAD if c > 7 else _HEAD) for c, t in enumerate(HEADERS, start=1)]
        self._row(HEADER_ROW, heads, height=26)
        for index, row in enumerate(form.rows, start=1):
            self._write_issue(HEADER_ROW + index, row)
        self._write_rules(root, form.rows)
        return root

    def _write_setup(self, root: _Element) -> None:
        setup = self._add(root, "sheetPr")
        self._add(setup, "tabColor", rgb="FFC00000")
        self._add(setup, "pageSetUpPr", fitToPage="1")
        view = self._add(self._add(root, "sheetViews"), "sheetView", showGridLines="0", workbookViewId="0")
        pane = self._add(view, "pane", ySplit=str(HEADER_ROW), topLeftCell=f"A{HEADER_ROW + 1}")
        pane.set("activePane", "bottomLeft")
        pane.set("state", "frozen")
        self._add(view, "selection", pane="bottomLeft", activeCell=f"H{HEADER_ROW + 1}", sqref=f"H{HEADER_ROW + 1}")
        self._add(root, "sheetFormatPr", defaultRowHeight="15")
        columns = self._add(root, "cols")
        for number, width in enumerate(WIDTHS, start=1):
            self._add(columns, "col", min=str(number), max=str(number), width=str(width), customWidth="1")
        last = str(len(WIDTHS) + 1)
        self._add(columns, "col", min=last, max=last, width="9", hidden="1", customWidth="1")

    def _write_issue(self, number: int, row: FeedbackRow) -> None:
        cells: list[tuple[int, str | float | None, CellLook]] = [
            (1, row.issue_id[:10], _CENTRE_CELL),
            (2, row.place, _LINK_CELL if row.link else _CELL),
            (3, row.indicator, _CELL),
            (4, row.raw, _TEXT_CELL),
            (5, row.problem, _CELL),
            (6, row.suggestion, _NUMBER_CELL),
            (7, row.unit, _CENTRE_CELL),
            (8, None, _CORRECTION),
            (9, None, _EXPLANATION),
            (10, row.hidden, _HIDDEN),
        ]
        texts = zip((row.place, row.indicator, row.raw, row.problem), WIDTHS[1:5], strict=True)
        lines = max(_lines(text, width) for text, width in texts)
        self._row(number, cells, height=min(400.0, 6 + 15.0 * max(2, lines)))

    def _row(
        self,
        number: int,
        cells: Sequence[tuple[int, str | float | None, CellLook]],
        *,
        height: float | None = None,
        hidden: str | None = None,
    ) -> None:
        row = self._add(self._data, "row", r=str(number))
        if height is not None:
            row.set("ht", str(height))
            row.set("customHeight", "1")
        if hidden is not None:
            row.set("hidden", hidden)
        for column, value, look in cells:
            cell = self._add(row, "c", r=f"{column_letters(column)}{number}", s=str(self.styles.of(look)))
            if isinstance(value, float):
                self._add(cell, "v").text = repr(value)
            elif value:
                cell.set("t", "inlineStr")
                text = self._add(self._add(cell, "is"), "t")
                text.text = printable(value)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _write_rules(self, root: _Element, rows: Sequence[FeedbackRow]) -> None:
        protection = self._add(root, "sheetProtection", sheet="1", objects="1", scenarios="1")
        protection.set("formatColumns", "0")
        protection.set("formatRows", "0")
        merges = self._add(root, "mergeCells", count="4")
        for number in range(2, 6):
            self._add(merges, "mergeCell", ref=f"A{number}:I{number}")
        if rows:
            self._write_validations(root, rows)
            self._write_links(root, rows)
        self._add(root, "pageMargins", left="0.4", right="0.4", top="0.6", bottom="0.6", header="0.3", footer="0.3")
        self._add(root, "pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")

    def _write_validations(self, root: _Element, rows: Sequence[FeedbackRow]) -> None:
        holder = self._add(root, "dataValidations", count="0")
        whole = [n for n, row in enumerate(rows, start=HEADER_ROW + 1) if row.is_integer]
        other = [n for n, row in enumerate(rows, start=HEADER_ROW + 1) if not row.is_integer]
        for kind, numbers in (("whole", whole), ("decimal", other)):
            if numbers:
                made = self._validation(holder, kind, "H", numbers)
                made.set("operator", "greaterThanOrEqual")
                made.set("error", "请填数字，按“单位”栏的单位，例如 132000；不要带文字。")
                made.set("prompt", "原填数有误的，在此填写正确的数，按“单位”栏的单位。")
                self._add(made, "formula1").text = "0"
        made = self._validation(holder, "textLength", "I", [*whole, *other])
        made.set("operator", "between")
        made.set("error", "说明请写 4 至 500 字，写明真实情况。")
        made.set("prompt", "原填数无误的，写明真实原因；只写“核实无误”不算说明。")
        self._add(made, "formula1").text = "4"
        self._add(made, "formula2").text = "500"
        holder.set("count", str(len(holder)))

    def _validation(self, holder: _Element, kind: str, column: str, numbers: Iterable[int]) -> _Element:
        made = self._add(holder, "dataValidation", type=kind, allowBlank="1")
        made.set("showInputMessage", "1")
        made.set("showErrorMessage", "1")
        made.set("errorTitle", "请检查")
        made.set("promptTitle", "填写办法")
        made.set("sqref", " ".join(f"{column}{number}" for number in sorted(numbers)))
        return made

    def _write_links(self, root: _Element, rows: Sequence[FeedbackRow]) -> None:
        linked = [(n, row.link) for n, row in enumerate(rows, start=HEADER_ROW + 1) if row.link]
        if not linked:
            return
        holder = self._add(root, "hyperlinks")
        for number, (sheet, cell) in linked:
            quoted = sheet.replace("'", "''")
            self._add(holder, "hyperlink", ref=f"B{number}", location=f"'{quoted}'!{cell}")

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def _add(self, parent: _Element, name: str, **attributes: str) -> _Element:
        made: _Element = etree.SubElement(parent, self._tag(name), attributes)
        return made


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of a width in digits; a Chinese character is two digits wide."""
    return sum(1 + int(_width(line) // max(1.0, width - 1.5)) for line in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
