"""What one cell of a table says: numbers as people type them, absences, units, and texts that are no number."""

from __future__ import annotations

import pytest

from domain.document import Document, Grid
from domain.quantity import Qualifier, ValueState
from domain.tables import extract_tables
from domain.tables.cell_number import CellKind, read_cell_text, read_words
from domain.tables.sheet import clean, indent
from domain.tables.units import (
    choose_unit,
    glued_unit,
    parse_unit,
    split_scale,
    unit_in_label,
    units_in_label,
    units_of_line,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("790.57", 790.57, None),
        (" 325.19\xa0", 325.19, None),
        ("1,234,567", 1_234_567, None),
        ("126 516", 126_516, None),
        ("4. 78", 4.78, None),  # a blank that a conversion left
        ("１２３", 123, None),
        ("10．89", 10.89, None),
        ("－3.5", -3.5, None),
        ("−1", -1, None),
        ("12.3%", 12.3, "%"),
        ("6.542E+05", 654_200, None),
        ("1.2万人次", 1.2, "万人次"),
        ("1.5万", 1.5, "万"),
        ("53场", 53, "场"),
        ("13.2(万人次)", 13.2, "万人次"),
        ("45.6*", 45.6, None),
        ("减少0.11个千分点", -0.11, "个千分点"),
    ],
)
def test_a_number_is_read_as_printed(text: str, value: float, unit: str | None) -> None:
    content = read_cell_text(text)
    assert content.kind is CellKind.NUMBER
    assert [(number.value, number.unit) for number in content.numbers] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "qualifier", "low", "high"),
    [
        ("近5000", Qualifier.ABOUT, 4500, 5000),
        ("9.7多万余册", Qualifier.AT_LEAST, 9.7, 9.8),
        ("超3万", Qualifier.AT_LEAST, 3, None),
        ("2.50-4.00", Qualifier.APPROX, 2.5, 4),
    ],
)
def test_hedges_and_ranges_keep_what_they_allow(
    text: str, qualifier: Qualifier, low: float, high: float | None
) -> None:
    (number,) = read_cell_text(text).numbers
    assert number.qualifier is qualifier
    assert number.low == pytest.approx(low)
    assert number.high == (high if high is None else pytest.approx(high))


def test_two_numbers_in_one_cell_are_two_numbers() -> None:
    assert [number.value for number in read_cell_text("35/0.42").numbers] == [35, 0.42]


@pytest.mark.parametrize("mark", ["-", "－", "—", "——", "/", "无此项", "不适用"])
def test_a_dash_says_that_there_is_no_such_work(mark: str) -> None:
    assert (read_cell_text(mark).kind, read_cell_text(mark).state) == (CellKind.ABSENT, ValueState.NOT_APPLICABLE)


@pytest.mark.parametrize("mark", ["…", "……", "...", "NA", "N/A", "null", "缺", "未报", "**"])
def test_an_ellipsis_says_that_the_number_is_not_known(mark: str) -> None:
    assert (read_cell_text(mark).kind, read_cell_text(mark).state) == (CellKind.ABSENT, ValueState.MISSING)


def test_a_bare_none_is_neither_zero_nor_absent_but_a_question() -> None:
    content = read_cell_text("无")
    assert (content.kind, content.state) == (CellKind.ABSENT, ValueState.REPORTED)
    assert content.note is not None


@pytest.mark.parametrize(
    "text", ["2019年", "3月", "2015-2020年", "一季度", "1-11月", "优秀", "塔城市", "7.8S", "1,24", "A1"]
)
def test_periods_words_and_broken_numbers_are_texts(text: str) -> None:
    assert read_cell_text(text).kind is CellKind.TEXT


@pytest.mark.parametrize("text", ["000000", "0650100", "123456789012345678"])
def test_digits_that_count_nothing_are_codes(text: str) -> None:
    assert read_cell_text(text).kind is CellKind.CODE


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\xa0"])
def test_blanks_of_every_width_are_blank(text: str) -> None:
    assert read_cell_text(text).kind is CellKind.BLANK


