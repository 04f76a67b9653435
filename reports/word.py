"""Word documents with Chinese typefaces, from a slim template and with fixed bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports.packing import repack

KEPT_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"})
DROPPED_PARTS = ("stylesWithEffects", "thumbnail", "customXml", "numbering")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: typeface, size in points, alignment; `latin` is the typeface of digits and letters."""

    font: str = "仿宋"
    size: float = 16
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    is_bold: bool = False
    latin: str = ""


def new_document(created: datetime) -> WordDocument:
    """Return an empty A4 document with the few styles and parts that a letter needs."""
    document = Document()
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.styleId not in KEPT_STYLES:
            styles.remove(style)
    for relationships in (document.part.rels, document.part.package.rels):
        for key, relationship in list(relationships.items()):
            if relationship.reltype.rsplit("/", 1)[-1] in DROPPED_PARTS:
                del relationships[key]
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else a missing typeface is replaced by a Japanese one
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = created
    return document


def write_run(paragraph: Paragraph, text: str, look: Look) -> None:
    """Append text to a paragraph, with the typeface also for Chinese characters."""
    run = paragraph.add_run(text)
    run.font.name = look.latin or look.font
    run.font.size = Pt(look.size)
    run.font.bold = look.is_bold or None
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)  # python-docx has no public call
    paragraph.alignment = look.alignment
    paragraph.paragraph_format.space_after = Pt(0)


def document_bytes(document: WordDocument) -> bytes:
    """Return the file, the same bytes for the same content."""
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())
