"""The 催报单 names who is missing, since when, and how to report; its bytes depend on the round only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from domain.period import Month
from reports.reminder import Reminder, ReminderRound, reminder_lines, write_reminders

HAMI = Reminder("650500", "哈密市", last_reported="2022-10")
HOTAN = Reminder("653200", "和田地区", problem="文件“月报表.xlsx”已损坏，无法打开")
ROUND = ReminderRound(Month(2022, 11), date(2022, 12, 7), date(2022, 12, 9), (HAMI, HOTAN))


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_each_prefecture_gets_its_letter(tmp_path: Path) -> None:
    path = write_reminders(tmp_path / "催报单.docx", ROUND)
    text = text_of(path)
    assert text.count("科普统计报表催报单") == 2
    assert "哈密市科协：" in text
    assert "2022年11月科普统计数据应于2022年12月7日前报送" in text
    assert "现已逾期2天" in text


def test_a_broken_file_is_asked_for_again_with_the_reason(tmp_path: Path) -> None:
    text = text_of(write_reminders(tmp_path / "催报单.docx", ROUND))
    assert "贵单位报来的2022年11月科普统计文件无法使用：文件“月报表.xlsx”已损坏，无法打开。" in text


def test_the_first_page_lists_them_all(tmp_path: Path) -> None:
    table = Document(str(write_reminders(tmp_path / "催报单.docx", ROUND))).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "单位", "逾期天数", "最近报送", "情况"]
    assert rows[1] == ["1", "哈密市科协", "2", "2022年10月", "未收到"]
    assert rows[2][1:] == ["和田地区科协", "2", "无记录", HOTAN.problem]


@pytest.mark.parametrize(
    ("written_on", "said"),
    [
        (date(2022, 12, 5), "距截止还有2天"),
        (date(2022, 12, 7), "今日截止"),
        (date(2022, 12, 8), "已逾期1天"),
    ],
)
def test_nobody_is_called_late_before_the_due_date(written_on: date, said: str) -> None:
    assert said in reminder_lines(replace(ROUND, written_on=written_on))[0]


def test_lines_for_the_screen() -> None:
    assert reminder_lines(ROUND) == [
        "2022年11月有2个地州市需催报（应于2022年12月7日前报送，已逾期2天）：",
        "  哈密市科协：未收到报送文件",
        "  和田地区科协：文件“月报表.xlsx”已损坏，无法打开",
    ]
    assert reminder_lines(replace(ROUND, reminders=())) == ["2022年11月各地州市均已报送，无需催报。"]


def test_the_same_round_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_reminders(tmp_path / "a.docx", ROUND).read_bytes()
    assert write_reminders(tmp_path / "b.docx", ROUND).read_bytes() == first
