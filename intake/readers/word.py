"""docx by lxml directly: paragraphs and tables in reading order, tracked changes as if accepted.

Paragraphs that are not blank are counted: `第1段` is the first of the body, outside tables and text boxes. The
decoded text, which offsets count, is all paragraphs joined by line feeds: the body, then text boxes, footnotes,
endnotes. Page headers and footers are no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from domain.document import Document, Paragraph, ParagraphKind
from domain.errors import UnreadableSubmission, UnsupportedFormat
from intake.readers import refusals
from intake.readers.package import Package
from intake.readers.recognise import WORD_DOCUMENT
from intake.readers.source import Source, check_paragraphs
from intake.readers.word_styles import Styles
from intake.readers.word_tables import TableReader
from intake.readers.word_text import Findings, attribute, blocks, child, is_mark_deleted, local_name, paragraph_text

STYLES, COMMENTS = "word/styles.xml", "word/comments.xml"
NOTES = (("footnote", "脚注", ParagraphKind.FOOTNOTE), ("endnote", "尾注", ParagraphKind.ENDNOTE))


def read(source: Source) -> Document:
    """Read a Word report.

    Raises UnreadableSubmission, LimitExceeded, ProtectedFile, or UnsupportedFormat when it holds only pictures.
    """
    package = Package(source, refusals.BROKEN_WORD)
    document = next((name for name in package.names() if WORD_DOCUMENT.fullmatch(name)), "word/document.xml")
    body = child(_parse(package, document), "body")
    if body is None:
        raise UnreadableSubmission(refusals.BROKEN_WORD)
    styles = Styles.of(_parse(package, STYLES) if STYLES in package else None)
    reading = _Reading(styles, TableReader(Findings(), source.limits))
    reading.body(body)
    reading.boxes()
    reading.notes(package)
    check_paragraphs(len(reading.paragraphs), source.limits)
    _refuse_empty(reading)
    return Document(
        member=source.member,
        format="docx",
        grids=tuple(reading.tables.grids),
        paragraphs=tuple(reading.paragraphs),
        comment_count=_comment_count(package),
        notes=_remarks(reading),
    )


def _parse(package: Package, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(package.xml(name), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORD) from error


@dataclass(slots=True)
class _Reading:
    """The paragraphs and tables found so far, and the length of the decoded text."""

    styles: Styles
    tables: TableReader
    paragraphs: list[Paragraph] = field(default_factory=list)
    length: int = 0
    table_count: int = 0
    heading: str | None = None
    contents_lines: int = 0

    @property
    def findings(self) -> Findings:
        return self.tables.findings

    def body(self, body: etree._Element) -> None:
        self._story(body, "第{number}段", None)

    def boxes(self) -> None:
        """Read text boxes in the order of their anchors; a box in a box is queued behind it."""
        for number, box in enumerate(self.findings.text_boxes, start=1):
            self.heading = None
            self._story(box, f"文本框{number}.第{{number}}段", ParagraphKind.TEXT_BOX)

    def notes(self, package: Package) -> None:
        for name, label, kind in NOTES:
            part = f"word/{name}s.xml"
            if part in package:
                self._notes_of(_parse(package, part), name, label, kind)

    def _story(self, container: etree._Element, address: str, kind: ParagraphKind | None) -> None:
        number, begun = 0, ""
        for block in blocks(container):
            if local_name(block) == "tbl":
                self.table_count += 1
                self.tables.read(block, str(self.table_count), self.heading)
                continue
            if self.styles.is_contents(block):
                self.contents_lines += 1
                continue
            text = begun + paragraph_text(block, self.findings)
            begun = text if is_mark_deleted(block) else ""
            if text.strip() and not begun:
                number += 1
                self._add(text, address.format(number=number), kind or self.styles.kind(block))
                self.heading = text.strip()
        if begun.strip():
            self._add(begun, address.format(number=number + 1), kind or ParagraphKind.BODY)

    def _notes_of(self, root: etree._Element, name: str, label: str, kind: ParagraphKind) -> None:
        """Read foot- or endnotes in the order of their marks in the text, as Word numbers them."""
        elements = {attribute(note, "id") or "": note for note in root if local_name(note) == name}
        numbered = dict.fromkeys(self.findings.note_ids.get(name, []))
        for number, note_id in enumerate(numbered, start=1):
            note = elements.get(note_id)
            texts = [] if note is None else [paragraph_text(p, self.findings) for p in note.iter() if _is_p(p)]
            text = "\n".join(text for text in texts if text.strip())
            if text:
                self._add(text, f"{label}{number}", kind)

    def _add(self, text: str, address: str, kind: ParagraphKind) -> None:
        self.paragraphs.append(Paragraph(text, address, self.length, kind))
        self.length += len(text) + 1


def _is_p(element: etree._Element) -> bool:
    return local_name(element) == "p"


def _refuse_empty(reading: _Reading) -> None:
    has_cells = any(value is not None for grid in reading.tables.grids for row in grid.rows for value in row)
    if reading.paragraphs or has_cells:
        return
    if reading.findings.pictures:
        raise UnsupportedFormat(refusals.SCANNED_WORD)
    raise UnreadableSubmission(refusals.BLANK)


def _comment_count(package: Package) -> int:
    if COMMENTS not in package:
        return 0
    return sum(1 for element in _parse(package, COMMENTS) if local_name(element) == "comment")


def _remarks(reading: _Reading) -> tuple[str, ...]:
    findings = reading.findings
    remarks = (
        (reading.contents_lines, "目录共 {} 行，没有读取。"),
        (findings.pictures, "文中有 {} 张图片，图中的数字没有读取。"),
        (findings.objects, "文中有 {} 个嵌入对象，没有打开。"),
        (findings.hidden_runs, "文中有 {} 处隐藏文字，没有读取。"),
    )
    return tuple(text.format(count) for count, text in remarks if count)
