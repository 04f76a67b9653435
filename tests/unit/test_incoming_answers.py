"""Answers are recognised by their sheet: under any name, in a mail, in an archive; and compared with what went out."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from intake.answers import may_be_answer, read_answer
from intake.archive import Archive
from reports.returned_copy import returned_copy
from tests.unit.test_returned_copy import a_case, a_workbook, an_issue

BASE = a_workbook()
COPY = returned_copy(a_case(BASE, an_issue("汇总!C3"))).data


def filled(*, cell: object = None) -> bytes:
    """The copy as a clerk saves it in another program: answered, perhaps with a cell of the own sheet changed."""
    book = openpyxl.load_workbook(io.BytesIO(COPY))
    book["反馈"]["H7"].value = 132_000
    if cell is not None:
        book["汇总"]["C3"].value = cell
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def mailed(body: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "tacheng@example.invalid", "tj@example.invalid", "回复"
    message.set_content(body)
    message.add_attachment(filled(), maintype="application", subtype="vnd.ms-excel", filename="答复.xlsx")
    return message.as_bytes()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("塔城/答复.xlsx", filled())
    return buffer.getvalue()


def kept(folder: Path, data: bytes, *, with_base: bool = True) -> tuple[str, Archive]:
    archive = Archive.at_home(folder)
    if with_base:
        archive.keep(BASE)
    return archive.keep(data), archive


@pytest.mark.parametrize(
    ("data", "name"),
    [(filled(), "无题.xlsx"), (filled(), "没有扩展名"), (mailed("您好，请查收。"), "回复.eml"), (zipped(), "塔城.zip")],
    ids=["workbook", "no extension", "mail", "archive"],
)
def test_an_answer_is_recognised_in_whatever_it_comes(tmp_path: Path, data: bytes, name: str) -> None:
    assert may_be_answer(data)
    digest, archive = kept(tmp_path, data)
    answer = read_answer(digest, name, archive)
    assert answer is not None
    assert [row.correction for row in answer.sheets[0].rows] == [132_000]
    assert answer.changes == ()
    assert not answer.is_corrected_file


def test_a_cell_corrected_beside_the_answer_makes_it_a_report_too(tmp_path: Path) -> None:
    digest, archive = kept(tmp_path, filled(cell=132_000))
    answer = read_answer(digest, "答复.xlsx", archive)
    assert answer is not None
    assert answer.changes is not None
    assert [(change.address, change.after) for change in answer.changes] == [("汇总!C3", 132_000)]
    assert answer.is_corrected_file


def test_numbers_in_the_mail_around_it_are_not_lost(tmp_path: Path) -> None:
    digest, archive = kept(tmp_path, mailed("另外，本月新增培训3场。"))
    answer = read_answer(digest, "回复.eml", archive)
    assert answer is not None
    assert answer.is_corrected_file


def test_what_cannot_be_compared_counts_as_changed(tmp_path: Path) -> None:
    digest, archive = kept(tmp_path, filled(), with_base=False)
    answer = read_answer(digest, "答复.xlsx", archive)
    assert answer is not None
    assert answer.changes is None
    assert answer.is_corrected_file


@pytest.mark.parametrize(
    "data", [BASE, b"", b"PK\x03\x04 broken", "指标,本月\n培训,3\n".encode(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no"]
)
def test_other_files_are_no_answers(tmp_path: Path, data: bytes) -> None:
    assert not may_be_answer(data)
    digest, archive = kept(tmp_path, data)
    assert read_answer(digest, "月报.xlsx", archive) is None
