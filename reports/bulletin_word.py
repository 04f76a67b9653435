"""The bulletin as a Word document, set as official papers are (GB/T 9704): real tables, captions, page numbers."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any  # Any: python-docx types its elements as those of lxml, which lack what it adds to them

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from reports.bulletin_blocks import (
    Block,
    BulletinPaper,
    Picture,
    RowKind,
    Section,
    Table,
    TableCell,
    TableRow,
    Text,
    TextKind,
    Tone,
)
from reports.charts import svg_png
from reports.word import Look, document_bytes, new_document, write_run

CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
LATIN = "Times New Roman"
TITLE = Look("方正小标宋简体", 24, CENTRE, latin=LATIN)
SUBTITLE = Look("楷体", 18, CENTRE, latin=LATIN)
EDITION = Look("楷体", 14, CENTRE, latin=LATIN)
HEADING = Look("黑体", 16, LEFT, latin=LATIN)
BODY = Look("仿宋", 14, latin=LATIN)
WARNING = Look("黑体", 12, LEFT, latin=LATIN)
CAPTION = Look("黑体", 11, CENTRE, latin=LATIN)
NOTE = Look("仿宋", 9, LEFT, latin=LATIN)
FOOTER = Look("宋体", 10.5, CENTRE, latin=LATIN)
CELL_SIZE, WIDE_CELL_SIZE = 10, 7.5
MOST_KEPT_ROWS = 18
LINE_SPACING = 1.6
NUMERALS = "一二三四五六七八九十"
BAND_COLOUR, HEAD_COLOUR, WARNING_COLOUR = "F0F0F0", "E4ECF3", "FFF3DC"
ALIGNMENTS = {Tone.NUMBER: RIGHT, Tone.LABEL: LEFT}
TEXT_FONTS = {
    "方正小标宋简体": "FZXiaoBiaoSong-B05S,宋体,SimSun,Noto Serif CJK SC",
    "仿宋": "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC",
    "楷体": "KaiTi,楷体_GB2312,STKaiti,Noto Serif CJK SC",
    "黑体": "SimHei,STHeiti,Noto Sans CJK SC",
    "宋体": "SimSun,STSong,Noto Serif CJK SC",
}
"""Typefaces of the paper, and what takes their place on a machine that has none of that name."""
FONT_TABLE_TYPE = "fontTable"
FONT_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


Element = Any


def bulletin_word(paper: BulletinPaper, created: datetime) -> bytes:
    """Return the Word file; the same paper and time give the same bytes. `created` has a zone."""
    document = new_document(created)
    document.core_properties.title = f"{paper.title}（{paper.subtitle}）"
    _name_fonts(document)
    _set_portrait(document.sections[0])
    _write_footer(document.sections[0])
    _write_head(document, paper)
    writer = _Writer(document)
    for serial, section in enumerate(paper.sections):
        writer.write_section(NUMERALS[serial], section)
    return document_bytes(document)


def _name_fonts(document: WordDocument) -> None:
    """Say which typeface takes the place of one that is missing, so that Word and WPS choose a Chinese one."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in TEXT_FONTS.items()
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{FONT_NAMESPACE}">{fonts}</w:fonts>'
    )
    for relationship in document.part.rels.values():
        if relationship.reltype.rsplit("/", 1)[-1] == FONT_TABLE_TYPE:
            relationship.target_part._blob = text.encode()  # python-docx has no public call for this part


def _set_portrait(section: WordSection) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(26), Mm(25)
    section.left_margin, section.right_margin = Mm(27), Mm(27)
    section.footer_distance = Mm(16)


def _set_landscape(section: WordSection) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.left_margin, section.right_margin = Mm(15), Mm(15)
    section.footer_distance = Mm(10)


