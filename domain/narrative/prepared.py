"""A paragraph with everything that can be found in it without its surroundings."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from domain.document import Paragraph, ParagraphKind
from domain.narrative.lexicon import Lexicon
from domain.narrative.place import Gazetteer, Mention
from domain.narrative.scan import scan
from domain.narrative.text import plain, quotations, sentence_starts
from domain.narrative.token import Token
from domain.narrative.when import TimeWord, time_words

_ENDED = re.compile(r"[。！？!?；;，,、：:]\s*$")
_LONGEST_HEADING = 40  # characters


@dataclass(slots=True)
class Prepared:
    """Numbers, places, time words and sentences of one paragraph."""

    paragraph: Paragraph
    text: str
    tokens: list[Token]
    mentions: list[Mention]
    words: list[TimeWord]
    sentences: list[int]
    is_heading: bool

    @classmethod
    def of(cls, paragraph: Paragraph, lexicon: Lexicon, places: Gazetteer) -> Prepared:
        """Scan a paragraph for numbers, places and time words."""
        text = plain(paragraph.text, lexicon)
        quoted = quotations(text)
        starts = [span[0] for span in quoted]
        mentions = [m for m in places.mentions(text) if not _inside(m.start, starts, quoted)]
        return cls(
            paragraph=paragraph,
            text=text,
            tokens=scan(text, lexicon),
            mentions=mentions,
            words=time_words(text),
            sentences=sentence_starts(text),
            is_heading=_is_heading(paragraph, text),
        )


def _inside(position: int, starts: list[int], spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < spans[index][1]


def _is_heading(paragraph: Paragraph, text: str) -> bool:
    if paragraph.kind is ParagraphKind.HEADING:
        return True
    stripped = text.strip()
    return (
        0 < len(stripped) <= _LONGEST_HEADING
        and _ENDED.search(stripped) is None
        and "," not in stripped
        and "，" not in stripped
    )
