"""Claims about archives and mails: every member once, with the name its sender saw, and nothing beyond limits."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from domain.errors import LimitExceeded, UnreadableSubmission
from intake.read import Limits, ReadResult, read_bytes
from tests.submitted_files import form_csv, form_eml, form_xlsx, zipped


def members(result: ReadResult) -> list[str]:
    return [document.member for document in result.documents]


def test_a_bad_member_is_a_failure_and_the_rest_is_read() -> None:
    result = read_bytes(
        zipped({"塔城市.xlsx": form_xlsx(), "额敏县.xlsx": form_xlsx()[:900], "空.csv": b""}), "全部.zip"
    )
    assert members(result) == ["塔城市.xlsx"]
    assert [(failure.member, failure.error_code) for failure in result.failures] == [
        ("额敏县.xlsx", "UNREADABLE"),
        ("空.csv", "UNREADABLE"),
    ]
    assert all(failure.message.endswith("。") for failure in result.failures)


def test_archives_in_archives_are_opened_and_named_by_their_path() -> None:
    inner = zipped({"乌苏市/月报.csv": form_csv()})
    assert members(read_bytes(zipped({"各县.zip": inner}), "全部.zip")) == ["各县.zip/乌苏市/月报.csv"]


def zip_with_raw_name(raw: bytes) -> bytes:
    """A zip that stores a name in bytes of its own choosing, as Windows does."""
    placeholder = "x" * len(raw)
    return zipped({placeholder: form_csv()}).replace(placeholder.encode(), raw)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_that_windows_wrote_are_read_as_written(encoding: str) -> None:
    assert members(read_bytes(zip_with_raw_name("额敏县/月报.csv".encode(encoding)), "a.zip")) == ["额敏县/月报.csv"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/月报.csv", "etc/月报.csv"), ("C:\\temp\\月报.csv", "temp/月报.csv"), ("/月报.csv", "月报.csv")],
)
def test_a_name_cannot_lead_out_of_the_archive(name: str, safe: str) -> None:
    assert members(read_bytes(zip_with_raw_name(name.encode()), "a.zip")) == [safe]


def test_what_systems_and_open_programs_leave_behind_is_ignored() -> None:
    litter = {"__MACOSX/._月报.csv": b"x", ".DS_Store": b"x", "~$月报.xlsx": b"x", "Thumbs.db": b"x"}
    result = read_bytes(zipped({"月报.csv": form_csv(), **litter}), "全部.zip")
    assert members(result) == ["月报.csv"]
    assert not result.failures
    assert set(result.ignored) == set(litter)


def test_two_members_of_one_name_are_both_read() -> None:
    twice = zipped({"one.csv": form_csv(), "two.csv": form_csv("utf-8")}).replace(b"two.csv", b"one.csv")
    assert members(read_bytes(twice, "a.zip")) == ["one.csv", "one(2).csv"]


def test_a_member_with_a_password_is_named() -> None:
    data = bytearray(zipped({"月报.csv": form_csv()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    (failure,) = read_bytes(bytes(data), "a.zip").failures
    assert (failure.error_code, failure.member) == ("PROTECTED", "月报.csv")


def test_an_empty_archive_is_refused() -> None:
    with pytest.raises(UnreadableSubmission, match="没有文件"):
        read_bytes(zipped({}), "a.zip")


# Limits


def test_an_archive_that_unpacks_to_too_much_is_refused_before_unpacking() -> None:
    bomb = zipped({"月报.csv": b"0" * 120_000_000})
    with pytest.raises(LimitExceeded, match="解压"):
        read_bytes(bomb, "a.zip")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    data = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 120_000_000})
    with pytest.raises(LimitExceeded, match="解压"):
        read_bytes(data, "月报.xlsx")


def test_a_list_of_very_many_members_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitExceeded, match="上限"):
        read_bytes(zipped({"a.csv": form_csv()}) + b"PK\x01\x02" * 50_000, "a.zip")


def test_nesting_ends() -> None:
    data = form_csv()
    for _ in range(6):
        data = zipped({"a.zip": data})
    (failure,) = read_bytes(data, "a.zip").failures
    assert failure.error_code == "LIMIT"
    assert "层" in failure.message


def test_members_and_sizes_are_counted_over_the_whole_nest() -> None:
    inner = zipped({f"{number}.csv": form_csv() for number in range(4)})
    result = read_bytes(zipped({f"{number}.zip": inner for number in range(4)}), "a.zip", Limits(members=10))
    assert len(result.documents) < 10
    assert {failure.error_code for failure in result.failures} == {"LIMIT"}


@pytest.mark.parametrize(
    ("limits", "data", "name"),
    [
        (Limits(size=100), form_csv(), "月报.csv"),
        (Limits(cells=10), form_csv(), "月报.csv"),
        (Limits(cells=10), form_xlsx(), "月报.xlsx"),
        (Limits(paragraphs=1), "一。\n二。\n".encode(), "总结.txt"),
    ],
)
def test_what_is_too_large_is_refused_with_a_sentence(limits: Limits, data: bytes, name: str) -> None:
    with pytest.raises(LimitExceeded, match=r"重新报送。$"):
        read_bytes(data, name, limits)


# Mail


def test_a_mail_is_its_own_words_and_its_attachments() -> None:
    result = read_bytes(form_eml(), "来信.eml")
    body, workbook = result.documents
    assert (body.member, workbook.member) == ("正文", "月报.xlsx")
    assert body.title == "塔城地区11月科普月报"
    assert [paragraph.text for paragraph in body.paragraphs] == ["现报送11月数据：培训班96场次。"]
    assert body.notes == ("邮件正文中引用的往来邮件没有读取。",)


@pytest.mark.parametrize(
    "quote",
    [
        "-----原始邮件-----\n上月88场",
        "------------------ 原始邮件 ------------------\n发件人: 科协\n上月88场",
        "---- 回复的原邮件 ----\n上月88场",
        "在 2022年11月2日，科协写道：\n> 上月88场",
        "On Wed, Nov 2, 2022 at 9:00 AM A <a@example.org> wrote:\n> 88",
        "发件人：科协\n发送时间：2022年11月2日\n上月88场",
        "> 上月88场",
    ],
)
def test_the_quoted_reply_is_cut_off(quote: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "月报"
    message.set_content(f"本月96场。\n\n{quote}\n")
    (body,) = read_bytes(message.as_bytes(), "来信.eml").documents
    assert [paragraph.text for paragraph in body.paragraphs] == ["本月96场。"]


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>上月88场</blockquote>",
        '<div class="gmail_quote">上月88场</div>',
        '<div id="isReplyContent">上月88场</div>',
        "<div>------------------ 原始邮件 ------------------</div><div>上月88场</div>",
        "<div><b>发件人：</b>科协<br><b>发送时间：</b>11月2日</div><p>上月88场</p>",
    ],
)
def test_an_html_body_keeps_its_table_and_loses_the_reply(quote: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "月报"
    message.set_content(
        f"<div>报送如下</div><table><tr><td>场次</td><td>96</td></tr></table>{quote}", subtype="html", charset="gbk"
    )
    (body,) = read_bytes(message.as_bytes(), "来信.eml").documents
    assert body.grids[0].rows == (("场次", "96"),)
    assert [paragraph.text for paragraph in body.paragraphs] == ["报送如下"]
    assert body.notes
    assert body.member == "正文"


def test_a_forwarded_mail_is_a_member_with_members() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "b@example.org", "额敏县月报"
    inner.set_content("额敏县41场。")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@example.org", "转发"
    outer.set_content("请查收。")
    outer.add_attachment(inner)
    assert members(read_bytes(outer.as_bytes(), "来信.eml")) == ["正文", "转发邮件1.eml/正文"]


def test_a_workbook_saved_as_a_single_web_page_is_read_sheet_by_sheet() -> None:
    def part(name: str, html: str) -> str:
        return f'Content-Location: file:///C:/{name}\nContent-Type: text/html; charset="utf-8"\n\n{html}\n'

    pages = (
        part("月报.htm", '<html><frameset><frame src="sheet001.htm"></frameset></html>'),
        part("sheet001.htm", "<table><tr><td>场次</td><td>96</td></tr></table>"),
        part("sheet002.htm", "<table><tr><td>人次</td><td>9820</td></tr></table>"),
    )
    head = 'MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary="==B"\n\n'
    result = read_bytes((head + "".join(f"--==B\n{page}" for page in pages) + "--==B--\n").encode(), "月报.xls")
    assert [document.grids[0].rows for document in result.documents] == [(("场次", "96"),), (("人次", "9820"),)]
    assert len(set(members(result))) == 2
