"""The 催报单: one letter for each prefecture that has not reported, or whose file could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from domain.period import Month
from reports.word import Look, document_bytes, new_document, write_run

TITLE = Look("方正小标宋简体", 22, WD_ALIGN_PARAGRAPH.CENTER)
NUMBER = Look("仿宋", 12, WD_ALIGN_PARAGRAPH.CENTER)
BODY = Look("仿宋", 16)
HEADING = Look("黑体", 16)
SIGNATURE = Look("仿宋", 16, WD_ALIGN_PARAGRAPH.RIGHT)
CELL = Look("仿宋", 12, WD_ALIGN_PARAGRAPH.CENTER)
HEAD_CELL = Look("黑体", 12, WD_ALIGN_PARAGRAPH.CENTER)
HOW_TO_SEND = (
    "表格或文字报告均可：统一报表（.xlsx）、分县（市）统计表、系统导出的 .csv、Word 报告；请勿只报扫描件或照片。",
    "表头写明填报单位、报告期；本月数与本年累计数分列；没有发生填“0”，没有该项工作填“-”，不要留空。",
    "文件名写明单位和月份，放入本单位当月的报送文件夹，或发至统计联系人邮箱。",
    "当月确无科普工作的，请报“本月无此项工作”，不报与报零不同。",
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is asked again. `problem` says why what came could not be used; empty when nothing came."""

    region_code: str
    name_zh: str
    problem: str = ""
    last_reported: str = ""  # the last month it did report, YYYY-MM

    @property
    def addressee(self) -> str:
        """The body that is written to."""
        return f"{self.name_zh}科协"


@dataclass(frozen=True, slots=True)
class ReminderRound:
    """One round of reminders: the month, its due date, the day of writing, and who signs."""

    month: Month
    due_on: date
    written_on: date
    reminders: tuple[Reminder, ...]
    signed_by: str = "新疆维吾尔自治区科学技术协会"
    contact: str = "统计联系人：________　　电话：________"

    @property
    def days_overdue(self) -> int:
        """Days past the due date; 0 on the day itself and before."""
        return max(0, (self.written_on - self.due_on).days)


def write_reminders(path: Path, reminders: ReminderRound) -> Path:
    """Write the list and one letter a page and return the path; the same round gives the same bytes."""
    document = new_document(datetime.combine(reminders.written_on, time(), UTC))
    _set_margins(document)
    _write_list(document, reminders)
    for reminder in reminders.reminders:
        _write_letter(document, reminders, reminder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document_bytes(document))
    return path


def reminder_lines(reminders: ReminderRound) -> list[str]:
    """Say in Chinese, one line each, who has not reported and since when it is due."""
    if not reminders.reminders:
        return [f"{reminders.month.zh}各地州市均已报送，无需催报。"]
    lines = [
        f"{reminders.month.zh}有{len(reminders.reminders)}个地州市需催报（应于{_day(reminders.due_on)}前报送，{_delay(reminders)}）："
    ]
    lines += [f"  {reminder.addressee}：{reminder.problem or '未收到报送文件'}" for reminder in reminders.reminders]
    return lines


def letter_lines(reminders: ReminderRound, reminder: Reminder, contact: str = "") -> list[str]:
    """The letter to one prefecture as plain lines, for messages; `contact` says whom to call."""
    steps = [f"{serial}．{text}" for serial, text in enumerate(HOW_TO_SEND, start=1)]
    ending = [reminders.signed_by, _day(reminders.written_on), *([contact] if contact else [])]
    return [f"{reminder.addressee}：", *_letter_text(reminders, reminder), "报送办法：", *steps, *ending]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _delay(reminders: ReminderRound) -> str:
    if reminders.days_overdue:
        return f"已逾期{reminders.days_overdue}天"
    left = (reminders.due_on - reminders.written_on).days
    return f"距截止还有{left}天" if left else "今日截止"


def _set_margins(document: WordDocument) -> None:
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)  # GB/T 9704, official documents
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _write_list(document: WordDocument, reminders: ReminderRound) -> None:
    write_run(document.add_paragraph(), f"{reminders.month.zh}科普统计催报名单", TITLE)
    summary = f"应报送日期：{_day(reminders.due_on)}（{_delay(reminders)}）　制发：{_day(reminders.written_on)}"
    write_run(document.add_paragraph(), summary, NUMBER)
    write_run(document.add_paragraph(), "", CELL)
    header = ("序号", "单位", "逾期天数", "最近报送", "情况")
    rows = [
        (
            str(serial),
            reminder.addressee,
            str(reminders.days_overdue),
            _last_reported(reminder),
            reminder.problem or "未收到",
        )
        for serial, reminder in enumerate(reminders.reminders, start=1)
    ]
    _write_table(document, header, rows, widths=(15, 50, 25, 32, 34))


def _last_reported(reminder: Reminder) -> str:
    return Month.parse(reminder.last_reported).zh if reminder.last_reported else "无记录"


def _write_table(
    document: WordDocument, header: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int]
) -> None:
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for index, row in enumerate((header, *rows)):
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            write_run(cell.paragraphs[0], text, HEAD_CELL if index == 0 else CELL)


def _write_letter(document: WordDocument, reminders: ReminderRound, reminder: Reminder) -> None:
    title = document.add_paragraph()
    title.paragraph_format.page_break_before = True
    write_run(title, "科普统计报表催报单", TITLE)
    write_run(document.add_paragraph(), "", NUMBER)
    write_run(document.add_paragraph(), f"{reminder.addressee}：", BODY)
    for text in _letter_text(reminders, reminder):
        _write_indented(document, text, BODY)
    _write_indented(document, "报送办法", HEADING)
    for serial, text in enumerate(HOW_TO_SEND, start=1):
        _write_indented(document, f"{serial}．{text}", BODY)
    write_run(document.add_paragraph(), "", BODY)
    write_run(document.add_paragraph(), reminders.signed_by, SIGNATURE)
    write_run(document.add_paragraph(), _day(reminders.written_on), SIGNATURE)
    _write_indented(document, f"（{reminders.contact}）", BODY)


def _letter_text(reminders: ReminderRound, reminder: Reminder) -> list[str]:
    month, due = reminders.month.zh, _day(reminders.due_on)
    if reminder.problem:
        first = f"贵单位报来的{month}科普统计文件无法使用：{reminder.problem}。该月数据因此尚未统计在内。"
    else:
        first = f"{month}科普统计数据应于{due}前报送。截至{_day(reminders.written_on)}，尚未收到贵单位的报送文件。"
    state = f"该月应报送日期为{due}，{_delay(reminders)}。" if reminder.problem else f"现{_delay(reminders)}。"
    return [
        first,
        f"{state}未报的数据在汇总表中标为“未报”，不作零处理，全区合计也因此不完整。",
        "请尽快报送；如已报送，请与统计联系人核对文件是否收到。感谢支持。",
    ]


def _write_indented(document: WordDocument, text: str, look: Look) -> None:
    paragraph = document.add_paragraph()
    write_run(paragraph, text, look)
    paragraph.paragraph_format.first_line_indent = Pt(2 * look.size)
    paragraph.paragraph_format.line_spacing = Pt(27)
