"""Plain text and Markdown: every line that is not blank is a paragraph, with its offset in the decoded file."""

from __future__ import annotations

import re

from domain.document import Document, Paragraph, ParagraphKind
from intake.readers.decode import DecodedText
from intake.readers.source import Source, check_paragraphs

LINE = re.compile(r"[^\r\n]*[^\s\ufeff][^\r\n]*")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
LIST_MARK = re.compile(r"[-*+]\s|\d{1,3}[.)]\s")


def read(source: Source, decoded: DecodedText) -> Document:
    """Read prose line by line; line ends stay untouched, so offsets count characters of the decoded file."""
    paragraphs = []
    for number, line in enumerate(LINE.finditer(decoded.text), start=1):
        text = line.group().strip()
        offset = line.start() + line.group().index(text)
        paragraphs.append(Paragraph(text, f"第{number}段", offset, _kind(text)))
    check_paragraphs(len(paragraphs), source.limits)
    return Document(source.member, "txt", paragraphs=tuple(paragraphs), encoding=decoded.encoding)


def _kind(text: str) -> ParagraphKind:
    if MARKDOWN_HEADING.match(text):
        return ParagraphKind.HEADING
    return ParagraphKind.LIST_ITEM if LIST_MARK.match(text) else ParagraphKind.BODY
