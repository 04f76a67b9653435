"""The independent counter: every number that stands in a document, found by a plain scan.

It shares no code with the extractors, so that what they miss shows. A cell is one number, whatever it holds; in prose
a number is a run of digits (`1,181`, `13.2`) or of Chinese numerals that contain a digit (`三百二十`, `两`, not `万`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import accumulate

from domain.document import CellValue, Document
from domain.statement import Statement

_ARABIC = "0-9０-９"
_HAN_DIGITS = "〇零一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖"
_HAN_SCALES = "百千万亿拾佰仟"
_HAN = f"[{_HAN_DIGITS}{_HAN_SCALES}]"
_TOKEN = re.compile(rf"[{_ARABIC}]+(?:[.,，．][{_ARABIC}]+)*|{_HAN}*[{_HAN_DIGITS}]{_HAN}*")
_DIGIT = re.compile(rf"[{_ARABIC}{_HAN_DIGITS}]")
_CELL_NUMBER = re.compile(rf"[{_ARABIC}]|^\s*{_HAN}*[{_HAN_DIGITS}]{_HAN}*[{_HAN_SCALES}]{_HAN}*\s*$")
"""A cell counts if it holds a digit, or is as a whole an amount in words (`三百二十`); `第一产业` is a label."""
_ORDINAL = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number where it stands: a cell (no offsets), or a span of the decoded text."""

    member: str
    address: str
    start: int | None
    end: int | None
    text: str


def count_numbers(document: Document) -> list[NumberToken]:
    """Find every cell with a number, hidden ones too, and every number in the paragraphs."""
    return [*_in_cells(document), *_in_prose(document)]


def _in_cells(document: Document) -> Iterator[NumberToken]:
    for grid in document.grids:
        for row, values in enumerate(grid.rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is not None and _is_number(value):
                    yield NumberToken(document.member, grid.address(row, column), None, None, str(value))


def _is_number(value: CellValue) -> bool:
    if isinstance(value, str):
        return _CELL_NUMBER.search(value) is not None
    return not isinstance(value, bool) and isinstance(value, (int, float, date, time, timedelta))


def _in_prose(document: Document) -> Iterator[NumberToken]:
    for paragraph in document.paragraphs:
        for found in _TOKEN.finditer(paragraph.text):
            start = paragraph.offset + found.start()
            yield NumberToken(document.member, paragraph.address, start, start + len(found.group()), found.group())


def unclaimed(tokens: Sequence[NumberToken], statements: Iterable[Statement]) -> list[NumberToken]:
    """The numbers that no statement covers: a cell by its address, prose digit by digit."""
    claims = _Claims(statements)
    return [token for token in tokens if min(claims.of(token)) == 0]


def claimed_twice(tokens: Sequence[NumberToken], statements: Iterable[Statement]) -> list[NumberToken]:
    """The numbers that more than one statement covers. Several numbers of one cell (`F12`, `F12#2`) are no conflict."""
    claims = _Claims(statements)
    return [token for token in tokens if max(claims.of(token)) > 1]


class _Claims:
    """How often each cell, and each character of each member's text, is claimed."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._cells: dict[tuple[str, str], int] = {}
        spans: dict[str, list[tuple[int, int]]] = {}
        addresses: Counter[tuple[str, str]] = Counter()
        for statement in statements:
            source = statement.source
            if source.start is None or source.end is None:
                addresses[source.member, source.address] += 1
            else:
                spans.setdefault(source.member, []).append((source.start, source.end))
        for (member, address), count in addresses.items():
            base = member, _ORDINAL.sub("", address)
            self._cells[base] = max(count, self._cells.get(base, 0))
        self._texts = {member: _coverage(found) for member, found in spans.items()}

    def of(self, token: NumberToken) -> list[int]:
        """How often the cell is claimed, or each digit of a number in prose."""
        if token.start is None:
            return [self._cells.get((token.member, token.address), 0)]
        coverage = self._texts.get(token.member, [])
        places = (token.start + found.start() for found in _DIGIT.finditer(token.text))
        return [coverage[place] if place < len(coverage) else 0 for place in places]


def _coverage(spans: list[tuple[int, int]]) -> list[int]:
    """How many spans cover each character."""
    changes = [0] * (max(end for _, end in spans) + 1)
    for start, end in spans:
        changes[start] += 1
        changes[end] -= 1
    return list(accumulate(changes))