def _element(name: str, **attributes: str) -> Element:
    """An element of WordprocessingML with attributes of the same namespace."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _write_footer(section: WordSection) -> None:
    """Number the pages; python-docx writes no fields."""
    paragraph = section.footer.paragraphs[0]
    write_run(paragraph, "— ", FOOTER)
    number: Element = _element("fldSimple", instr="PAGE")
    write_run(paragraph, "1", FOOTER)
    number.append(paragraph.runs[-1]._element)
    paragraph._p.append(number)
    write_run(paragraph, " —", FOOTER)


def _write_head(document: WordDocument, paper: BulletinPaper) -> None:
    for text, look, after in (
        (paper.title, TITLE, 6),
        (paper.subtitle, SUBTITLE, 4),
        (f"{paper.edition}　　{paper.issued_on}编印", EDITION, 12),
    ):
        paragraph = document.add_paragraph()
        write_run(paragraph, text, look)
        paragraph.paragraph_format.space_after = Pt(after)
    _rule_below(document.paragraphs[-1])
    for text in paper.warnings:
        paragraph = document.add_paragraph()
        write_run(paragraph, text, WARNING)
        _shade(paragraph._p.get_or_add_pPr(), WARNING_COLOUR)
        paragraph.paragraph_format.space_before = Pt(4)


def _rule_below(paragraph: Paragraph) -> None:
    borders: Element = _element("pBdr")
    borders.append(_element("bottom", val="single", sz="12", space="4", color="C00000"))
    properties: Element = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _shade(properties: Element, colour: str) -> None:
    following = ("tabs", "spacing", "ind", "jc", "outlineLvl", "noWrap", "tcMar", "vAlign")
    shading = _element("shd", val="clear", color="auto", fill=colour)
    properties.insert_element_before(shading, *(f"w:{name}" for name in following))


class _Writer:
    """Writes blocks in order; numbers tables and pictures, and turns the page for wide tables."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._tables = self._pictures = 0
        self._is_landscape = False

    def write_section(self, numeral: str, section: Section) -> None:
        """Write the heading and what stands under it."""
        self._turn(is_landscape=any(isinstance(block, Table) and block.is_wide for block in section.blocks))
        paragraph = self._document.add_paragraph()
        write_run(paragraph, f"{numeral}、{section.title}", HEADING)
        paragraph.paragraph_format.space_before = Pt(12)
        paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.keep_with_next = True
        properties: Element = paragraph._p.get_or_add_pPr()
        properties.append(_element("outlineLvl", val="0"))
        for block in section.blocks:
            self._write(block)

    def _turn(self, *, is_landscape: bool) -> None:
        if is_landscape == self._is_landscape:
            return
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        (_set_landscape if is_landscape else _set_portrait)(section)
        self._is_landscape = is_landscape

    def _write(self, block: Block) -> None:
        if isinstance(block, Text):
            self._write_text(block)
        elif isinstance(block, Table):
            self._write_table(block)
        else:
            self._write_picture(block)

    def _write_text(self, text: Text) -> None:
        paragraph = self._document.add_paragraph()
        look = NOTE if text.kind is TextKind.NOTE else BODY
        write_run(paragraph, text.text, look)
        paragraph.paragraph_format.first_line_indent = Pt(2 * look.size)
        paragraph.paragraph_format.widow_control = True
        paragraph.paragraph_format.line_spacing = Pt(LINE_SPACING * look.size)

    def _write_caption(self, text: str, *, is_above: bool) -> None:
        paragraph = self._document.add_paragraph()
        write_run(paragraph, text, CAPTION)
        paragraph.paragraph_format.space_before = Pt(10 if is_above else 2)
        paragraph.paragraph_format.space_after = Pt(4)
        paragraph.paragraph_format.keep_with_next = is_above

    def _write_notes(self, notes: tuple[str, ...]) -> None:
        if not notes:
            return
        paragraph = self._document.add_paragraph()
        write_run(paragraph, "注：" + "".join(notes), NOTE)
        paragraph.paragraph_format.space_before = Pt(3)
        paragraph.paragraph_format.space_after = Pt(8)

    def _write_picture(self, picture: Picture) -> None:
        self._pictures += 1
        paragraph = self._document.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(8)
        shape = paragraph.add_run().add_picture(io.BytesIO(svg_png(picture.svg)), width=Mm(picture.width))
        properties = shape._inline.docPr  # python-docx has no public call for what a picture shows
        properties.set("descr", picture.alt)
        properties.set("name", f"图{self._pictures}")
        self._write_caption(f"图{self._pictures}　{picture.caption}", is_above=False)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = bool(picture.notes)
        self._write_notes(picture.notes)

    def _write_table(self, table: Table) -> None:
        self._tables += 1
        self._write_caption(f"表{self._tables}　{table.caption}", is_above=True)
        made = self._document.add_table(rows=0, cols=len(table.head), style="Table Grid")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _set_grid(made, table)
        size = WIDE_CELL_SIZE if table.is_wide else CELL_SIZE
        head = made.add_row()
        _repeat(head)
        for cell, text in zip(head.cells, table.head, strict=True):
            _write_cell(cell, TableCell(text), Look("黑体", size, CENTRE, latin=LATIN))
            _shade(cell._tc.get_or_add_tcPr(), HEAD_COLOUR)
        for row in table.rows:
            _write_row(made.add_row(), row, size)
        _set_widths(made, table)
        if len(table.rows) <= MOST_KEPT_ROWS:
            _keep_together(made)
        self._write_notes(table.notes)


def _set_grid(made: WordTable, table: Table) -> None:
    """Fix the widths in the grid too, or LibreOffice and WPS share the width out evenly."""
    for column, width in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width)
    margins: Element = _element("tblCellMar")
    side = "30" if table.is_wide else "70"
    for name, space in (("top", "12"), ("left", side), ("bottom", "12"), ("right", side)):
        margins.append(_element(name, w=space, type="dxa"))
    properties: Element = made._tbl.tblPr
    properties.insert_element_before(margins, "w:tblLook")


def _keep_together(made: WordTable) -> None:
    """Keep a short table on one page."""
    for row in made.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set_widths(made: WordTable, table: Table) -> None:
    for row in made.rows:
        cells = row._tr.tc_lst
        if len(cells) == len(table.widths):
            for cell, width in zip(cells, table.widths, strict=True):
                cell.width = Mm(width)


def _repeat(row: _Row) -> None:
    """Repeat the row at the top of each page, and keep it whole."""
    properties: Element = row._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    properties.append(_element("tblHeader"))


def _write_row(made: _Row, row: TableRow, size: float) -> None:
    properties: Element = made._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if row.kind is RowKind.BAND:
        cell = made.cells[0].merge(made.cells[-1])
        cell.paragraphs[0].paragraph_format.keep_with_next = row.cells[0].tone is Tone.LABEL
        _write_cell(
            cell, row.cells[0], Look("黑体" if row.cells[0].tone is Tone.LABEL else "仿宋", size, LEFT, latin=LATIN)
        )
        _shade(cell._tc.get_or_add_tcPr(), BAND_COLOUR)
        return
    for cell, content in zip(made.cells, row.cells, strict=True):
        look = Look("仿宋", size, ALIGNMENTS.get(content.tone, CENTRE), is_bold=row.kind is RowKind.TOTAL, latin=LATIN)
        _write_cell(cell, content, look)


def _write_cell(cell: _Cell, content: TableCell, look: Look) -> None:
    paragraph = cell.paragraphs[0]
    write_run(paragraph, content.text, look)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    colour = {Tone.MUTED: "767676", Tone.ALERT: "B03A2E"}.get(content.tone)
    if colour is not None and paragraph.runs:
        paragraph.runs[0].font.color.rgb = RGBColor.from_string(colour)
