"""What each column of a table is for: labels, codes, units, periods, serial numbers, notes, or figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import islice, pairwise

from domain.period import parse_period_parts, period_of_serial
from domain.record import record
from domain.tables.cell_number import CellKind
from domain.tables.segments import Block
from domain.tables.sheet import SheetView, is_foreign, raw_text
from domain.tables.units import parse_unit, unit_in_label


class ColumnRole(StrEnum):
    """The role of a column."""

    LABEL = "label"
    TRANSLATION = "translation"
    CODE = "code"
    SERIAL = "serial"
    UNIT = "unit"
    PERIOD = "period"
    NOTE = "note"
    VALUE = "value"
    SPACER = "spacer"


@record
class Column:
    """A column of a block: its place, its role, its own header texts joined without blanks."""

    index: int
    role: ColumnRole
    header: str


_UNIT = re.compile(r"^(?:计量|数量)?单位$|^量纲$|^计量$|^unit$", re.IGNORECASE)
_SERIAL = re.compile(r"^(?:序号?|编号|行次|行号|No\.?|项次)$|(?:排名|名次|位次|排序)$", re.IGNORECASE)
_CODE = re.compile(r"代码|编码|编号$|代号|邮编|^code$", re.IGNORECASE)
_CODE_TEXT = re.compile(r"[A-Z]{0,4}[-_]?\d[\w.-]*$|[A-Z][A-Z0-9]*(?:[._-][A-Z0-9]+)+$")
_NOTE = re.compile(r"^(?:备注|备考|注释?|说明|更正原因|原因|情况说明)(?:[(（].*)?$")
_PERIOD = re.compile(
    r"^(?:年份?|年度|月份?|季度|时间|日期|期别|报告期|统计(?:时间|期|年度|月份)|数据(?:时间|期)|期间|所属期|年月|开始时间|结束时间|更新时间|period|year|month)$"
)
_MONTHS = re.compile(r"^(?:月份?|季度?)$")
_CONTACT = re.compile(r"电话|手机|传真|身份证|信用代码|邮箱|账号|时间$|日期$|年月$")
_FIRST_COLUMNS = 6
_LONGEST_NUMBER = 18
_NUMBER, _ABSENT, _TEXT = int(CellKind.NUMBER), int(CellKind.ABSENT), int(CellKind.TEXT)
_DATE, _CODE_KIND = int(CellKind.DATE), int(CellKind.CODE)


def column_roles(view: SheetView, block: Block) -> list[Column]:
    """Give every column of a block its role. Cost: one pass over the body."""
    rows = block.body_rows
    kinds = [view.kinds[row][block.left : block.right + 1] for row in rows]
    by_column = [bytes(column) for column in zip(*kinds, strict=True)]
    columns = [
        Column(index, _role(view, rows, index, by_column[index - block.left], header), header)
        for index in range(block.left, block.right + 1)
        for header in (header_of(view, block, index),)
    ]
    return _with_order(view, rows, columns)


def header_of(view: SheetView, block: Block, index: int) -> str:
    """The header texts over one column, joined without blanks, merged ranges of one column only."""
    texts: list[str] = []
    for row in block.header_rows:
        merge = view.merge_at.get((row, index))
        if merge is not None and merge.left != merge.right and merge.left < index:
            continue
        text = view.text(row, index)
        if text and text not in texts and not (texts and is_foreign(text)):
            texts.append(text)
    return re.sub(r"\s+", "", "".join(texts))


def _role(view: SheetView, rows: Sequence[int], index: int, kinds: bytes, header: str) -> ColumnRole:
    if not any(kinds):
        is_figure = header and not _NOTE.match(header)
        return ColumnRole.VALUE if is_figure else ColumnRole.NOTE if header else ColumnRole.SPACER
    return _role_by_header(view, rows, index, kinds, header) or _role_by_content(view, rows, index, kinds, header)


def _role_by_header(view: SheetView, rows: Sequence[int], index: int, kinds: bytes, header: str) -> ColumnRole | None:
    """The role that the header names, where the content agrees."""
    numbers, texts = kinds.count(_NUMBER), kinds.count(_TEXT)
    if _UNIT.match(header) and _share(view, rows, index, _is_unit) >= 0.5:
        return ColumnRole.UNIT
    if _NOTE.match(header):
        return ColumnRole.NOTE
    if _SERIAL.search(header):
        return ColumnRole.SERIAL if numbers >= texts else ColumnRole.CODE
    if _CODE.search(header):
        return ColumnRole.CODE
    if _MONTHS.match(header) and numbers and _share(view, rows, index, _is_month_number) == 1.0:
        return ColumnRole.PERIOD
    if _PERIOD.match(header) and _share(view, rows, index, _is_period) >= 0.8:
        return ColumnRole.PERIOD
    is_contact = _CONTACT.search(header) and not _PERIOD.match(header) and kinds.count(_CODE_KIND)
    return ColumnRole.CODE if is_contact and _share(view, rows, index, _is_period) < 0.5 else None


def _role_by_content(view: SheetView, rows: Sequence[int], index: int, kinds: bytes, header: str) -> ColumnRole:
    """The role that the cells show: units, periods, codes, figures or texts."""
    numbers, texts = kinds.count(_NUMBER), kinds.count(_TEXT)
    absent, codes = kinds.count(_ABSENT), kinds.count(_CODE_KIND)
    if not header and texts >= 2 and not numbers and _share(view, rows, index, _is_unit) >= 0.8:
        return ColumnRole.UNIT
    if (not header or numbers + absent == 0) and _share(view, rows, index, _is_period) >= 0.8:
        return ColumnRole.PERIOD
    if numbers == 0 and texts == 0 and codes:
        return ColumnRole.CODE
    if numbers >= texts and numbers + absent > 0 and numbers + absent >= codes:
        return ColumnRole.VALUE
    if numbers * 3 >= texts and numbers + absent > texts and _looks_unread(view, rows, index):
        return ColumnRole.VALUE
    return _text_role(view, rows, index)


def _text_role(view: SheetView, rows: Sequence[int], index: int) -> ColumnRole:
    texts = [text for row in rows if (text := view.own_text(row, index))]
    if not texts or not all(map(is_foreign, texts)):
        return ColumnRole.LABEL
    return ColumnRole.CODE if all(map(_CODE_TEXT.match, texts)) else ColumnRole.TRANSLATION


def _looks_unread(view: SheetView, rows: Sequence[int], index: int) -> bool:
    texts = [view.own_text(row, index) for row in rows if view.kinds[row][index] == _TEXT]
    return all(any(character.isdigit() for character in text) for text in texts)


def _share(view: SheetView, rows: Sequence[int], index: int, test: Callable[[object], bool]) -> float:
    values = list(islice((view.value(row, index) for row in rows if view.kinds[row][index]), 200))
    return sum(map(test, values)) / len(values) if values else 0.0


def _is_unit(value: object) -> bool:
    return isinstance(value, str) and (parse_unit(value) is not None or value.strip() in ("-", "—", "/"))


def _is_month_number(value: object) -> bool:
    return isinstance(value, str | int | float) and 1 <= (_whole_number(raw_text(value)) or 0) <= 12


def _whole_number(text: str) -> int | None:
    """The number that a text of decimal digits is; circled and raised digits (①, ²) are none."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= _LONGEST_NUMBER else None


