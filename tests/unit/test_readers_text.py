"""Claims about text: encodings without guessing, tables told from prose, addresses that can be checked."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.document import Document, ParagraphKind
from domain.errors import UndecodableText, UnreadableSubmission
from intake.read import read_bytes
from tests.submitted_files import PROSE, form_csv, form_json

NESTED = b'[{"a":' * 400 + b"1" + b"}]" * 400
EVERYDAY = "塔城地区科协举办培训班农牧民人次万元发放图书册，。、0123456789.% \n"


def read(data: bytes, name: str) -> Document:
    (document,) = read_bytes(data, name).documents
    return document


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("big5", "big5hkscs"),
    ],
)
def test_a_list_reads_the_same_in_every_encoding(encoding: str, found: str) -> None:
    text = "填报單位,數值\r\n臺北市科學技術協會舉辦培訓班,1181\r\n" if encoding == "big5" else None
    text = text and text.replace("报", "報")
    data = text.encode(encoding) if text else form_csv(encoding)
    document = read(data, "月报.csv")
    assert document.encoding == found
    assert document.grids[0].value(2, 1) == ("臺北市科學技術協會舉辦培訓班" if text else "塔城地区")


@pytest.mark.parametrize("late", [0, 400_000], ids=["at once", "after much ASCII"])
@pytest.mark.parametrize("text", ["察隅", "1,塔", "合计,1181\n喀什,96\n"])
def test_a_few_characters_of_gbk_are_enough(text: str, late: int) -> None:
    document = read(b"1,2\n" * (late // 4) + text.encode("gbk"), "月报.csv")
    assert document.encoding == "gb18030"


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.text(EVERYDAY, min_size=1, max_size=200).filter(str.strip),
    st.sampled_from(["utf-8", "gb18030", "utf-8-sig", "utf-16"]),
)
def test_prose_survives_every_encoding_and_offsets_point_into_it(text: str, encoding: str) -> None:
    document = read(text.encode(encoding), "总结.txt")
    assert document.encoding in {encoding, "utf-8"}
    if document.format == "txt":
        assert all(text[q.offset : q.offset + len(q.text)] == q.text for q in document.paragraphs)
        assert [q.text for q in document.paragraphs] == [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode()[:-2],
        "培训农牧民".encode() + b"\xff\xfe\xfa" + "人次".encode(),
        bytes(range(1, 256)) * 4,
    ],
    ids=["cut inside a character", "bytes of no encoding", "no text at all"],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UndecodableText, match="另存为"):
        read_bytes(data, "总结.txt")


def test_lines_are_paragraphs_and_line_ends_stay_untouched() -> None:
    document = read(PROSE.encode(), "总结.txt")
    assert [(q.address, q.offset, q.text) for q in document.paragraphs] == [
        ("第1段", 0, "塔城地区2022年科普工作总结"),
        ("第2段", 17, "今年举办各类培训班1181场次，培训农牧民13.2万人次。"),
        ("第3段", PROSE.index("发放"), "发放科普图书9.7万余册。"),
    ]


def test_markdown_headings_are_headings() -> None:
    assert read("# 一、培训\n举办96场。\n".encode(), "总结.md").paragraphs[0].kind is ParagraphKind.HEADING


@pytest.mark.parametrize(
    "table",
    ["县市\t场次\n塔城市\t96\n额敏县\t41", "| 县市 | 场次 |\n|---|---:|\n| 塔城市 | 96 |\n| 额敏县 | 41 |"],
    ids=["tabs", "bars"],
)
def test_a_table_pasted_into_prose_is_a_table(table: str) -> None:
    text = f"11月工作总结。\n培训情况如下：\n\n{table}\n\n以上为11月数据。\n\t请审阅。\n"
    document = read(text.encode(), "总结.txt")
    (grid,) = document.grids
    assert grid.rows == (("县市", "场次"), ("塔城市", "96"), ("额敏县", "41"))
    assert (grid.address(2, 2), grid.heading) == ("B2", "培训情况如下：")
    assert [(q.address, q.text) for q in document.paragraphs] == [
        ("第1段", "11月工作总结。"),
        ("第2段", "培训情况如下："),
        ("第3段", "以上为11月数据。"),
        ("第4段", "请审阅。"),
    ]
    assert all(text[q.offset : q.offset + len(q.text)] == q.text for q in document.paragraphs)


def test_rows_of_csv_are_counted_as_a_spreadsheet_counts_them() -> None:
    data = '地区,场次\n\n"塔城市\n（含镇）","1,181"\n额敏县,96\n'.encode()
    grid = read(data, "月报.csv").grids[0]
    assert grid.rows == (("地区", "场次"), (), ("塔城市\n（含镇）", "1,181"), ("额敏县", "96"))
    assert grid.address(4, 2) == "B4"


def test_a_quote_that_never_closes_does_not_swallow_the_rows_after_it() -> None:
    lines = ["地区,场次", '塔城市,"96', *(f"第{number}县,{number}" for number in range(100))]
    document = read("\n".join(lines).encode(), "月报.csv")
    assert len(document.grids[0].rows) == 102
    assert document.notes == ("引号不成对，已按普通字符读取。",)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("地区\t场次\n塔城市\t96\n额敏县\t41\n", "月报.xlsx", "tsv"),
        ("地区;场次\n塔城市;96\n额敏县;41\n", "月报.csv", "csv"),
        ("地区,场次\n塔城市,96\n", "月报.txt", "csv"),
        ("举办培训班96场次，培训9820人次。\n发放图书1,181册。\n", "总结.txt", "txt"),
        ("举办培训班96场次，培训9820人次。\n", "总结.csv", "txt"),
        ("合计\n96\n41\n", "月报.csv", "csv"),
        ("举办培训96场,参加9820人次\n发放图书300册,受益500人\n", "总结.txt", "txt"),
        ("地区,场次,备注\n塔城市,96,含线上。\n额敏县,41,不含线上。\n", "月报.csv", "csv"),
        ("地区,场次,备注\n塔城市,96,含线上。\n额敏县,41,不含线上。\n", "月报.txt", "csv"),
    ],
)
def test_tables_are_told_from_prose_by_content(text: str, name: str, found: str) -> None:
    assert read(text.encode(), name).format == found


def test_json_values_have_their_path_as_address() -> None:
    document = read(form_json(), "推送.json")
    singles, items = document.grids
    assert singles.rows == (("unit", "652800"), ("period", "2022-11"))
    assert singles.address(2, 2) == "$.period"
    assert items.rows[0] == ("code", "value", "unit")
    assert items.value(2, 2) == "53"
    assert items.address(2, 2) == "$.items[0].value"
    assert items.value(3, 2) is None


def test_nested_json_is_flattened_and_lists_inside_are_tables() -> None:
    document = read(
        b'[{"region": {"code": "654200"}, "values": [[1, 2.5], [3, 4]]}, {"region": {"code": "654300"}}]', "a.json"
    )
    values, regions = document.grids
    assert values.rows == ((1, 2.5), (3, 4))
    assert values.address(1, 2) == "$[0].values[0][1]"
    assert regions.address(3, 1) == "$[1].region.code"


@pytest.mark.parametrize(
    "data",
    [b'{"unit": "652800", "items": [{"va', b'{"value": NaN}', b"[" * 100_000, NESTED],
)
def test_broken_json_is_refused_as_json(data: bytes) -> None:
    with pytest.raises(UnreadableSubmission, match="JSON"):
        read_bytes(data, "推送.json")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b" \r\n\t", b"\0\0\0\0"])
def test_a_file_of_nothing_but_blanks_is_refused(mark: bytes) -> None:
    with pytest.raises(UnreadableSubmission):
        read_bytes(mark, "月报.csv")


def test_one_endless_line_is_read_or_refused() -> None:
    assert read(("培训" * 150_000).encode(), "总结.txt").format == "txt"
    with pytest.raises(UnreadableSubmission, match="过长"):
        read_bytes(b'1,2\n"' + b"3" * 300_000, "月报.csv")
