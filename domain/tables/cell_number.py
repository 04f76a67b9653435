"""What one cell says: a number, several numbers, an absence mark, or text. Strict: doubt is text, never a guess."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from domain.period import parse_period_parts
from domain.quantity import NotANumber, Qualifier, ValueState, parse_quantity
from domain.record import record
from domain.tables.units import SCALES, parse_unit


class CellKind(IntEnum):
    """The kind of content of a cell; small integers, because every cell has one."""

    BLANK = 0
    NUMBER = 1
    ABSENT = 2
    TEXT = 3
    DATE = 4
    CODE = 5  # digits that count nothing: leading zeros, 18-digit identifiers


@record
class WrittenNumber:
    """A number as printed, with what stands beside it in the same cell; 万 is not applied."""

    value: float
    unit: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    low: float | None = None
    high: float | None = None
    half_width: float = 0.0
    is_vague: bool = False
    is_double_hedged: bool = False


@record
class CellContent:
    """What a cell says. `numbers` holds more than one for `35/0.42`; `state` and `note` explain an absence."""

    kind: CellKind
    numbers: tuple[WrittenNumber, ...] = ()
    state: ValueState = ValueState.REPORTED
    note: str | None = None


BLANK = CellContent(CellKind.BLANK, state=ValueState.MISSING)
TEXT = CellContent(CellKind.TEXT)
CODE = CellContent(CellKind.CODE)
NOT_FINITE = CellContent(CellKind.ABSENT, state=ValueState.MISSING, note="不是有限的数")

_NOT_APPLICABLE = frozenset(
    {"-", "--", "---", "—", "——", "–", "―", "─", "一一", "/", "\\", "×", "无此项", "无此项工作", "不适用", "未开展"}
    | {"本月无此项工作", "本月未开展", "本期无此项工作"}
)
_MISSING = frozenset(
    {
        "…",
        "……",
        "...",
        "......",
        "。。。",
        "..",
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "null",
        "none",
        "nan",
        "nil",
        "缺",
        "缺失",
    }
    | {"未报", "未统计", "暂无", "暂缺", "待报", "不详", "*", "**", "***", "?", "??"}
)
_BARE_NONE = frozenset({"无", "没有"})
BARE_NONE_NOTE = "“无”可能是零，也可能是没有该项工作"

_DIGITS = r"\d+(?:\.\d+)?|\.\d+"
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?"
_NUMBER = rf"(?:{_GROUPED}|{_DIGITS})"
_PLAIN = re.compile(rf"([-+]?)({_NUMBER})(?:[eE]([-+]?\d{{1,3}}))?\s*([%‰]?)")
_FOOTNOTE_MARK = re.compile(r"(?<=\d)\s*(?:[*†‡]{1,2}|[\u2460-\u2473])$")
_CODE = re.compile(r"0\d+|\d{15,}|\d+(?:[A-Z]+\d*)+")
_WITH_WORDS = re.compile(
    r"(?P<change>增加?|增长|上升|提高|升|减少?|下降|降低|回落|降)?(?P<before>约|近|大约|超|超过|逾|至少|不少于|不足|最多)?"
    rf"(?P<number>[-+]?{_NUMBER})(?P<more>余|多|左右|以上)?"
    r"(?P<scale>百万|千万|万亿|十亿|亿|万|千|百)?(?P<more2>余|多)?(?P<unit>[^\d\s,，;；。/]{0,8}?)(?P<after>左右|以上|以内)?"
)
_RANGE = re.compile(rf"({_DIGITS})\s*(?:-|~|—|–|至)\s*({_DIGITS})(?P<unit>[^\d]{{0,8}})")
_PAIR = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})")
_SIMPLE = re.compile(r"-?(?:0|[1-9]\d{0,13})(?:\.\d{1,15})?", re.ASCII)
_BEGINS_NUMBER = re.compile(r"[\d.+\-增上提升减下降回约近大超逾至不最]")
"""How every number that the expressions above know begins; no other text need be tried."""
_DIGIT = re.compile(r"\d")
_LONGEST_NUMBER = 40
_LONGEST_ABSENCE = 8
_MINUS = str.maketrans({"−": "-", "﹣": "-", "－": "-", "‐": "-", "‑": "-"})


@lru_cache(maxsize=65536)
def read_cell_text(text: str) -> CellContent:
    """Read the text of a cell. Full-width digits, NBSP, thousands marks and units beside the number are understood."""
    if simple := _SIMPLE.fullmatch(text):
        return CellContent(CellKind.NUMBER, (WrittenNumber(float(simple[0])),))
    text = _FOOTNOTE_MARK.sub("", text)
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_MINUS)
    plain = " ".join(plain.split())
    if not plain:
        return BLANK
    if len(plain) <= _LONGEST_ABSENCE and (absence := _absence(plain)):
        return absence
    if len(plain) > _LONGEST_NUMBER or not _BEGINS_NUMBER.match(plain) or not _DIGIT.search(plain):
        return TEXT
    if _CODE.fullmatch(plain):
        return CODE
    if plain_number := _PLAIN.fullmatch(plain):
        return CellContent(CellKind.NUMBER, (_plain_number(plain_number),))
    if parse_period_parts(plain) is not None:
        return TEXT
    return _pair(plain) or _range(plain) or _worded(plain) or TEXT


def _absence(plain: str) -> CellContent | None:
    mark = plain.lower()
    if mark in _NOT_APPLICABLE:
        return CellContent(CellKind.ABSENT, state=ValueState.NOT_APPLICABLE)
    if mark in _MISSING:
        return CellContent(CellKind.ABSENT, state=ValueState.MISSING)
    if mark in _BARE_NONE:
        return CellContent(CellKind.ABSENT, state=ValueState.REPORTED, note=BARE_NONE_NOTE)
    return None


def _number(digits: str) -> float:
    return float(digits.replace(",", "").replace(" ", ""))


def _plain_number(match: re.Match[str]) -> WrittenNumber:
    sign, digits, exponent, mark = match.groups()
    value = _number(digits) * (10.0 ** int(exponent) if exponent else 1.0)
    return WrittenNumber(-value if sign == "-" else value, mark or None)


def _pair(plain: str) -> CellContent | None:
    match = _PAIR.fullmatch(plain)
    if match is None:
        return None
    return CellContent(CellKind.NUMBER, (WrittenNumber(_number(match[1])), WrittenNumber(_number(match[2]))))


def _range(plain: str) -> CellContent | None:
    match = _RANGE.fullmatch(plain)
    if match is None:
        return None
    low, high = _number(match[1]), _number(match[2])
    unit = match["unit"].strip() or None
    if high <= low or (unit is not None and parse_unit(unit) is None):
        return None
    return CellContent(CellKind.NUMBER, (WrittenNumber(low, unit, Qualifier.APPROX, low, high),))


def _worded(plain: str) -> CellContent | None:
    match = _WITH_WORDS.fullmatch(plain.replace(" ", ""))
    if match is None:
        return None
    unit = (match["scale"] or "") + match["unit"].strip("()")
    if unit and unit not in SCALES and parse_unit(unit) is None:
        return None
    if any(match.group("before", "more", "more2", "after")):
        hedged = read_words(plain)
        return None if hedged is None else CellContent(CellKind.NUMBER, (hedged,))
    is_decrease = match["number"].startswith("-") or (match["change"] or " ")[0] in "减下降回"
    value = _number(match["number"].lstrip("+-")) * (-1 if is_decrease else 1)
    return CellContent(CellKind.NUMBER, (WrittenNumber(value, unit or None),))


def read_words(text: str) -> WrittenNumber | None:
    """Read a number as prose writes it, hedged or in words (`近5000人`, `三百二十`); None for other texts."""
    try:
        quantity = parse_quantity(text)
    except NotANumber:
        return None
    scale = next((word for word, factor in SCALES.items() if factor == quantity.multiplier), "")
    unit = scale + (quantity.unit or "")
    if unit and unit not in SCALES and parse_unit(unit) is None:
        return None
    low, high = quantity.value_low, quantity.value_high
    return WrittenNumber(
        value=quantity.value / quantity.multiplier,
        unit=unit or None,
        qualifier=quantity.qualifier,
        low=None if low is None else low / quantity.multiplier,
        high=None if high is None else high / quantity.multiplier,
        half_width=quantity.half_width / quantity.multiplier,
        is_vague=quantity.is_vague,
        is_double_hedged=quantity.is_double_hedged,
    )
