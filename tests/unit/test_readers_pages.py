"""Claims about web pages and PDFs: tables with addresses, the text around them, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph as RichText
from reportlab.platypus import Table, TableStyle

from domain.document import CellRange, Document
from domain.errors import ProtectedFile, UnreadableSubmission, UnsupportedFormat
from intake.read import read_bytes
from tests.submitted_files import form_html, form_pdf


def read(data: bytes, name: str = "月报.html") -> Document:
    (document,) = read_bytes(data, name).documents
    return document


def page(body: str) -> bytes:
    return f"<html><head><title>月报</title><script>var x = 9999;</script></head><body>{body}</body></html>".encode()


def test_a_web_page_saved_as_xls_is_read_as_what_it_is() -> None:
    document = read(form_html(), "月报.xls")
    assert document.format == "html"
    assert document.notes == ("扩展名是 .xls，内容却是网页（html）；已按内容读取。",)
    assert document.grids[0].value(4, 4) == "1181"
    assert document.grids[0].address(4, 4) == "D4"
    assert document.grids[0].heading == "月报"


def test_spans_become_merged_ranges_and_push_later_cells() -> None:
    document = read(
        page(
            "<table><tr><th rowspan=2>地区</th><th colspan=2>培训</th></tr><tr><td>场次</td><td>人次</td></tr>"
            "<tr><td>塔城市</td><td>1&nbsp;181</td><td>9<br>820</td></tr></table>"
        )
    )
    grid = document.grids[0]
    assert grid.rows == (("地区", "培训", None), (None, "场次", "人次"), ("塔城市", "1\xa0181", "9\n820"))
    assert grid.merged == (CellRange(1, 1, 2, 1), CellRange(1, 2, 1, 3))


def test_the_second_table_has_its_number_in_the_address() -> None:
    document = read(page("<table><tr><td>96</td></tr></table><p>表二</p><table><tr><td>41</td></tr></table>"))
    assert [grid.address(1, 1) for grid in document.grids] == ["A1", "table2!A1"]
    assert document.grids[1].heading == "表二"


def test_tables_for_layout_are_text_and_the_tables_in_them_are_tables() -> None:
    document = read(
        page("<table><tr><td>导航</td><td><table><tr><td>场次</td><td>96</td></tr></table></td></tr></table>")
    )
    assert [grid.rows for grid in document.grids] == [(("场次", "96"),)]
    assert [paragraph.text for paragraph in document.paragraphs] == ["导航"]


def test_what_the_page_does_not_show_is_no_text() -> None:
    document = read(page('<p>共96场</p><p style="display:none">草稿88</p><noscript>7</noscript>'))
    assert [paragraph.text for paragraph in document.paragraphs] == ["共96场"]
    assert document.title == "月报"


def test_a_frame_without_its_sheets_says_what_to_send() -> None:
    stub = (
        b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><frameset><frame src="sheet001.htm"></frameset></html>'
    )
    with pytest.raises(UnreadableSubmission, match="框架"):
        read_bytes(stub, "月报.xls")


# PDF


@pytest.mark.parametrize("is_ruled", [True, False], ids=["ruled", "aligned only"])
def test_a_table_of_a_pdf_is_found_with_or_without_rules(is_ruled: bool) -> None:
    document = read(form_pdf(is_ruled=is_ruled), "月报.pdf")
    (grid,) = document.grids
    assert grid.rows[:2] == (("指标名称", "计量单位", "本月", "本年累计"), ("科技培训场次", "场次", "96", "1181"))
    assert grid.address(2, 4) == "pdf:page1,table1,row2,col4"
    assert grid.heading == "举办培训班1181场次，培训农牧民13.2万人次。"
    assert [paragraph.text for paragraph in document.paragraphs] == [grid.heading]


ALL_RULES = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
OPEN_SIDES = (
    ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
)
THREE_LINES = (
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
)


def table_pdf(
    rows: list[list[str]], widths: list[float], *styles: tuple[Any, ...], rules: tuple[Any, ...] = (ALL_RULES,)
) -> Document:
    """A PDF with one table; a text after ~ wraps in its cell."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=True)
    cell = ParagraphStyle("cell", fontName="STSong-Light", fontSize=10, leading=12, wordWrap="CJK")
    texts = [[RichText(text[1:], cell) if text.startswith("~") else text for text in row] for row in rows]
    font = ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)
    table = Table(texts, colWidths=widths, style=TableStyle([font, *rules, *styles]))
    table.wrapOn(canvas, 450, 700)
    table.drawOn(canvas, 72, 500)
    canvas.save()
    return read(packed.getvalue(), "月报.pdf")


