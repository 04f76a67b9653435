"""Plain text of a paragraph, its quotations, and where clauses and sentences begin and end.

Every change keeps each character in its place, so that offsets in the plain text are offsets in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from domain.narrative.lexicon import Lexicon
from domain.quantity import fold

SENTENCE_END = "。！？!?\n；;"
CLAUSE_END = SENTENCE_END + ",，:："
WINDOW = 240
"""No look to the left or right goes further than this many characters: cost stays linear in any text."""

_SENTENCE = re.compile(r"[。！？!?\n；;]")
_QUOTED = re.compile(r"“[^“”\n]{1,24}”|‘[^‘’\n]{1,24}’|「[^「」\n]{1,24}」|『[^『』\n]{1,24}』|《[^《》\n]{1,80}》|\"[^\"\n]{1,24}\"")
_CLAUSE_START = re.compile(r"[。！？!?\n；;,，:：]")


def plain(text: str, lexicon: Lexicon) -> str:
    """Simplified characters, plain digits, one character for one."""
    return fold(text.translate(lexicon.traditional)) if not text.isascii() else text


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of short quotations and titles, in order, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


def sentence_starts(text: str) -> list[int]:
    """Where sentences begin, in order; the first is 0. A semicolon ends a sentence too."""
    return [0, *(match.end() for match in _SENTENCE.finditer(text))]


def sentence_around(starts: list[int], length: int, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a span, cut to a window around it."""
    index = bisect_right(starts, start) - 1
    first = starts[index]
    last = starts[index + 1] if index + 1 < len(starts) else length
    return max(first, start - WINDOW), min(max(last, end), end + WINDOW)


def clause_start(text: str, position: int, limit: int) -> int:
    """Where the clause that holds `position` begins, not before `limit`. A comma inside quotes is not looked into."""
    best = limit
    for mark in ",，:：；;。\n！？":
        found = text.rfind(mark, limit, position)
        if found >= best:
            best = found + 1
    return best
