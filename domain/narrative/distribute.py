"""Lists that are dealt out: in `东、中、西部分别为16.39%、13.12%、11.51%` the second figure is the second name's."""

from __future__ import annotations

import re

from domain.narrative.token import Token

_DEALT = re.compile(r"分别|依次")
_LINK = re.compile(r"、|和|及|与|以及")
_BOUNDARY = re.compile(r"[，,。；;：:\n]")
_NUMBER_LINK = re.compile(r"^(?:、|和|及|与|以及|,|，)(?:超过|[近约超逾])?$")
_VERB_AT_END = re.compile(r"(?:较|比|同比|环比|于|的|在)[一-龥]{0,6}$")
_BEFORE_A_NAME = re.compile(
    r"(?:举办|开展|组织|发放|投入|制作|培训|建成|新建|获得|达到?|为|了|在|于|对|由|到|赴|面向)+"
)
_SHARED = re.compile(r"(?<=.)(?:举办|举行|开展|组织|召开|发放|播放|培训|建成|投入).+")
_REACH = 60


def deal_out(text: str, tokens: list[Token], start: int, end: int) -> dict[int, str]:
    """Which name each figure of a sentence belongs to, by the start of the figure's digits.

    A list before 分别 comes first, then one between 分别 and the figures; without either the last list of the sentence
    or the one before it serves again, if it has as many members.
    """
    dealt: dict[int, str] = {}
    last: list[str] = []
    for word in _DEALT.finditer(text, start, end):
        row = _row_after(text, tokens, word.end(), end)
        if len(row) < 2:
            continue
        names = _names_before(text, max(start, word.start() - _REACH), word.start())
        if len(names) != len(row):
            names = _names_between(text, word.end(), row[0].start, len(row))
        if len(names) != len(row):
            names = last if len(last) == len(row) else []
        last = names or last
        dealt.update({token.start: name for token, name in zip(row, names, strict=False)})
    return dealt


def _row_after(text: str, tokens: list[Token], position: int, end: int) -> list[Token]:
    """The figures that follow one another with nothing but list marks between them."""
    row: list[Token] = []
    for token in tokens:
        if token.token_class is not None or token.start < position or token.start >= end:
            continue
        if row and not _NUMBER_LINK.match(text[row[-1].end : token.start]):
            break
        if not row and token.start - position > _REACH:
            break
        row.append(token)
    return row


def _names_before(text: str, start: int, end: int) -> list[str]:
    left = text[start:end]
    cut = 0
    for cut_mark in _BOUNDARY.finditer(left.rstrip("，,")):
        cut = cut_mark.end()
    names = _LINK.split(_VERB_AT_END.sub("", left[cut:].strip("，, ")))
    if any(character.isdecimal() for name in names for character in name):
        return []
    return _whole_names([name for name in names if name])


def _names_between(text: str, start: int, end: int, count: int) -> list[str]:
    names = [name for name in _LINK.split(text[start:end]) if name]
    if len(names) != count:
        return []
    opening = _BEFORE_A_NAME.match(names[0])
    names[0] = names[0][opening.end() :] if opening and opening.end() < len(names[0]) else names[0]
    shared = _SHARED.search(names[-1])
    if shared is not None and not any(_SHARED.search(name) for name in names[:-1]):
        return [*(name + shared[0] for name in names[:-1]), names[-1]]  # 在乌苏市、沙湾市举办讲座8场、6场
    return names


def _whole_names(names: list[str]) -> list[str]:
    """东、中、西部 → 东部、中部、西部."""
    if len(names) > 1 and len(names[-1]) == 2 and all(len(name) == 1 for name in names[:-1]):
        return [*(name + names[-1][1] for name in names[:-1]), names[-1]]
    return names
