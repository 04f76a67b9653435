"""The data dictionary: generated from the comments in the database, in step with them, as a page and as a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.errors import SettingError
from reports.dictionary import described, page, write_dictionary


def test_the_page_in_the_docs_is_what_the_database_says(checkout: Path) -> None:
    written = (checkout / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == page(*described()), "run: kepu dictionary --out docs/data-dictionary.md"


def test_every_table_and_every_query_with_a_parameter_is_described() -> None:
    tables, macros = described()
    text = page(tables, macros)
    assert all(f"### {entry.name}\n" in text for entry in tables)
    assert {macro.name for macro in macros} == {"facts_as_of", "release", "release_month"}


def test_the_workbook_has_a_row_for_every_column(tmp_path: Path) -> None:
    path = tmp_path / "数据字典.xlsx"
    count = write_dictionary(path)
    workbook = load_workbook(path)
    tables, macros = described()
    assert count == len(tables)
    assert workbook["表和视图"].max_row == 1 + len(tables) + len(macros)
    assert workbook["各列含义"].max_row == 1 + sum(len(entry.columns) for entry in tables)


@pytest.mark.parametrize(
    ("name", "sentence"), [("字典.pdf", "只能写成 .xlsx 或 .md"), ("没有这个目录/字典.md", "无法写入")]
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        write_dictionary(tmp_path / name)
