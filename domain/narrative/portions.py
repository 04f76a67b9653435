"""Portions and multiples in words: 百分之三十, 四分之一, 三成, 一半, 翻一番."""

from __future__ import annotations

import re

from domain.narrative.token import Token
from domain.quantity import HAN, Numeral, read_numeral

_PART_OF = re.compile(
    rf"(?P<of>百|千|万|[{HAN}]+|\d+)分之(?:百分之)?(?P<part>\d+(?:\.\d+)?|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?)"
)
_TENTHS = re.compile(
    r"(?P<n>[一二两三四五六七八九]|\d(?:\.\d)?)(?P<more>多|余|半)?成(?![立员为效果功人本就熟长绩都品分套型虫])(?P<after>半)?"
)
_HALF = re.compile(r"一半(?!天|年|时|个|会儿|径)")
_FOLD = re.compile(r"(?P<n>[一两二三四五]|\d)番")
_WHOLES = {"百": 100.0, "千": 1000.0, "万": 10_000.0}


def portion_at(text: str, start: int, end: int) -> Token | None:
    """A portion (in per cent) or multiple (倍) that begins with the number from start to end."""
    if text.startswith("半数", start):
        return _token(Numeral(start, end, 50.0), "%")
    if text[end : end + 1] not in tuple("分成番半多余"):
        return None
    if (part := _PART_OF.match(text, start)) is not None:
        return _token(_part_of(part), "%")
    if (tenths := _TENTHS.match(text, start)) is not None:
        return _token(_tenths(tenths), "%")
    if (half := _HALF.match(text, start)) is not None:
        return _token(Numeral(start, half.end(), 50.0), "%")
    if (fold := _FOLD.match(text, start)) is not None and "翻" in text[max(0, start - 2) : start]:
        times = read_numeral(fold["n"], 0)
        return _token(Numeral(start, fold.end(), 2.0 ** (times.value if times else 1.0)), "倍")
    return None


def _token(numeral: Numeral | None, unit: str) -> Token | None:
    if numeral is None:
        return None
    return Token(numeral.start, numeral.end, numeral, unit, "percent" if unit == "%" else "multiple")


def _tenths(match: re.Match[str]) -> Numeral | None:
    digit = read_numeral(match["n"], 0)
    if digit is None:
        return None
    value = digit.value * 10 + (5 if "半" in (match["more"], match["after"]) else 0)
    return Numeral(match.start(), match.end(), value, step=10.0, mores=int(match["more"] in ("多", "余")))


def _part_of(match: re.Match[str]) -> Numeral | None:
    denominator, part = read_numeral(match["of"], 0), read_numeral(match["part"], 0)
    divisor = _WHOLES.get(match["of"]) or (denominator.value if denominator else 0.0)
    if part is None or divisor == 0:
        return None
    value, step = part.value * 100 / divisor, part.step * 100 / divisor
    return Numeral(match.start(), match.end(), round(value, 6), step=step)
