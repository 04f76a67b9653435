"""Plain text and Markdown: every line that is not blank is a paragraph, with its offset in the decoded file.

Lines that a table was pasted into (fields between tabs, or Markdown's bars) are a Grid instead, addressed like the
tables of a web page; they are not counted as paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.document import CellValue, Document, Grid, Paragraph, ParagraphKind
from intake.readers.decode import DecodedText
from intake.readers.source import Source, check_paragraphs

LINE = re.compile(r"[^\r\n]*[^\s\ufeff][^\r\n]*")
LINE_END = re.compile(r"\r\n?|\n")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
MARKDOWN_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
LIST_MARK = re.compile(r"[-*+]\s|\d{1,3}[.)]\s")
FEWEST_ROWS = 2

Fields = tuple[str, ...]


def read(source: Source, decoded: DecodedText) -> Document:
    """Read prose line by line; line ends stay untouched, so offsets count characters of the decoded file."""
    paragraphs: list[Paragraph] = []
    grids: list[Grid] = []
    for run in _runs(decoded.text):
        if len(run) >= FEWEST_ROWS:
            heading = paragraphs[-1].text if paragraphs else None
            grids.append(_grid(run, len(grids) + 1, heading))
        else:
            paragraphs.extend(_paragraph(line, len(paragraphs) + place) for place, line in enumerate(run, start=1))
    check_paragraphs(len(paragraphs), source.limits)
    return Document(source.member, "txt", grids=tuple(grids), paragraphs=tuple(paragraphs), encoding=decoded.encoding)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The lines with text, those of one possible table together: on neighbouring lines, of equally many fields."""
    run: list[re.Match[str]] = []
    for line in LINE.finditer(text):
        if run and not _continues(run[-1], line, text):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _continues(before: re.Match[str], line: re.Match[str], text: str) -> bool:
    fields = len(_fields(line.group()))
    is_next = LINE_END.fullmatch(text, before.end(), line.start()) is not None
    return is_next and fields > 1 and fields == len(_fields(before.group()))


def _fields(line: str) -> Fields:
    """The fields of a line, one if it is no row of a table; leading tabs are an indent."""
    inner = line.strip(" \u3000\t")
    if inner.startswith("|") and inner.endswith("|") and len(inner) > 1:
        return tuple(inner[1:-1].split("|"))
    fields = tuple(line.rstrip("\r\n").split("\t"))
    return fields if sum(1 for field in fields if field.strip()) > 1 else (line,)


def _grid(run: list[re.Match[str]], number: int, heading: str | None) -> Grid:
    lines = [line.group() for line in run if not MARKDOWN_RULE.fullmatch(line.group().strip())]
    rows: list[tuple[CellValue, ...]] = [
        tuple(field.strip(" \t") if field.strip() else None for field in _fields(line)) for line in lines
    ]
    form = "{cell}" if number == 1 else f"table{number}!{{cell}}"
    return Grid(name=f"table{number}", rows=tuple(rows), address_form=form, heading=heading)


def _paragraph(line: re.Match[str], number: int) -> Paragraph:
    text = line.group().strip()
    return Paragraph(text, f"第{number}段", line.start() + line.group().index(text), _kind(text))


def _kind(text: str) -> ParagraphKind:
    if MARKDOWN_HEADING.match(text):
        return ParagraphKind.HEADING
    return ParagraphKind.LIST_ITEM if LIST_MARK.match(text) else ParagraphKind.BODY
