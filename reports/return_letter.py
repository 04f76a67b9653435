"""The 退回单: the letter that goes with a returned copy. It names the file, the month, the issues and the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from domain.period import Month
from reports.word import Look, document_bytes, new_document, write_run

TITLE = Look("方正小标宋简体", 22, WD_ALIGN_PARAGRAPH.CENTER)
BODY = Look("仿宋", 16)
HEADING = Look("黑体", 16)
SIGNATURE = Look("仿宋", 16, WD_ALIGN_PARAGRAPH.RIGHT)
CELL = Look("仿宋", 11, WD_ALIGN_PARAGRAPH.LEFT)
CENTRE_CELL = Look("仿宋", 11, WD_ALIGN_PARAGRAPH.CENTER)
HEAD_CELL = Look("黑体", 11, WD_ALIGN_PARAGRAPH.CENTER)
HEADER = ("序号", "位置", "原填数", "问题", "建议值")
WIDTHS = (12, 30, 24, 66, 24)
MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class LetterIssue:
    """One line of the letter's table."""

    place: str
    raw: str
    title: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class ReturnLetter:
    """What the letter says: to whom, about which file and month, which copy to answer in, until when, who signs."""

    addressee: str
    month: Month
    file_name: str
    copy_name: str
    received_on: date
    written_on: date
    answer_by: date
    issues: tuple[LetterIssue, ...]
    is_own_workbook: bool = True
    is_readable: bool = True  # False for a file that nobody can open: it must be sent again
    signed_by: str = "新疆维吾尔自治区科学技术协会"
    contact: str = "统计联系人：________　　电话：________"


def letter_bytes(letter: ReturnLetter) -> bytes:
    """Return the letter as a Word file; the same letter gives the same bytes."""
    document = new_document(datetime.combine(letter.written_on, time(), UTC))
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)  # GB/T 9704, official documents
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    write_run(document.add_paragraph(), "科普统计报表退回单", TITLE)
    write_run(document.add_paragraph(), "", CELL)
    write_run(document.add_paragraph(), f"{letter.addressee}：", BODY)
    for text in _opening(letter):
        _write_indented(document, text, BODY)
    _write_indented(document, "需核实的问题", HEADING)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)
    _write_table(document, letter)
    write_run(document.add_paragraph(), "", CELL)
    _write_indented(document, "答复办法", HEADING)
    for serial, text in enumerate(_how_to_answer(letter), start=1):
        _write_indented(document, f"{serial}．{text}", BODY)
    write_run(document.add_paragraph(), "", BODY)
    write_run(document.add_paragraph(), letter.signed_by, SIGNATURE)
    write_run(document.add_paragraph(), day_zh(letter.written_on), SIGNATURE)
    _write_indented(document, f"（{letter.contact}）", BODY)
    return document_bytes(document)


def day_zh(day: date) -> str:
    """A day as a letter writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _opening(letter: ReturnLetter) -> list[str]:
    return [
        f"贵单位{day_zh(letter.received_on)}报来的{letter.month.zh}科普统计文件“{letter.file_name}”已收到。"
        f"经审核，有{len(letter.issues)}个问题需要贵单位核实，现退回。",
        f"请于{day_zh(letter.answer_by)}前答复。未答复前，有关数值不计入全区汇总或只作暂用数，其余数值不受影响。",
    ]


def _how_to_answer(letter: ReturnLetter) -> list[str]:
    shown = (
        "附件是贵单位原来的工作簿，只在有问题的单元格上加了底色和批注，其他内容没有改动"
        if letter.is_own_workbook
        else "附件按原文列出了贵单位的文件，有问题的地方加了底色和批注"
    )
    if not letter.is_readable:
        return [
            f"文件“{letter.file_name}”无法打开，请在本机确认能打开后重新报送。",
            f"如需说明情况，请填入附件“{letter.copy_name}”的“反馈”表，保存后一并报来。",
        ]
    return [
        f"打开附件“{letter.copy_name}”。{shown}。",
        "在最后一张工作表“反馈”中逐条答复：数有误的，填“您的更正值”；数无误的，在“您的说明”中写明真实原因。"
        "只写“核实无误”不算说明。",
        "保存后把整个文件照常报来，文件名不限；也可以改好原文件后重新报送。已答复的问题不会再问。",
    ]


def _write_table(document: WordDocument, letter: ReturnLetter) -> None:
    table = document.add_table(rows=0, cols=len(HEADER), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _write_cells(table.add_row().cells, HEADER, [HEAD_CELL] * len(HEADER))
    looks = [CENTRE_CELL, CELL, CELL, CELL, CENTRE_CELL]
    for serial, issue in enumerate(letter.issues[:MOST_LISTED], start=1):
        _write_cells(table.add_row().cells, (str(serial), issue.place, issue.raw, issue.title, issue.suggestion), looks)
    if len(letter.issues) > MOST_LISTED:
        rest = f"其余{len(letter.issues) - MOST_LISTED}个问题见附件“反馈”表。"
        write_run(document.add_paragraph(), rest, CELL)


def _write_cells(cells: Sequence[_Cell], texts: Sequence[str], looks: Sequence[Look]) -> None:
    for cell, text, look, width in zip(cells, texts, looks, WIDTHS, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        write_run(paragraph, text, look)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _write_indented(document: WordDocument, text: str, look: Look) -> None:
    paragraph = document.add_paragraph()
    write_run(paragraph, text, look)
    paragraph.paragraph_format.first_line_indent = Pt(2 * look.size)
    paragraph.paragraph_format.line_spacing = Pt(27)
