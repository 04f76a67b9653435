"""Paragraphs of a PDF from its lines: page furniture left out, wrapped lines joined, also across pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from intake.readers.pdf_lines import Line, join_wrapped

PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?[-—–－·\s]*"
)
DIGITS = re.compile(r"\d+")
FEWEST_REPEATS = 3
SHORT_BY = 2.2
INDENT_FROM, INDENT_TO = 1.2, 4.0


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page without page numbers and the running heads that pages repeat."""
    repeated = Counter(text for lines in pages for text in {_masked(line) for line in (*lines[:2], *lines[-2:])})
    needed = max(FEWEST_REPEATS, (len(pages) + 1) // 2)
    heads = {text for text, count in repeated.items() if count >= needed}
    return [_own_lines(lines, heads) for lines in pages]


def _own_lines(lines: Sequence[Line], heads: set[str]) -> list[Line]:
    own = list(lines)
    while own and _is_furniture(own[-1], heads):
        own.pop()
    while own and _is_furniture(own[0], heads):
        own.pop(0)
    return own


def _masked(line: Line) -> str:
    return DIGITS.sub("0", line.text)


def _is_furniture(line: Line, heads: set[str]) -> bool:
    return _masked(line) in heads or (len(line.pieces) == 1 and PAGE_NUMBER.fullmatch(line.text) is not None)


def margins(lines: Iterable[Line]) -> tuple[float, float]:
    """Where full lines begin and end: the usual left edge and the farthest usual right edge."""
    found = list(lines)
    if not found:
        return 0.0, 0.0
    lefts = Counter(round(line.left) for line in found)
    rights = sorted(line.right for line in found)
    return float(lefts.most_common(1)[0][0]), rights[int(0.9 * (len(rights) - 1))]


def begins_paragraph(line: Line, before: Line | None, edges: tuple[float, float]) -> bool:
    """Whether a line opens a paragraph: after a short line, indented, or in another size of type."""
    if before is None:
        return True
    left, right = edges
    is_indented = INDENT_FROM * line.size < line.left - left < INDENT_TO * line.size
    is_after_short = right - before.right > SHORT_BY * before.size
    is_other_size = abs(line.size - before.size) > 0.15 * before.size
    is_centred = line.left - left >= INDENT_TO * line.size
    return is_indented or is_after_short or is_other_size or is_centred


def joined(lines: Sequence[Line]) -> str:
    """The text of one paragraph."""
    text = ""
    for line in lines:
        text = join_wrapped(text, line.text)
    return text
