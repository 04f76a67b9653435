"""Personal data where only figures belong: identity card numbers and mobile numbers (rule PRV-02)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from domain.document import Document

IDENTITY_CARD = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
"""GB 11643-1999: region, birthday, serial number, check character."""
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def count_personal_data(texts: Iterable[str]) -> int:
    """How many identity card and mobile numbers stand in these texts."""
    return sum(_cards(text) + len(MOBILE.findall(text)) for text in texts)


def texts_of(document: Document) -> Iterator[str]:
    """Every text of a document: paragraphs, and cells with whole numbers written out (a number may be a telephone)."""
    yield from (paragraph.text for paragraph in document.paragraphs)
    for value in (cell for grid in document.grids for row in grid.rows for cell in row):
        if isinstance(value, str):
            yield value
        elif isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
            yield str(int(value))


def _cards(text: str) -> int:
    return sum(1 for found in IDENTITY_CARD.findall(text) if has_valid_check_character(found))


def has_valid_check_character(number: str) -> bool:
    """Whether the last of 18 characters is the one that the other 17 demand: a long code number rarely has it."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], CHECK_WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11] == number[17].upper()