def test_numbers_in_words_are_read_where_a_figure_is_expected() -> None:
    words = read_words("三百二十")
    assert words is not None
    assert words.value == 320
    assert read_words("优秀") is None


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("出生率\n(‰)", "‰"),
        ("年平均人数(人)Annual Average", "人"),
        ("种畜场(个)总数", "个"),
        ("亩产量/斤", "斤"),
        ("种植成本/(元/亩)", "元/亩"),
        ("人口密度（人/平方公里）", "人/平方公里"),
        ("2018年比2017年增长(%)", "%"),
        ("比上年+、-%", "%"),
        ("支出（亿元）i", "亿元"),
        ("指数（以上年为 100）", "上年=100"),
        ("指数(上年同期＝100)", "上年同期=100"),
        ("18岁以上人口(含18岁)", None),
        ("县（市）升格", None),
        ("肥料（按折纯法计算）", None),
        ("R&D人员", None),
    ],
)
def test_the_unit_of_a_label_is_found_and_other_brackets_are_not_units(label: str, unit: str | None) -> None:
    assert unit_in_label(label) == unit


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单位：万元", ("万元",)),
        ("　　　单位：人、‰", ("人", "‰")),
        ("单位:人.人年", ("人", "人年")),
        ("计量单位：场次、人次、册", ("场次", "人次", "册")),
        ("主要情况（单位：万吨）", ("万吨",)),
        ("单位：公斤/亩", ("公斤/亩",)),
        ("单位：见表", ()),
    ],
)
def test_a_unit_line_states_one_or_several_units(line: str, units: tuple[str, ...]) -> None:
    assert units_of_line(line) == units


@pytest.mark.parametrize(
    ("units", "label", "unit"),
    [
        (("人", "‰"), "出生人数", "人"),
        (("人", "‰"), "出生率", "‰"),
        (("人", "‰"), "自然增长人数", "人"),
        (("人", "人年"), "R&D人员", "人"),
        (("人", "人年"), "折合全时当量", "人年"),
        (("场次", "人次"), "培训人次", "人次"),
    ],
)
def test_of_several_units_the_words_of_the_label_choose(units: tuple[str, ...], label: str, unit: str) -> None:
    assert choose_unit(units, label, 0, 9) == unit


def test_no_unit_is_chosen_when_nothing_tells() -> None:
    assert choose_unit(("个", "家"), "全区", 0, 5) is None


def test_scales_are_split_and_false_scales_are_not() -> None:
    assert [split_scale(unit) for unit in ("万人次", "亿元", "千克", "百分点", "人")] == [
        (1e4, "人次"),
        (1e8, "元"),
        (1.0, "千克"),
        (1.0, "百分点"),
        (1.0, "人"),
    ]


def test_units_glued_to_a_label_and_pairs_of_units() -> None:
    assert [glued_unit(label) for label in ("常住人口万人", "人口密度人/平方公里", "出生率‰", "合计")] == [
        "万人",
        "人/平方公里",
        "‰",
        None,
    ]
    assert units_in_label("培训（场次/万人次）") == ("场次", "万人次")
    assert parse_unit("（万人）") == "万人"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("指 标 名 称", "指标名称"),
        ("计量\r\n单位", "计量单位"),
        ("合　　计", "合计"),
        ("年平均人数\n(人)\nAnnual\nAverage\n(person)", "年平均人数(人)"),
        ("表2 2023年主要指标", "表2 2023年主要指标"),
        ("R&D 人员", "R&D 人员"),
    ],
)
def test_labels_lose_line_ends_typists_blanks_and_their_english_half(raw: str, text: str) -> None:
    assert clean(raw) == text


def test_indentation_counts_every_kind_of_blank() -> None:
    assert [indent(text) for text in ("甲", "  甲", "\u3000甲", "\xa0\xa0\xa0甲")] == [0, 2, 2, 3]


def test_a_letter_among_digits_of_a_data_cell_is_a_number_to_ask_about_not_a_code() -> None:
    rows = (
        ("指标名称", "代码", "计量单位", "本月", "本年累计"),
        ("科技培训场次", "ACT.TRAIN.SESSIONS", "场次", "12O5", 1181),
        ("科普讲座场次", "ACT.LECTURE.SESSIONS", "场次", 31, "l5"),
    )
    result = extract_tables(Document("", "xlsx", (Grid("月报", rows, "月报!{cell}"),)), "s")
    asked = {
        s.source.address: (s.token_class, s.state, s.quantity) for s in result.statements if s.raw in ("12O5", "l5")
    }
    assert asked == {
        "月报!D2": (None, ValueState.REPORTED, None),
        "月报!E3": (None, ValueState.REPORTED, None),
    }
