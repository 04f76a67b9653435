"""Claims about Word reports: what a reader of the printed page sees, with tracked changes accepted."""

from __future__ import annotations

import pytest

from domain.document import CellRange, Document, ParagraphKind
from domain.errors import UnreadableSubmission, UnsupportedFormat
from intake.read import read_bytes
from tests.submitted_files import docx, form_docx, p, repacked, tbl, tc


def read(body: str, **parts: str) -> Document:
    (document,) = read_bytes(docx(body, **parts), "总结.docx").documents
    return document


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_paragraphs_are_counted_in_reading_order_without_blank_ones_and_tables() -> None:
    document = read(p("一、培训") + p("") + tbl(tc("场次") + tc("96")) + p("举办1181场次。"))
    assert [(paragraph.address, paragraph.text) for paragraph in document.paragraphs] == [
        ("第1段", "一、培训"),
        ("第2段", "举办1181场次。"),
    ]


def test_offsets_count_the_paragraphs_joined_by_line_feeds() -> None:
    document = read(p("一、培训") + p("举办1181场次。") + p("完。"))
    decoded = "\n".join(texts(document))
    assert all(decoded[q.offset : q.offset + len(q.text)] == q.text for q in document.paragraphs)


def test_tracked_changes_read_as_accepted() -> None:
    inserted = "<w:ins><w:r><w:t>132000</w:t></w:r></w:ins>"
    deleted = "<w:del><w:r><w:delText>13.2</w:delText></w:r></w:del>"
    moved = "<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>"
    assert texts(read(p("培训农牧民", inserted, deleted, "人次", moved))) == ["培训农牧民132000人次新处"]


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    document = read(p("培训农牧民", properties="<w:rPr><w:del/></w:rPr>") + p("132000人次"))
    assert texts(document) == ["培训农牧民132000人次"]


def test_a_deleted_table_row_is_gone() -> None:
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('88')}</w:tr>"
    document = read(f"<w:tbl>{deleted}<w:tr>{tc('96')}</w:tr></w:tbl>")
    assert document.grids[0].rows == (("96",),)


def test_merged_cells_keep_grid_columns() -> None:
    (document,) = read_bytes(form_docx(), "总结.docx").documents
    (grid,) = document.grids
    assert grid.rows == (("指标", "培训", None), (None, "场次", "人次"), ("塔城市", "96", "9820"))
    assert grid.merged == (CellRange(1, 1, 2, 1), CellRange(1, 2, 1, 3))
    assert grid.address(3, 3) == "docx:table1,row3,col3"
    assert grid.heading == "举办培训班1181场次。"


def test_headings_and_list_items_are_told_by_style() -> None:
    (document,) = read_bytes(form_docx(), "总结.docx").documents
    assert document.paragraphs[0].kind is ParagraphKind.HEADING
    numbered = read(p("发放图书96册", properties='<w:numPr><w:numId w:val="3"/></w:numPr>'))
    assert numbered.paragraphs[0].kind is ParagraphKind.LIST_ITEM


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    inner = tbl(tc("场次") + tc("35"))
    document = read(tbl(tc("塔城市") + tc(p("其中：") + inner)))
    outer, nested = document.grids
    assert outer.rows == (("塔城市", "其中："),)
    assert nested.rows == (("场次", "35"),)
    assert nested.address(1, 2) == "docx:table1.1,row1,col2"


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    box = f"<w:txbxContent>{p('参与人数2845人次')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document = read(p("见右框", drawing))
    assert [(q.address, q.text, q.kind) for q in document.paragraphs] == [
        ("第1段", "见右框", ParagraphKind.BODY),
        ("文本框1.第1段", "参与人数2845人次", ParagraphKind.TEXT_BOX),
    ]


def test_footnotes_are_numbered_as_the_text_refers_to_them() -> None:
    body = p("甲", '<w:r><w:footnoteReference w:id="5"/></w:r>', "乙", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("")}</w:footnote>'
        f'<w:footnote w:id="2">{p("含兵团3场")}</w:footnote><w:footnote w:id="5">{p("不含线上12场")}</w:footnote>'
    )
    document = read(body, footnotes=notes)
    assert [(q.address, q.text) for q in document.paragraphs] == [
        ("第1段", "甲乙"),
        ("脚注1", "不含线上12场"),
        ("脚注2", "含兵团3场"),
    ]


def test_comments_are_counted_and_not_read() -> None:
    document = read(p("培训13.2人次"), comments=f"<w:comment>{p('是否漏写万，应为9999')}</w:comment>")
    assert document.comment_count == 1
    assert texts(document) == ["培训13.2人次"]


def test_field_codes_and_hidden_text_are_left_out_and_hidden_text_is_noted() -> None:
    field = "<w:r><w:instrText> SUM(A1:A9) </w:instrText></w:r><w:r><w:t>96</w:t></w:r>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>草稿88</w:t></w:r>"
    document = read(p("共", field, hidden, "场"))
    assert texts(document) == ["共96场"]
    assert document.notes == ("文中有 1 处隐藏文字，没有读取。",)


def test_the_table_of_contents_is_left_out_and_noted() -> None:
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    document = read(p("一、培训", "\t3", properties='<w:pStyle w:val="11"/>') + p("共96场"), styles=styles)
    assert texts(document) == ["共96场"]
    assert document.notes == ("目录共 1 行，没有读取。",)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (p("<w:r><w:drawing><a:blip xmlns:a='urn:a'/></w:drawing></w:r>"), UnsupportedFormat),
        (p(""), UnreadableSubmission),
    ],
    ids=["only a picture", "nothing at all"],
)
def test_a_report_without_text_is_refused(body: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(body)


@pytest.mark.parametrize("entity", ['<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY a "aaaaaaaaaa">'])
def test_entities_are_refused_before_anything_is_parsed(entity: str) -> None:
    data = repacked(
        docx(p("96")), lambda name, xml: f"<!DOCTYPE d [{entity}]>".encode() + xml if "document" in name else xml
    )
    with pytest.raises(UnreadableSubmission, match="实体"):
        read_bytes(data, "总结.docx")
