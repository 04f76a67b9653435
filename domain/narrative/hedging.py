"""Hedges on either side of a number: 近8000余份, 超过1万, 50人以内, 3万人左右."""

from __future__ import annotations

from dataclasses import replace

from domain.narrative.lexicon import Hedge, Lexicon
from domain.narrative.token import Token

_LONGEST = 3
_APPROACHING = ("近", "将近", "接近")
_MORE = ("多", "余", "有余")
_ROUND_ONLY = ("过", "上")  # 上千, 过万; before other digits they are other words
_NOT_MORE_BEFORE = "年元家种样彩次方功媒语"  # 多年, 多种, 多功能, 余元: words of their own
_CLAUSE_END = ("", "，", ",", "。", "；", ";", "、", "）", ")")


def hedge(token: Token, text: str, limit: int, lexicon: Lexicon) -> None:
    """Widen the token by its hedges; the one in front wins (近8000余份 is about), fillers such as 达 say nothing."""
    after, stop = _hedge_after(text, token.end, lexicon)
    if after is not None:
        token.end = stop
        token.qualifier = token.qualifier or after.qualifier
        if after.word in _MORE and token.numeral is not None:
            token.numeral = replace(token.numeral, mores=token.numeral.mores + 1)
            token.qualifier = None
    start = token.start
    while start > limit and (before := _hedge_before(text, start, limit, lexicon)) is not None:
        start -= len(before.word)
        if before.qualifier is not None:
            token.start, token.qualifier = start, before.qualifier
            token.is_approached = before.word in _APPROACHING


def inner_hedge(token: Token, text: str, lexicon: Lexicon) -> None:
    """左右, 以上 between the number and its measure word."""
    found, stop = _hedge_after(text, token.end, lexicon)
    if found is not None and found.word not in (*_MORE, "内"):
        token.qualifier, token.end = found.qualifier, stop


def _hedge_before(text: str, position: int, limit: int, lexicon: Lexicon) -> Hedge | None:
    if text[position - 1 : position] not in lexicon.hedge_ends:
        return None
    for length in range(_LONGEST, 0, -1):
        start = position - length
        found = lexicon.hedges_before.get(text[start:position]) if start >= limit else None
        if found is None:
            continue
        if found.qualifier is not None and text.startswith(lexicon.no_hedges, max(0, start - 1)):
            return None
        if found.word in _ROUND_ONLY and text[position : position + 1] not in "百千万亿":
            return None
        return found
    return None


def _hedge_after(text: str, position: int, lexicon: Lexicon) -> tuple[Hedge | None, int]:
    if text[position : position + 1] not in lexicon.hedge_beginnings:
        return None, position
    for length in range(_LONGEST, 0, -1):
        stop = position + length
        found = lexicon.hedges_after.get(text[position:stop])
        if found is None or len(text) < stop:
            continue
        following = text[stop : stop + 1]
        is_other_word = (found.word == "内" and following not in _CLAUSE_END) or (
            found.word in _MORE and following != "" and following in _NOT_MORE_BEFORE
        )
        return (None, position) if is_other_word else (found, stop)
    return None, position
