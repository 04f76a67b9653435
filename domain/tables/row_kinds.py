"""What a row looks like before its table is known: blank, form field, single text, texts, header numbers, data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from domain.period import parse_period_parts
from domain.tables.cell_number import CellKind
from domain.tables.sheet import SheetView
from domain.tables.units import is_unit_only


class RowKind(IntEnum):
    """What a row looks like before its table is known."""

    BLANK = 0
    META = 1  # 填报单位：…, 单位：万元, 数据来源：…
    SINGLE = 2  # one text: title, caption, section, note
    TEXTS = 3  # several texts, no number
    NUMBERS = 4  # header numbers: years, months, column numbers
    DATA = 5


_META = re.compile(
    r"^[(（]?(?:计量)?单\s*位\s*[:：]|^[^:：,，。]{1,10}[:：]|^[(（][A-Za-z0-9 %,./-]+[)）]$"
    r"|^(?:表|文)\s*号|^续?表\s*[\d一二三四五六七八九十]+\s*$"
)
_UNIT_LINE = re.compile(r"^[(（]?(?:计量)?单\s*位\s*[:：]")
_KEY_VALUE = re.compile(r"^[^:：,，。\d]{2,8}[:：]\s*\S")
_KEY_CELL = re.compile(r"^[^:：,，。\d]{2,10}[:：]$")
_OF_WHICH = re.compile(r"^(?:其中|#|＃)")
_HEADER_KEYS = frozenset({"单位", "计量单位", "频度", "频率", "指标", "指标名称", "地区"})
_ORDINALS = ("甲乙丙丁戊己庚辛", "ABCDEFGHIJ")
COLUMN_NUMBER = re.compile(r"^(?:[(（]\d{1,2}[)）]|[\u2460-\u2473]|[甲乙丙丁戊己庚辛])$")
_NUMBER = int(CellKind.NUMBER)
_ABSENT = int(CellKind.ABSENT)


def row_kind(view: SheetView, row: int, left: int, right: int) -> RowKind:
    """Say what one row of a band of columns looks like."""
    kinds = view.kinds[row][left : right + 1]
    filled = len(kinds) - kinds.count(0)
    if not filled:
        return RowKind.BLANK
    numbers, absent = kinds.count(_NUMBER), kinds.count(_ABSENT)
    if not numbers and not absent:
        return _text_row_kind(view, row, view.filled(row, left, right))
    if numbers and not absent and _are_header_numbers(view, row, left, right):
        return RowKind.NUMBERS
    if numbers > 2 or filled > 8:
        return RowKind.DATA
    first = view.own_text(row, view.filled(row, left, right)[0])
    if _KEY_CELL.match(first):
        return RowKind.META
    if not numbers and (filled == 1 or first in _HEADER_KEYS):
        return RowKind.SINGLE if filled == 1 else RowKind.TEXTS
    return RowKind.DATA


def _text_row_kind(view: SheetView, row: int, columns: Sequence[int]) -> RowKind:
    texts = [view.own_text(row, column) for column in columns]
    if not any(texts):
        return RowKind.BLANK
    if len(columns) == 1:
        is_meta = bool(_META.match(texts[0])) and not _OF_WHICH.match(texts[0])
        return RowKind.META if is_meta else RowKind.SINGLE
    if all(map(COLUMN_NUMBER.match, texts)):
        return RowKind.NUMBERS
    if len(texts) >= 3 and len(set(texts)) == 1:
        return RowKind.META if _UNIT_LINE.match(texts[0]) else RowKind.SINGLE  # a title repeated over its merged cells
    if all(map(is_unit_only, texts)) and not _UNIT_LINE.match(texts[0]):
        return RowKind.TEXTS
    if len(texts) <= 8 and _META.match(texts[0]) and not _OF_WHICH.match(texts[0]):
        rest = [text for text in texts[1:] if text]
        if all(_META.match(text) or is_unit_only(text) for text in rest) or _KEY_CELL.match(texts[0]):
            return RowKind.META
    if len(texts) <= 3 and all(_UNIT_LINE.match(text) or _KEY_VALUE.match(text) for text in texts[1:]):
        return RowKind.META  # a title with the unit, or a field of the form, at its right
    if len(texts) <= 6 and sum(bool(_META.match(text)) for text in texts) * 2 > len(texts):
        return RowKind.META
    return RowKind.TEXTS


def _are_header_numbers(view: SheetView, row: int, left: int, right: int) -> bool:
    """Whether all numbers of a row are years, or count the columns from 1."""
    kinds = view.kinds[row]
    values: list[float] = []
    for column in range(left, right + 1):
        if kinds[column] == _NUMBER:
            value = view.number(row, column)
            if value != int(value) or not (1950 <= value <= 2100 or 1 <= value <= 100):
                return False
            values.append(value)
    texts = [view.own_text(row, column) for column in view.filled(row, left, right) if kinds[column] != _NUMBER]
    if all(1950 <= value <= 2100 for value in values):
        dated = sum(parse_period_parts(text) is not None for text in texts)
        return len(values) + dated >= 2 and len(texts) - dated <= 3 and _steps_evenly(values)
    counts = len(values) >= 2 and values == [values[0] + step for step in range(len(values))] and values[0] in (1, 2, 3)
    ordinals = all(len(text) == 1 and any(text in series for series in _ORDINALS) for text in texts)
    return (counts and ordinals and (bool(texts) or len(values) >= 3)) or (bool(texts) and ordinals and values == [1])


def _steps_evenly(values: Sequence[float]) -> bool:
    steps = {abs(b - a) for a, b in pairwise(values)}
    return steps <= {0, 1} or len(steps) == 1 or (len(set(values)) < len(values) and max(steps) <= 5)