def _is_period(value: object) -> bool:
    if isinstance(value, str):
        return parse_period_parts(value) is not None or _is_period(_whole_number(value))
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        is_year = 1900 <= value <= 2100 and value == int(value)
        is_month = 190001 <= value <= 210012 and value == int(value) and 1 <= value % 100 <= 12
        return is_year or is_month or period_of_serial(float(value)) is not None
    return value is not None


def _with_order(view: SheetView, rows: Sequence[int], columns: list[Column]) -> list[Column]:
    """Correct what only the neighbours can tell: a column of 1, 2, 3 …, of years, of keys."""
    out: list[Column] = []
    for place, column in enumerate(columns):
        role = column.role
        if role is ColumnRole.VALUE:
            role = _leading_role(view, rows, columns, place)
        elif role is ColumnRole.PERIOD and not column.header:
            is_behind = any(before.role is ColumnRole.VALUE for before in out)
            role = ColumnRole.VALUE if is_behind or not _is_leading(view, rows, column) else role
        elif role is ColumnRole.CODE and column.header == "编号" and not _has(columns, ColumnRole.LABEL):
            role = ColumnRole.LABEL
        out.append(Column(column.index, role, column.header))
    return out


def _leading_role(view: SheetView, rows: Sequence[int], columns: Sequence[Column], place: int) -> ColumnRole:
    """The role of a column of numbers that may stand for its rows: serial numbers, years, keys."""
    column = columns[place]
    if not column.header and place < _FIRST_COLUMNS and _has(columns[place:], ColumnRole.LABEL):
        is_before_labels = not _has(columns[:place], ColumnRole.LABEL)
        if is_before_labels and _counts(view, rows, column):
            return ColumnRole.SERIAL
    if place > 0:
        return ColumnRole.VALUE
    if _is_years(view, rows, column):
        return ColumnRole.PERIOD
    keys = (ColumnRole.LABEL, ColumnRole.PERIOD, ColumnRole.CODE, ColumnRole.TRANSLATION)
    return ColumnRole.LABEL if not _has(columns, *keys) and _is_key(view, rows, column) else ColumnRole.VALUE


def _has(columns: Sequence[Column], *roles: ColumnRole) -> bool:
    return any(column.role in roles for column in columns)


def _counts(view: SheetView, rows: Sequence[int], column: Column) -> bool:
    values = [number.value for row in rows for number in view.content(row, column.index).numbers]
    return len(values) >= 1 and values == [values[0] + step for step in range(len(values))] and values[0] in (0, 1)


def _is_key(view: SheetView, rows: Sequence[int], column: Column) -> bool:
    """Whether a first column of numbers names the rows: age groups (0-4, 5-9), or whole numbers that only rise."""
    if not column.header or parse_period_parts(column.header) or unit_in_label(column.header):
        return False
    numbers = [view.content(row, column.index).numbers for row in rows]
    values = [found[0].value for found in numbers if found]
    if len(values) < 3 or any(len(found) > 1 for found in numbers):
        return False
    has_ranges = any(found and found[0].high is not None and found[0].high != found[0].value for found in numbers)
    is_rising = all(a < b for a, b in pairwise(values)) and all(value == int(value) for value in values)
    return is_rising or has_ranges


def _is_years(view: SheetView, rows: Sequence[int], column: Column) -> bool:
    """Whether the first column of a table holds nothing but years in order, under whatever corner text."""
    return (
        unit_in_label(column.header) is None
        and _share(view, rows, column.index, _is_period) == 1.0
        and _is_leading(view, rows, column)
    )


def _is_leading(view: SheetView, rows: Sequence[int], column: Column) -> bool:
    """Whether an untitled column of years runs evenly, as a time axis does."""
    values = [view.value(row, column.index) for row in rows if view.kinds[row][column.index]]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if not numbers:
        return True
    steps = {b - a for a, b in pairwise(numbers)}
    return len(numbers) >= 2 and steps <= {1.0, -1.0, 0.0}
