"""Plain text of a paragraph, its quotations, and where clauses and sentences begin and end.

Every change keeps each character in its place, so that offsets in the plain text are offsets in the original.
"""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon

_SENTENCE = re.compile(r"[。！？!?\n；;]")
_QUOTED = re.compile(
    r"“[^“”\n]{1,24}”|‘[^‘’\n]{1,24}’|「[^「」\n]{1,24}」|『[^『』\n]{1,24}』|《[^《》\n]{1,80}》|\"[^\"\n]{1,24}\""
)


def plain(text: str, lexicon: Lexicon) -> str:
    """Simplified characters, plain digits, one character for one."""
    return text if text.isascii() else text.translate(lexicon.plain_forms)


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of short quotations and titles, in order, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


def sentence_starts(text: str) -> list[int]:
    """Where sentences begin, in order; the first is 0. A semicolon ends a sentence too."""
    return [0, *(match.end() for match in _SENTENCE.finditer(text))]


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last of the matches, which stands nearest to what follows."""
    last = None
    for match in pattern.finditer(text):
        last = match
    return last