def test_spanning_cells_of_a_pdf_are_merged_ranges() -> None:
    rows = [["县市", "培训", ""], ["", "场次", "人次"], ["塔城市", "96", "9,820"]]
    document = table_pdf(rows, [90, 60, 60], ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)))
    (grid,) = document.grids
    assert grid.rows == (("县市", "培训", None), (None, "场次", "人次"), ("塔城市", "96", "9,820"))
    assert grid.merged == (CellRange(1, 1, 2, 1), CellRange(1, 2, 1, 3))


@pytest.mark.parametrize("rules", [OPEN_SIDES, THREE_LINES, ()], ids=["open sides", "three lines", "none"])
def test_tables_with_few_rules_are_read_alike(rules: tuple[Any, ...]) -> None:
    rows = [["县市", "场次", "人次"], ["塔城市", "96", "9,820"], ["额敏县", "41", "-"], ["乌苏市", "35", "2,600"]]
    (grid,) = table_pdf(rows, [90, 60, 60], rules=rules).grids
    assert grid.rows == tuple(map(tuple, rows))


def test_words_and_numbers_that_wrap_in_a_cell_are_whole_again() -> None:
    rows = [["县市", "人次"], ["~塔城地区科学技术协会", "~1265161234"], ["额敏县", "41"]]
    (grid,) = table_pdf(rows, [70, 40]).grids
    assert grid.rows[1] == ("塔城地区科学技术协会", "1265161234")


@pytest.mark.parametrize("side", ["LEFT", "CENTER", "RIGHT"])
def test_two_numbers_in_one_cell_are_never_run_together(side: str) -> None:
    rows = [["县市", "场次及人次"], ["塔城市", "35\n42"], ["额敏县", "41"]]
    (grid,) = table_pdf(rows, [70, 80], ("ALIGN", (0, 0), (-1, -1), side)).grids
    assert grid.rows[1] == ("塔城市", "35\n42")


def test_numbers_close_together_in_two_cells_stay_two() -> None:
    rows = [["县", "场", "人"], ["甲", "96", "41"], ["乙", "35", "42"]]
    (grid,) = table_pdf(
        rows, [24, 18, 18], ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 2)
    ).grids
    assert grid.rows[1:] == (("甲", "96", "41"), ("乙", "35", "42"))


def test_a_caption_with_a_gap_is_no_row_of_the_table_under_it() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=True)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(150, 780, "表1")
    canvas.drawString(190, 780, "2022年各县市科技培训情况")
    rows = (("县  市", "场次"), ("塔城市", "96"), ("额  敏", "41"), ("乌苏市", "35"))
    for number, (place, figure) in enumerate(rows):
        canvas.drawString(100, 760 - 20 * number, place)
        canvas.drawString(300, 760 - 20 * number, figure)
    canvas.save()
    (grid,) = read(packed.getvalue(), "月报.pdf").grids
    assert grid.rows == (("县市", "场次"), ("塔城市", "96"), ("额敏", "41"), ("乌苏市", "35"))
    assert grid.heading == "表1 2022年各县市科技培训情况"


def pdf(*pages: list[str], picture: bool = False, **options: str) -> bytes:
    """Pages of lines at the left margin, each with a page number; a page without lines is a picture."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=True, **options)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("STSong-Light", 12)
        for index, line in enumerate(lines):
            canvas.drawString(72, 760 - 20 * index, line)
        if lines:
            canvas.drawString(290, 30, f"- {number} -")
        else:
            canvas.drawImage(ImageReader(_grey()), 72, 72, 400, 600)
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


def _grey() -> io.BytesIO:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (8, 8), 128).save(picture, "PNG")
    picture.seek(0)
    return picture


FULL = "塔城地区科协认真组织全区各县市开展科普活动，全年共举办各类培训班" + "一千"


def test_wrapped_lines_are_one_paragraph_also_over_pages_and_page_numbers_are_gone() -> None:
    document = read(pdf([FULL, FULL, FULL], ["一百场次。", "二、宣传", "发放图书96册。"]), "总结.pdf")
    assert [(q.address, q.text) for q in document.paragraphs] == [
        ("第1段", FULL * 3 + "一百场次。"),
        ("第2段", "二、宣传"),
        ("第3段", "发放图书96册。"),
    ]


def test_a_scan_is_refused_and_a_scanned_page_is_named() -> None:
    with pytest.raises(UnsupportedFormat, match="扫描"):
        read_bytes(pdf([]), "月报.pdf")
    result = read_bytes(pdf(["共96场。"], []), "月报.pdf")
    assert [q.text for q in result.documents[0].paragraphs] == ["共96场。"]
    assert [failure.message[:9] for failure in result.failures] == ["第 2 页只有图像"]


def test_a_pdf_with_a_password_is_refused_as_such() -> None:
    with pytest.raises(ProtectedFile, match="密码"):
        read_bytes(pdf(["共96场。"], encrypt="geheim"), "月报.pdf")
