"""The returned copy is the submitter's own workbook: compared part by part and cell by cell with what was sent in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from domain.answers import is_feedback, read_feedback
from intake.read import read_bytes
from reports.returned_copy import AskedIssue, ReturnCase, returned_copy
from warehouse.queries import IssueLine
from warehouse.returning import NumberAtFault

ISSUE = "9caa57fc8e0aabf084ab4ac5ea0b1673"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)
MACROS = b"\xd0\xcf\x11\xe0 stands for a macro project; its bytes must come back"


def a_workbook(*, macros: bool = False) -> bytes:
    """A workbook with all that a rewriting library may lose: picture, chart, colours by rule, lists, notes, names."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other = book.add_worksheet("汇总"), book.add_worksheet("隐藏 底稿")
    other.hide()
    title = book.add_format({"bold": True, "font_name": "黑体", "align": "center"})
    money = book.add_format({"num_format": '#,##0.00"元"', "border": 2, "italic": True})
    sheet.merge_range("A1:D1", "2022年11月科普工作统计月报表", title)
    sheet.write_row("A2", ["指标", "本月", "累计", "备注"])
    sheet.write_row("A3", ["培训农牧民人次", 9820, 13.2, "=cmd|' /C calc'!A0"])
    sheet.write_string("D3", "=cmd|' /C calc'!A0")
    sheet.write_row("A4", ["科技培训场次", 96, 1181])
    sheet.write_formula("C5", "=SUM(C3:C4)", money, 1194.2)
    sheet.write_formula("B5", "='隐藏 底稿'!A1*2", None, 14)
    other.write("A1", 7)
    sheet.conditional_format("B3:C4", {"type": "data_bar"})
    sheet.data_validation("B3", {"validate": "list", "source": ["9820", "1"]})
    sheet.write_comment("B4", "县里报来的数", {"author": "填表人"})
    sheet.insert_image("F2", "seal.png", {"image_data": io.BytesIO(PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=汇总!$C$3:$C$4"})
    sheet.insert_chart("F8", chart)
    sheet.set_row(3, 31.5)
    sheet.set_column("C:C", 17.25, money)
    sheet.autofilter("A2:D4")
    book.define_name("合计数", "=汇总!$C$5")
    if macros:
        book.add_vba_project(io.BytesIO(MACROS), is_stream=True)
    book.close()
    return buffer.getvalue()


def a_number(address: str, **changes: object) -> NumberAtFault:
    number = NumberAtFault(
        ISSUE,
        1,
        "o1",
        "s" * 32,
        "",
        address,
        None,
        None,
        "13.2",
        13.2,
        "人次",
        "培训农牧民人次",
        "塔城地区",
        "ytd",
        True,
    )
    return replace(number, **changes)  # type: ignore[arg-type]  # the builder's own keyword names


def an_issue(address: str, *others: str, **changes: object) -> AskedIssue:
    line = IssueLine(
        issue_id=ISSUE,
        period="2022-11",
        region_code="654200",
        severity="critical",
        effect="hold_value",
        title="培训农牧民人次 13.2：疑漏写“万”，建议 132000",
        rule_ids=["VAL-05"],
        observation_ids=["o1"],
        source_file="2022-11/塔城地区/月报.xlsx",
        member="",
        address=address,
        raw="13.2",
        suggestion_value=132000.0,
        suggestion_reason=None,
        evidence=["“培训农牧民人次”13.2小于场次1181。"],
        weight=1.0,
        status="open",
        submission_id="s" * 32,
    )
    numbers = [a_number(address), *(a_number(other, position=2 + n) for n, other in enumerate(others))]
    return AskedIssue(replace(line, **changes), tuple(numbers), ("请检查人次单位是否漏“万”。",))  # type: ignore[arg-type]  # as above


def a_case(data: bytes, *issues: AskedIssue, source_file: str = "2022-11/塔城地区/月报.xlsx") -> ReturnCase:
    return ReturnCase(
        "s" * 32, "654200", "塔城地区", "2022-11", "c" * 64, source_file, data, issues, date(2022, 12, 16)
    )


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


BEFORE = a_workbook()
CASE = a_case(BEFORE, an_issue("汇总!C3", "汇总!C4"))
AFTER = returned_copy(CASE).data
TOUCHED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def test_every_part_that_needs_no_change_keeps_its_bytes() -> None:
    before, after = parts(BEFORE), parts(AFTER)
    assert set(before) <= set(after)
    assert {name for name in before if before[name] != after[name]} == TOUCHED
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    kept = {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml", "xl/worksheets/sheet2.xml"}
    assert kept <= set(before) - TOUCHED


def test_a_marked_sheet_differs_only_by_the_style_of_its_marked_cells() -> None:
    before = etree.fromstring(parts(BEFORE)["xl/worksheets/sheet1.xml"])
    after = etree.fromstring(parts(AFTER)["xl/worksheets/sheet1.xml"])
    marked = {"C3", "C4"}
    for cell in (*before.iterfind(".//{*}c"), *after.iterfind(".//{*}c")):
        if cell.get("r") in marked:
            cell.attrib.pop("s", None)
    assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")


def test_styles_are_only_added_at_the_end() -> None:
    before, after = (etree.fromstring(parts(data)["xl/styles.xml"]) for data in (BEFORE, AFTER))
    for name in ("fonts", "fills", "borders", "cellXfs"):
        old, new = before.find(f"{{*}}{name}"), after.find(f"{{*}}{name}")
        assert old is not None
        assert new is not None
        texts = [[etree.tostring(one, method="c14n", exclusive=True) for one in both] for both in (old, new)]
        assert texts[1][: len(texts[0])] == texts[0]
        assert new.get("count") == str(len(new))
    rules = [
        [etree.tostring(one, method="c14n", exclusive=True) for one in root.iterfind("{*}dxfs")]
        for root in (before, after)
    ]
    assert rules[0] == rules[1]


def test_values_formulas_merges_and_formats_survive() -> None:
    before, after = (openpyxl.load_workbook(io.BytesIO(data)) for data in (BEFORE, AFTER))
    assert after.sheetnames == [*before.sheetnames, "反馈"]
    for sheet in before.worksheets:
        copy = after[sheet.title]
        assert copy.merged_cells.ranges == sheet.merged_cells.ranges
        assert copy.sheet_state == sheet.sheet_state
        for row in sheet.iter_rows():
            for cell in row:
                same = copy[cell.coordinate]
                assert same.value == cell.value
                assert same.number_format == cell.number_format
                assert repr(same.font) == repr(cell.font)
                assert repr(same.border) == repr(cell.border)
    assert after.defined_names["合计数"].attr_text == "汇总!$C$5"


def test_the_wrong_cell_is_filled_and_says_what_why_and_what_to_do() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(AFTER))["汇总"]
    cell = sheet["C3"]
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert cell.comment is not None
    text = cell.comment.text
    assert "疑漏写“万”" in text
    assert "小于场次1181" in text
    assert "请检查人次单位是否漏“万”" in text
    assert "第7行" in text
    assert sheet["C4"].fill.fgColor.rgb == "FFDDEBF7"
    assert "汇总!C3" in (sheet["C4"].comment.text if sheet["C4"].comment else "")


def test_a_comment_of_the_clerk_keeps_its_words() -> None:
    data = returned_copy(a_case(BEFORE, an_issue("汇总!B4"))).data
    comment = openpyxl.load_workbook(io.BytesIO(data))["汇总"]["B4"].comment
    assert comment is not None
    assert comment.text.startswith("县里报来的数")
    assert "疑漏写“万”" in comment.text
    boxes = parts(data)["xl/drawings/vmlDrawing1.vml"]
    assert boxes.count(b"<x:Row>3</x:Row><x:Column>1</x:Column>") + boxes.count(b"<x:Row>3</x:Row>") >= 1
    assert boxes.count(b"<v:shape ") == 1


def test_macros_come_back_untouched() -> None:
    copy = returned_copy(a_case(a_workbook(macros=True), an_issue("汇总!C3"), source_file="月报.xlsm"))
    assert copy.extension == ".xlsm"
    assert parts(copy.data)["xl/vbaProject.bin"] == MACROS


@pytest.mark.parametrize("address", ["汇总!H9", "汇总!A90", "隐藏 底稿!A1", "隐藏 底稿!C5"])
def test_a_blank_cell_and_a_cell_without_comments_can_be_marked(address: str) -> None:
    data = returned_copy(a_case(BEFORE, an_issue(address))).data
    name, _, cell = address.rpartition("!")
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    assert sheet[cell].comment is not None
    assert sheet[cell].fill.fgColor.rgb == "FFFFC7CE"


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def rewritten(data: bytes, changes: dict[bytes, bytes], only: str = "") -> bytes:
    """The package with texts replaced in its parts, as another program would have written them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts(data).items():
            changed = part
            for old, new in changes.items() if name.startswith(only) else ():
                changed = changed.replace(old, new)
            archive.writestr(name, changed)
    return buffer.getvalue()


def test_a_strict_workbook_is_answered_in_its_own_dialect() -> None:
    data = returned_copy(a_case(rewritten(BEFORE, STRICT), an_issue("汇总!C3"))).data
    sheet = etree.fromstring(parts(data)["xl/worksheets/sheet3.xml"])
    assert etree.QName(sheet).namespace == "http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert b"schemas.openxmlformats.org/officeDocument" not in parts(data)["xl/_rels/workbook.xml.rels"]


def test_cells_that_stand_by_their_order_keep_their_places() -> None:
    """Some programs write neither row numbers nor cell addresses."""
    order = {b' r="A2"': b"", b' r="B2"': b"", b' r="C2"': b"", b' r="D2"': b"", b'<row r="2"': b"<row"}
    data = rewritten(BEFORE, order, "xl/worksheets/sheet1")
    copy = returned_copy(a_case(data, an_issue("汇总!C2"), an_issue("汇总!F2"))).data
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["汇总"]
    assert [cell.value for cell in sheet[2]][:4] == ["指标", "本月", "累计", "备注"]
    assert sheet["C2"].comment is not None
    assert sheet["F2"].fill.fgColor.rgb == "FFFFC7CE"


def test_notes_in_loose_markup_are_added_to_and_not_parsed() -> None:
    loose = rewritten(BEFORE, {b'<div style="text-align:left">': b"<div><br><p>&nbsp;"}, "xl/drawings/vml")
    drawing = parts(returned_copy(a_case(loose, an_issue("汇总!C3"))).data)["xl/drawings/vmlDrawing1.vml"]
    assert b"<br><p>&nbsp;" in drawing
    assert drawing.count(b"<v:shape ") == 2
    assert drawing.rstrip().endswith(b"</xml>")
    numbers = [part.split(b'"')[0] for part in drawing.split(b'id="_x0000_s')[1:]]
    assert len(set(numbers)) == len(numbers)


def test_external_entities_in_a_workbook_are_not_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("home") / "secret.txt"
    secret.write_text("not for the copy")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><styleSheet'.encode()
    evil = rewritten(BEFORE, {b"<styleSheet": entity, b"<dxfs": b"<x>&e;</x><dxfs"}, "xl/styles.xml")
    data = returned_copy(a_case(evil, an_issue("汇总!C3"))).data
    assert all(b"not for the copy" not in part for part in parts(data).values())


# The sheet 反馈


def test_the_sheet_has_one_row_an_issue_and_open_answer_cells() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(AFTER))["反馈"]
    head = [cell.value for cell in sheet[6]][:9]
    assert head == ["问题编号", "位置", "指标", "原填数", "问题和处理办法", "建议值", "单位", "您的更正值", "您的说明"]
    row = [cell.value for cell in sheet[7]][:7]
    assert row[:4] == [ISSUE[:10], "汇总!C3", "塔城地区 培训农牧民人次（本年累计）", "13.2"]
    assert row[5:] == [132000, "人次"]
    assert [cell.protection.locked for cell in sheet[7]][:9] == [True] * 7 + [False, False]
    assert sheet.protection.sheet
    rules = {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}
    assert rules == {"H7": "whole", "I7": "textLength"}
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["J"].hidden


def test_the_sheet_is_recognised_whatever_the_file_is_called() -> None:
    (document,) = read_bytes(AFTER, "无题.xlsx").documents
    (grid,) = [grid for grid in document.grids if is_feedback(grid)]
    sheet = read_feedback(grid)
    assert sheet is not None
    assert sheet.identity.submission_id == "s" * 32
    assert [(row.issue_id, row.value) for row in sheet.rows] == [(ISSUE, 13.2)]


@pytest.mark.parametrize("raw", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "<b>13</b>", "\x01\x02"])
def test_text_from_submissions_stays_text(raw: str) -> None:
    data = returned_copy(a_case(BEFORE, an_issue("汇总!D3", raw=raw, title=raw, evidence=[raw]))).data
    sheet = openpyxl.load_workbook(io.BytesIO(data))["反馈"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=7) for cell in row if cell.value is not None} <= {
        "s",
        "n",
    }
    xml = parts(data)["xl/worksheets/sheet3.xml"]
    assert etree.fromstring(xml).find(".//{*}sheetData//{*}f") is None


def test_a_copy_sent_back_again_has_one_sheet_for_answers() -> None:
    again = returned_copy(a_case(AFTER, an_issue("汇总!C4"))).data
    book = openpyxl.load_workbook(io.BytesIO(again))
    assert book.sheetnames == ["汇总", "隐藏 底稿", "反馈"]
    assert book["反馈"]["B7"].value == "汇总!C4"


def test_a_sheet_of_that_name_that_is_not_ours_is_left_alone() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "反馈"
    book.worksheets[0]["A1"] = 5
    buffer = io.BytesIO()
    book.save(buffer)
    data = returned_copy(a_case(buffer.getvalue(), an_issue("反馈!A1"))).data
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["反馈", "反馈2"]


def test_the_same_case_gives_the_same_bytes() -> None:
    assert returned_copy(CASE).data == AFTER


# Files that are no workbook of today


def others() -> Iterator[tuple[str, bytes, AskedIssue]]:
    yield "月报.csv", "指标,本月\n培训农牧民人次,13.2\n".encode("gb18030"), an_issue("B2")
    text = "塔城地区科协简报\n\n今年以来培训农牧民13.2人次。"
    yield "简报.txt", text.encode(), an_issue("第2段[9:13]")
    page = "<html><body><table><tr><td>培训</td><td>13.2</td></tr></table></body></html>"
    yield "月报.xls", page.encode(), an_issue("B1")


def test_a_member_of_an_archive_is_shown_alone_under_its_own_name() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("额敏县.csv", "指标,本月\n培训农牧民人次,13.2\n")
        archive.writestr("托里县.csv", "指标,本月\n培训农牧民人次,9820\n")
    asked = an_issue("B2", member="额敏县.csv")
    asked = replace(asked, numbers=(replace(asked.numbers[0], member="额敏县.csv"),))
    book = openpyxl.load_workbook(io.BytesIO(returned_copy(a_case(buffer.getvalue(), asked)).data))
    assert [name.split()[0] for name in book.sheetnames] == ["额敏县", "反馈"]
    assert book.worksheets[0]["B2"].comment is not None
    assert book["反馈"]["B7"].value == "额敏县.csv B2"


@pytest.mark.parametrize(("kind", "address"), [("paragraph", "第1段[2:6]"), ("table", "docx:table1,row1,col2")])
def test_a_word_report_is_shown_with_its_text_and_its_tables(kind: str, address: str) -> None:
    document = docx.Document()
    document.add_paragraph("培训13.2人次。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "培训农牧民人次", "13.2"
    buffer = io.BytesIO()
    document.save(buffer)
    copy = returned_copy(a_case(buffer.getvalue(), an_issue(address), source_file="报告.docx"))
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    marked = [c for s in book.worksheets for row in s.iter_rows() for c in row if c.comment is not None]
    assert [str(cell.value) for cell in marked] == ["培训13.2人次。" if kind == "paragraph" else "13.2"]


@pytest.mark.parametrize(("name", "data", "issue"), list(others()))
def test_any_other_file_is_shown_with_its_marks(name: str, data: bytes, issue: AskedIssue) -> None:
    copy = returned_copy(a_case(data, issue, source_file=name))
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    marked = [c for s in book.worksheets for row in s.iter_rows() for c in row if c.comment is not None]
    assert copy.extension == ".xlsx"
    assert len(marked) == 1
    assert "13.2" in str(marked[0].value)
    assert book.sheetnames[-1] == "反馈"
    assert returned_copy(a_case(data, issue, source_file=name)).data == copy.data


def test_a_file_that_cannot_be_opened_still_gets_its_question() -> None:
    issue = an_issue("", title="文件已损坏，无法打开", effect="hold_file", raw="", suggestion_value=None)
    copy = returned_copy(a_case(b"PK\x03\x04 broken", replace(issue, numbers=())))
    sheet = openpyxl.load_workbook(io.BytesIO(copy.data))["反馈"]
    assert sheet["B7"].value == "整个文件"
    assert not copy.is_readable
