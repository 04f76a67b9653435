"""Measure words: what stands after a number, and where a unit comes from when nothing stands there."""

from __future__ import annotations

import re

from domain.narrative.dates import date_at
from domain.narrative.lexicon import Lexicon
from domain.narrative.text import last_match
from domain.narrative.token import Token
from domain.quantity import read_numeral

_SHARED = re.compile(r"(?:、|和|及|与|以及|[,，])(?:超过|[近约超逾]){0,2}(?=\d)")
_MARK = re.compile(r"[，,。；;：、]")
_LEFT = 12
_LIST_LENGTH = 8
_PRINTED = dict.fromkeys(("人民币", "元人民币", "块钱"), "元") | {
    **dict.fromkeys(("场(次)", "场（次）", "次(场)", "次（场）"), "场次"),
    **dict.fromkeys(("人(次)", "人（次）"), "人次"),
    **dict.fromkeys(("份(册)", "份（册）"), "份"),
    **dict.fromkeys(("件(套)", "件（套）"), "件"),
    "人口": "人",
    "千米": "公里",
    "平米": "平方米",
}


def measure_at(text: str, position: int, lexicon: Lexicon) -> tuple[str | None, int]:
    """The measure word at a position, longest first, and where it ends; a noun that only begins like one is none."""
    if text[position : position + 1] == " ":
        position += 1
    nouns = lexicon.not_measure.get(text[position : position + 1])
    if nouns and text.startswith(nouns, position) and not text.startswith(lexicon.measure_still, position):
        return None, position
    for length in range(min(lexicon.longest_measure, len(text) - position), 0, -1):
        word = text[position : position + length]
        if word in lexicon.measures:
            return word, position + length
    return None, position


def take_measure(token: Token, text: str, position: int, lexicon: Lexicon) -> None:
    """Give the token the measure word that stands at a position, if one does."""
    unit, stop = measure_at(text, position, lexicon)
    if unit is not None:
        set_unit(token, unit, lexicon)
        token.end = stop


def set_unit(token: Token, unit: str, lexicon: Lexicon) -> None:
    """Set the unit in its printed form (人民币 is 元) with its class."""
    token.unit, token.unit_class = _PRINTED.get(unit, unit), lexicon.measures[unit]


def borrow_unit(token: Token, text: str, limit: int, lexicon: Lexicon) -> None:
    """A unit that does not follow the number: shared by a list, a bare noun of persons, or the noun before."""
    if token.numeral is None or token.unit_class == "count":
        return
    unit = _shared_unit(text, token.end, lexicon)
    if unit is None and lexicon.person_noun_pattern.match(text, token.end):
        unit = "人"
    if unit is None:
        unit = _implied_unit(token, text, limit, lexicon)
    if unit is not None:
        set_unit(token, unit, lexicon)


def _shared_unit(text: str, position: int, lexicon: Lexicon) -> str | None:
    """The unit of the last item of a list: 1.08、1.15和1.24个百分点."""
    for _ in range(_LIST_LENGTH):
        link = _SHARED.match(text, position)
        numeral = read_numeral(text, link.end()) if link else None
        if numeral is None or link is None or date_at(text, link.end()) is not None:
            return None
        unit, _ = measure_at(text, numeral.end, lexicon)
        if unit is not None:
            return unit
        position = numeral.end
    return None


def _implied_unit(token: Token, text: str, limit: int, lexicon: Lexicon) -> str | None:
    """受益人次超6.5万 counts 人次; 奖补资金240万 is money."""
    window = text[max(limit, token.start - _LEFT) : token.start]
    last = last_match(lexicon.implied_unit_pattern, window)
    if last is None or _MARK.search(window, last.end()) or len(window) - last.end() > _LEFT // 2:
        return None
    unit = lexicon.implied_units[last[0]]
    asks_for_large = unit == "元" or last[0] in lexicon.lists["needs_large"]  # 点赞 12 is a page counter
    is_small = token.numeral is not None and token.numeral.scale < 1e4
    return None if asks_for_large and is_small else unit
