"""The source as it looks: the cell with its headers, the sentence with its span, the page of a PDF."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from reports.source_view import SheetCell, SheetRow, page_image, picture_source


def workbook(row_count: int = 6) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "汇总"
    sheet["A1"] = "塔城地区科普工作统计月报表"
    sheet.merge_cells("A1:C1")
    sheet.append(["指标", "本月", "累计"])
    for number in range(3, row_count + 1):
        sheet.append([f"指标{number}", number, number * 10])
    sheet["B4"] = "=cmd|'/c calc'!A1"
    sheet["C5"] = 0.123
    sheet["C5"].number_format = "0.0%"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_at(rows: tuple[SheetRow, ...], number: int, place: int) -> SheetCell:
    return next(row.cells[place] for row in rows if row.number == number)


def test_the_sheet_around_a_cell_is_shown_with_its_headers_and_the_cell_marked() -> None:
    picture = picture_source(workbook(), "月报.xlsx", "", "汇总!C6", ["汇总!B6"])
    assert picture.sheet is not None
    assert (picture.sheet.name, picture.sheet.columns) == ("汇总", ("A", "B", "C"))
    rows = picture.sheet.rows
    assert rows[0].cells == (SheetCell("塔城地区科普工作统计月报表", 1, 3),)
    assert [cell.text for cell in rows[1].cells] == ["指标", "本月", "累计"]
    assert [cell.mark for cell in rows[5].cells] == ["", "beside", "at_issue"]
    assert cell_at(rows, 5, 2).text == "12.3%"


def test_a_long_sheet_shows_its_top_and_what_is_around_the_cell() -> None:
    picture = picture_source(workbook(200), "月报.xlsx", "", "汇总!C150#2")
    assert picture.sheet is not None
    assert [row.number for row in picture.sheet.rows] == [*range(1, 8), *range(143, 158)]
    assert [row.number for row in picture.sheet.rows if row.is_after_gap] == [143]
    assert cell_at(picture.sheet.rows, 150, 2).mark == "at_issue"


def test_a_csv_and_the_second_of_two_tables_are_found_by_their_own_addresses() -> None:
    picture = picture_source("指标,本月\n培训场次,12\n".encode(), "导出.csv", "", "B2")
    assert picture.sheet is not None
    assert [cell.mark for cell in picture.sheet.rows[1].cells] == ["", "at_issue"]


def test_a_paragraph_shows_its_span_and_its_neighbours() -> None:
    text = "一、概况\n培训农牧民13.2人次，场次1181场。\n二、下一步"
    picture = picture_source(text.encode(), "情况.txt", "", "第2段[5:11]", ["第2段[14:18]"])
    assert [passage.address for passage in picture.passages] == ["第1段", "第2段", "第3段"]
    assert [piece for piece, is_marked in picture.passages[1].pieces if is_marked] == ["13.2人次", "1181"]


@pytest.mark.parametrize(
    ("data", "address", "note"),
    [
        (b"\x00\x01\x02", "B2", ""),
        (workbook(), "汇总!ZZZ", "原件里找不到位置"),
        (workbook(), "", "涉及整个文件"),
    ],
)
def test_what_cannot_be_shown_is_said(data: bytes, address: str, note: str) -> None:
    picture = picture_source(data, "月报.xlsx", "", address)
    assert picture.sheet is None
    assert note in picture.note
    assert picture.note


def test_the_page_of_a_pdf_is_shown_as_an_image() -> None:
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(100, 700, "1181")
    canvas.save()
    assert page_image(stream.getvalue(), 1).startswith(b"\x89PNG")
