"""A picture of each table in the terminal: what was taken as header, labels, units, period and figures, by colour."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.document import Document, Grid, column_letters
from domain.tables import LayoutReceipt, extract_tables
from domain.tables.sheet import clean, raw_text

_STYLES = {
    "header": "bold cyan",
    "label": "green",
    "translation": "dim green",
    "code": "blue",
    "serial": "dim",
    "unit": "yellow",
    "period": "magenta",
    "note": "dim italic",
    "value": "white",
    "absent": "red",
    "left out": "dim",
}
_LEGEND = (
    ("header", "表头"),
    ("label", "行名"),
    ("code", "代码"),
    ("unit", "单位"),
    ("period", "期间"),
    ("value", "数据"),
    ("absent", "空缺"),
    ("left out", "未取"),
)
_MAX_ROWS, _MAX_COLUMNS, _MAX_WIDTH = 40, 14, 16


def draw_document(document: Document, file_name: str, console: Console) -> None:
    """Draw the tables of a document; says so when there is none."""
    result = extract_tables(document, "", file_name=file_name)
    member = f"{document.member}：" if document.member else ""
    if not result.receipts:
        console.print(f"{member}没有找到表格。")
        return
    absences = {s.source.address for s in result.statements if s.is_statistic and s.quantity is None}
    grids = {grid.name: grid for grid in document.grids}
    for receipt in result.receipts:
        if member:
            console.print(member, style="bold")
        console.print(_picture(grids[receipt.sheet], receipt, absences))
        console.print(receipt.sentence())
        console.print()
    console.print(Text("  ").join(Text(name, _STYLES[role]) for role, name in _LEGEND))


def _picture(grid: Grid, receipt: LayoutReceipt, absences: set[str]) -> Table:
    left_out = {item.row for item in receipt.excluded}
    top = min([receipt.top, *left_out])
    bottom = max([receipt.bottom, *left_out])
    columns = range(receipt.left, min(receipt.right, receipt.left + _MAX_COLUMNS - 1) + 1)
    picture = Table(title=receipt.table, show_lines=False, title_justify="left")
    picture.add_column("", style="dim", justify="right")
    for column in columns:
        picture.add_column(column_letters(column), max_width=_MAX_WIDTH, overflow="ellipsis", no_wrap=True)
    for row in range(top, min(bottom, top + _MAX_ROWS - 1) + 1):
        cells = [_cell(grid, receipt, (row, column), left_out, absences) for column in columns]
        picture.add_row(str(row), *cells)
    if bottom >= top + _MAX_ROWS or receipt.right > columns[-1]:
        picture.caption = f"只画出前{_MAX_ROWS}行、{_MAX_COLUMNS}列"
    return picture


def _cell(
    grid: Grid,
    receipt: LayoutReceipt,
    place: tuple[int, int],
    left_out: set[int],
    absences: set[str],
) -> Text:
    row, column = place
    text = clean(raw_text(grid.value(row, column)))
    if row in left_out:
        return Text(text, _STYLES["left out"])
    if row in receipt.header_rows:
        return Text(text, _STYLES["header"])
    if grid.address(row, column) in absences:
        return Text(text or "空", _STYLES["absent"])
    role = receipt.roles[column - receipt.left]
    return Text(text, _STYLES.get(role, "dim"), justify="right" if role == "value" else "left")
