"""The header and foot of an official form: who reports, for when, on which form, who signed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.document import CellValue, Document, Grid
from domain.submission import HeaderBlock
from domain.tables.sheet import clean, raw_text

_FIELDS = {
    "reporting_unit": r"填\s*报\s*单\s*位(?:名称)?|单位名称|报送单位|上报单位|填报地区|填报部门",
    "period": r"报\s*告\s*期(?:别)?|统计期间?|所属期|报表月份|统计月份|期\s*别",
    "form_number": r"表\s*号",
    "unit": r"计\s*量\s*单\s*位|单\s*位",
    "responsible": r"单位负责人|负\s*责\s*人|统计负责人|分管领导|审核人",
    "filled_by": r"填\s*表\s*人|填\s*报\s*人|制\s*表\s*人|经\s*办\s*人",
    "phone": r"联\s*系\s*电\s*话|电\s*话|联系方式",
    "filled_on": r"(?:报\s*出|填\s*表|填\s*报|上\s*报|制\s*表)\s*(?:日\s*期|时\s*间)",
}
_OTHER_KEYS = r"制定机关|批准机关|批准文号|有效期(?:至|截?止)?|组织机构代码|统一社会信用代码|单位地址|备案文号"
_ANY_KEY = re.compile(
    "(?:" + "|".join((*(f"(?P<{name}>{form})" for name, form in _FIELDS.items()), _OTHER_KEYS)) + r")\s*[:：]"
)
_SEAL = re.compile(r"[(（]\s*(?:盖\s*章|公\s*章|签\s*章|章)\s*[)）]")
_EMPTY = re.compile(r"^[_＿\s.。×xX*-]*$")
JSON_ROOT = "$"
"""The name of the grid that holds the fields of a JSON message."""
_TOP_ROWS, _FOOT_ROWS, _PARAGRAPHS = 12, 8, 15


def fields_of(text: str) -> dict[str, str]:
    """Read the fields of one line: `填报单位：塔城地区科协（盖章）  报告期：2022年11月`."""
    if ":" not in text and "：" not in text:
        return {}
    found: dict[str, str] = {}
    marks = list(_ANY_KEY.finditer(text))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        name = mark.lastgroup
        if name is not None and name not in found:
            found[name] = clean(text[mark.end() : end])
    return found


def header_block(document: Document) -> HeaderBlock | None:
    """Find the header block of a document: first and last rows of its grids, first and last paragraphs."""
    found: dict[str, str] = {}
    for grid in document.grids:
        if grid.is_hidden:
            continue
        for name, value in _grid_fields(grid):
            _keep(found, name, value)
    paragraphs = document.paragraphs
    edges = (
        paragraphs if len(paragraphs) <= 2 * _PARAGRAPHS else (*paragraphs[:_PARAGRAPHS], *paragraphs[-_PARAGRAPHS:])
    )
    for paragraph in edges:
        if len(paragraph.text) <= 200:
            for name, value in fields_of(paragraph.text).items():
                _keep(found, name, value)
    if set(found) <= {"unit"}:
        return None
    return replace(HeaderBlock(), **found)  # type: ignore[arg-type]  # its keys are the text fields above


def json_fields(document: Document) -> dict[str, str]:
    """The fields of a pushed message beside its lists (`unit`, `period`, `type`); empty for other documents."""
    if document.format != "json":
        return {}
    root = next((grid for grid in document.grids if grid.name == JSON_ROOT), None)
    rows = root.rows if root is not None else ()
    return {raw_text(row[0]): raw_text(row[1]) for row in rows if len(row) == 2}


def header_of_fields(fields: dict[str, str]) -> HeaderBlock | None:
    """The header block that a pushed message states."""
    if not fields.get("unit") and not fields.get("period"):
        return None
    return HeaderBlock(reporting_unit=fields.get("unit") or None, period=fields.get("period") or None)


def _keep(found: dict[str, str], name: str, value: str) -> None:
    plain = _SEAL.sub("", value).strip(" ，,;；")
    if plain and not _EMPTY.match(plain) and name not in found:
        found[name] = plain


def _grid_fields(grid: Grid) -> Iterator[tuple[str, str]]:
    for row in _edge_rows(grid):
        for place, value in enumerate(row):
            if isinstance(value, str):
                for name, field in fields_of(value).items():
                    yield name, field or _next_text(row, place)


def _edge_rows(grid: Grid) -> Iterable[tuple[CellValue, ...]]:
    rows = grid.rows
    if len(rows) <= _TOP_ROWS + _FOOT_ROWS:
        return rows
    last = len(rows)
    while last > _TOP_ROWS and not any(rows[last - 1]):
        last -= 1
    return (*rows[:_TOP_ROWS], *rows[max(_TOP_ROWS, last - _FOOT_ROWS) : last])


def _next_text(row: tuple[CellValue, ...], place: int) -> str:
    """The value of a key that stands in the next cell; empty when the next cell is another key."""
    for value in row[place + 1 : place + 4]:
        text = clean(raw_text(value))
        if text:
            return "" if _ANY_KEY.search(text) else text
    return ""
