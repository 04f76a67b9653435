"""Bytes to text without guessing: byte-order mark, strict UTF-8, strict GB18030, then a check that it reads as text.

Statistical detectors fail on short Chinese files, so each encoding is tried strictly and the result must be
plausible: GB18030 decodes almost anything, also Big5 and cut-off UTF-8, into rare characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import UndecodableText

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_LENGTH = 200_000
COMMON_SHARE = 0.7
"""Of the non-ASCII characters, the share that must be everyday ones. Measured on Chinese reports, spans of 20
characters: 0.94 and more (1st percentile) in their own encoding; medians of 0.47 for Big5 and 0.35 for UTF-8 misread
as GB18030."""
SHORTEST_JUDGED = 4

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f\x80-\x9f\ufffd\ufffe\uffff]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text and the encoding it came from; line ends are untouched, a byte-order mark is dropped."""

    text: str
    encoding: str


def decode(data: bytes, *, hint: str | None = None) -> DecodedText:
    """Decode a text file of unknown encoding.

    `hint` is an encoding the content itself declares (HTML, mail); it is tried after a byte-order mark. Raises
    UndecodableText when nothing fits.
    """
    for encoding in _candidates(data, hint):
        text = _strictly(data, encoding)
        if text is None or (encoding == "utf-8" and _is_rather_gbk(data, text)):
            continue
        if is_plausible(text, is_chinese_guess=encoding in {"gb18030", "big5hkscs"}):
            return DecodedText(text, encoding)
    raise UndecodableText(
        "文件的文字编码无法识别，或文件已损坏（既不是 UTF-8，也不是 GB18030）。请用 Excel 或记事本重新打开，"
        "另存为“UTF-8”编码的文件后重新报送。"
    )


def _candidates(data: bytes, hint: str | None) -> Iterator[str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            yield encoding
            return
    if hint:
        yield hint
    yield from ("utf-8", "gb18030", "big5hkscs")
    if len(data) % 2 == 0 and b"\0" in data[:2000]:
        yield from ("utf-16-le", "utf-16-be")


def _is_rather_gbk(data: bytes, text: str) -> bool:
    """Whether valid UTF-8 is Chinese in GBK by accident, like the famous `联通`: short, without any CJK character."""
    characters = _NON_ASCII.findall(text)
    if not characters or max(characters) >= "\u0800":
        return False
    other = _strictly(data, "gb18030")
    return other is not None and all(map(_is_everyday, _NON_ASCII.findall(other)))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def is_plausible(text: str, *, is_chinese_guess: bool = False) -> bool:
    """Whether decoded text reads as text: hardly any control characters and, if guessed, everyday characters."""
    sample = text[:SAMPLE_LENGTH]
    if len(_CONTROL.findall(sample)) > len(sample) // 1000:
        return False
    characters = _NON_ASCII.findall(sample) if is_chinese_guess else []
    if len(characters) < SHORTEST_JUDGED:
        return True
    return sum(map(_is_everyday, characters)) >= COMMON_SHARE * len(characters)


def _is_everyday(character: str) -> bool:
    """Whether a character is punctuation or a first-level hanzi of GB 2312, or a first-level one of Big5."""
    return _lead_byte_within(character, "gb2312", 0xA1, 0xD7) or _lead_byte_within(character, "big5", 0xA1, 0xC6)


def _lead_byte_within(character: str, encoding: str, first: int, last: int) -> bool:
    try:
        lead = character.encode(encoding)[0]
    except UnicodeEncodeError:
        return False
    return first <= lead <= last
