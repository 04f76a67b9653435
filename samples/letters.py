"""Reports in prose: Word documents with tables, plain text, and a mail with its attachment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from reports.word import Look, document_bytes, new_document, write_run

CREATED = datetime(2022, 12, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Annex:
    """A small table after the text, under its caption."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A report: title, paragraphs (those in `headings` are section headings), annexed tables, signature."""

    title: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]
    headings: frozenset[str] = frozenset()
    note: str | None = None
    annexes: tuple[Annex, ...] = ()


def write_letter(letter: Letter) -> bytes:
    """Return the Word document of a report."""
    document = new_document(CREATED)
    write_run(document.add_paragraph(), letter.title, Look("方正小标宋简体", 18, WD_ALIGN_PARAGRAPH.CENTER))
    if letter.note:
        write_run(document.add_paragraph(), letter.note, Look("楷体", 14, WD_ALIGN_PARAGRAPH.CENTER))
    for text in letter.paragraphs:
        _write_body(document.add_paragraph(), text, is_heading=text in letter.headings)
    for line in letter.signature:
        write_run(document.add_paragraph(), line, Look("仿宋", 16, WD_ALIGN_PARAGRAPH.RIGHT))
    for annex in letter.annexes:
        write_run(document.add_paragraph(), annex.caption, Look("黑体", 14, WD_ALIGN_PARAGRAPH.CENTER))
        table = document.add_table(rows=0, cols=len(annex.header), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row in (annex.header, *annex.rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                write_run(cell.paragraphs[0], text, Look("仿宋", 12, WD_ALIGN_PARAGRAPH.CENTER))
    return document_bytes(document)


def _write_body(paragraph: Paragraph, text: str, *, is_heading: bool) -> None:
    write_run(paragraph, text, Look("黑体" if is_heading else "仿宋", 16, WD_ALIGN_PARAGRAPH.JUSTIFY))
    is_salutation = text.endswith("：") and len(text) < 12
    paragraph.paragraph_format.first_line_indent = Pt(0) if is_salutation else Pt(32)


def write_text(lines: Sequence[str], *, encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    """Return a plain text file."""
    return (line_end.join(lines) + line_end).encode(encoding)


def write_mail(subject: str, body: str, sent: datetime, attachment_name: str, attachment: bytes) -> bytes:
    """Return a mail (.eml) with one attachment; its boundary is fixed."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = "kexie@example.org"
    mail["To"] = "tongji@example.org"
    mail["Date"] = sent
    mail["Message-ID"] = "<sample@example.org>"
    mail.set_content(body, charset="utf-8", cte="base64")
    mail.add_attachment(
        attachment,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename=attachment_name,
    )
    mail.set_boundary("=====sample=====")
    return mail.as_bytes()
