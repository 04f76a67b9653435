"""What `kepu extract` prints for prose: the promised fields, offsets in the text, addresses in the document."""

import sys
from types import FrameType

import pytest

from domain.document import Document, Paragraph
from domain.narrative import extract_narrative, text_document
from domain.statement import Origin
from tests.prose import REPEATED, catalog, figures, lexicon, numbers, statements

FIELDS = (
    *("member", "start", "end", "address", "quote", "value", "value_low", "value_high", "unit", "qualifier", "kind"),
    *("what", "org", "region_code", "period", "period_type", "indicator_code", "indicator_status", "suspect", "note"),
)


def test_a_line_has_the_promised_fields_in_the_promised_order() -> None:
    (line,) = figures("举办培训3期。")
    assert tuple(line) == FIELDS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_offsets_are_those_of_the_text_whatever_ends_its_lines(end: str) -> None:
    text = f"工作总结{end}举办培训３期。{end}发放资料1.2万余份。{end}"
    for statement in statements(text):
        assert text[statement.source.start : statement.source.end] == statement.raw


def test_the_address_counts_paragraphs_that_say_something() -> None:
    lines = figures("工作总结\n\n\n举办培训3期。\n发放资料500份。")
    assert [line["address"] for line in lines] == ["第2段[4:6]", "第3段[4:8]"]


def test_paragraphs_of_a_document_keep_their_own_address_and_place() -> None:
    paragraphs = (Paragraph("举办培训3期。", "第7段", 100), Paragraph("讲座5场。", "脚注2", 300))
    document = Document(member="a/总结.docx", format="docx", paragraphs=paragraphs)
    first, second = extract_narrative(document, "s", catalog(), lexicon())
    assert (first.source.address, first.source.start, first.source.member) == ("第7段[4:6]", 104, "a/总结.docx")
    assert (second.source.address, second.source.start) == ("脚注2[2:4]", 302)
    assert first.origin is Origin.PROSE


def test_ids_come_from_the_place_alone_and_are_unique() -> None:
    found = statements("举办培训3期、3期、3期，第九届，2022年。")
    assert len({statement.statement_id for statement in found}) == len(found)
    again = statements("举办讲座8期、8期、8期，第九届，2022年。")
    assert [s.statement_id for s in found] == [s.statement_id for s in again]


def test_explaining_lists_every_number_and_says_why_it_is_no_figure() -> None:
    lines = numbers("2022年举办第九届大赛3场。")
    assert [(line["quote"], line["token_class"]) for line in lines] == [
        ("2022年", "date"),
        ("第九届", "ordinal"),
        ("3场", None),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "没有数字的一段话。", "\ufeff"])
def test_a_text_without_numbers_has_no_lines(text: str) -> None:
    assert figures(text) == []


def test_spans_stay_short_and_whole_numbers_have_no_decimal_point() -> None:
    (line,) = figures("参与人数达126516人次。")
    assert line["value"] == 126516
    assert isinstance(line["value"], int)
    assert all(len(str(line["quote"])) <= 80 for line in figures("举办培训" + "9" * 14 + "场，" + "很" * 500 + "3场。"))


@pytest.mark.parametrize("unit_of_text", REPEATED)
def test_work_grows_with_length_and_not_faster(unit_of_text: str) -> None:
    """A paragraph eight times as long calls about eight times as often; a square would be 64."""

    def calls(characters: int) -> int:
        document = text_document(unit_of_text * (characters // len(unit_of_text)))
        counted = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            extract_narrative(document, "s", catalog(), lexicon())
        finally:
            sys.setprofile(None)
        return counted

    calls(100)  # whatever is made once is made here
    assert calls(8_000) < 16 * calls(1_000)
