"""The data dictionary as a page and as a workbook, generated from the comments in the database: `write_dictionary`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from warehouse.connection import open_memory
from warehouse.dictionary import MacroEntry, TableEntry, data_dictionary, table_macros

GROUPS: Final = (
    ("mart_", "统计集市：直接回答问题"),
    ("fct_", "事实"),
    ("additive_", "可加视图：只有这些可以直接求和"),
    ("rel_", "封账发布"),
    ("closed_", "封账发布"),
    ("dim_", "维度"),
    ("ref_", "参考数据"),
    ("", "过程记录与来历"),
)
"""Prefix of a name → heading; the first that fits counts."""
COLUMN_TITLES: Final = ("表或视图", "说明", "列", "类型", "含义")


def write_dictionary(path: Path) -> int:
    """Write the data dictionary as .md or .xlsx; return how many tables and views it describes.

    Raises SettingError for another kind of file, or a folder that cannot be written.
    """
    tables, macros = described()
    try:
        if path.suffix == ".md":
            path.write_text(page(tables, macros), encoding="utf-8")
        elif path.suffix == ".xlsx":
            _write_workbook(path, tables, macros)
        else:
            raise SettingError(f"“{path.name}”：数据字典只能写成 .xlsx 或 .md。")
    except OSError as error:
        raise SettingError(f"无法写入“{path}”：{error.strerror or error}。请检查目录和权限。") from error
    return len(tables)


def described() -> tuple[list[TableEntry], list[MacroEntry]]:
    """What an empty warehouse of this version says about itself."""
    with open_memory() as connection:
        return data_dictionary(connection), table_macros(connection)


def page(tables: Sequence[TableEntry], macros: Sequence[MacroEntry]) -> str:
    """The data dictionary as Markdown."""
    lines = ["# 数据字典", "", "由 `kepu dictionary --out docs/data-dictionary.md` 从数据库注释生成，请勿手改。", ""]
    lines += ["## 带参数的查询", "", "| 名称 | 含义 |", "|---|---|"]
    lines += [f"| `{macro.name}({macro.parameters})` | {macro.comment} |" for macro in macros]
    for heading, entries in grouped(tables):
        lines += ["", f"## {heading}"]
        for entry in entries:
            lines += ["", f"### {entry.name}", "", entry.comment, "", "| 列 | 类型 | 含义 |", "|---|---|---|"]
            lines += [f"| {column.name} | {column.type} | {column.comment} |" for column in entry.columns]
    return "\n".join([*lines, ""])


def grouped(tables: Sequence[TableEntry]) -> Iterator[tuple[str, list[TableEntry]]]:
    """The tables under their headings, both in the order of GROUPS."""
    heading_of = {
        table.name: next(title for prefix, title in GROUPS if table.name.startswith(prefix)) for table in tables
    }
    for heading in dict.fromkeys(title for _, title in GROUPS):
        yield heading, [table for table in tables if heading_of[table.name] == heading]


def _write_workbook(path: Path, tables: Sequence[TableEntry], macros: Sequence[MacroEntry]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        overview, columns = workbook.add_worksheet("表和视图"), workbook.add_worksheet("各列含义")
        overview.write_row(0, 0, ("类别", "名称", "说明"), bold)
        columns.write_row(0, 0, COLUMN_TITLES, bold)
        rows = [(heading, entry.name, entry.comment) for heading, entries in grouped(tables) for entry in entries]
        rows += [("带参数的查询", f"{macro.name}({macro.parameters})", macro.comment) for macro in macros]
        for number, row in enumerate(rows, start=1):
            overview.write_row(number, 0, row, wrapped)
        number = 0
        for _, entries in grouped(tables):
            for entry in entries:
                for column in entry.columns:
                    number += 1
                    cells = (entry.name, entry.comment, column.name, column.type, column.comment)
                    columns.write_row(number, 0, cells, wrapped)
        for sheet, widths in ((overview, (22, 34, 70)), (columns, (30, 40, 30, 14, 70))):
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
            sheet.freeze_panes(1, 0)
        columns.autofilter(0, 0, number, len(COLUMN_TITLES) - 1)
