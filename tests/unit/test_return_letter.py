"""The 退回单 names the file, the month, the issues and the deadline; its bytes depend on the letter only."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from docx import Document

from domain.period import Month
from reports.return_letter import MOST_LISTED, LetterIssue, ReturnLetter, letter_bytes

ISSUE = LetterIssue("第10段", "13.2人次", "培训农牧民人次 13.2人次：疑漏写“万”，建议 132000", "132000人次")
LETTER = ReturnLetter(
    addressee="塔城地区科协",
    month=Month(2022, 11),
    file_name="11月情况报告.docx",
    copy_name="11月情况报告（退回）.xlsx",
    received_on=date(2022, 12, 2),
    written_on=date(2022, 12, 8),
    answer_by=date(2022, 12, 15),
    issues=(ISSUE,),
    is_own_workbook=False,
)


def text_of(letter: ReturnLetter) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(letter_bytes(letter))).paragraphs)


def test_the_letter_says_what_about_which_file_and_until_when() -> None:
    text = text_of(LETTER)
    assert "塔城地区科协：" in text
    assert "贵单位2022年12月2日报来的2022年11月科普统计文件“11月情况报告.docx”" in text
    assert "有1个问题" in text
    assert "请于2022年12月15日前答复" in text
    assert "打开附件“11月情况报告（退回）.xlsx”" in text
    assert "只写“核实无误”不算说明" in text


def test_every_issue_stands_in_the_table_with_its_place_and_suggestion() -> None:
    table = Document(io.BytesIO(letter_bytes(LETTER))).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["序号", "位置", "原填数", "问题", "建议值"],
        ["1", "第10段", "13.2人次", ISSUE.title, "132000人次"],
    ]


def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    letter = replace(LETTER, issues=(ISSUE,) * (MOST_LISTED + 3))
    assert len(Document(io.BytesIO(letter_bytes(letter))).tables[0].rows) == 1 + MOST_LISTED
    assert "其余3个问题见附件“反馈”表" in text_of(letter)


def test_only_the_submitters_own_workbook_is_called_unchanged() -> None:
    assert "其他内容没有改动" not in text_of(LETTER)
    assert "其他内容没有改动" in text_of(replace(LETTER, is_own_workbook=True))


def test_a_file_that_cannot_be_opened_is_asked_for_again() -> None:
    text = text_of(replace(LETTER, is_readable=False))
    assert "“11月情况报告.docx”无法打开，请在本机确认能打开后重新报送" in text
    assert "按原文列出" not in text


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_bytes(LETTER) == letter_bytes(LETTER)
