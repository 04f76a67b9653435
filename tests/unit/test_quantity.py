"""How a number is written, and what its hedges allow (domain/dimensions.md, numbers as written)."""

import pytest

from domain.quantity import NotANumber, Qualifier, parse_quantity, read_numeral

EXACT, APPROX, AT_LEAST, ABOUT, UP_TO = (
    Qualifier.EXACT,
    Qualifier.APPROX,
    Qualifier.AT_LEAST,
    Qualifier.ABOUT,
    Qualifier.UP_TO,
)


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("1.55万人次", 15_500, "人次", EXACT),
        ("9.7多万余册", 97_000, "册", AT_LEAST),
        ("80多万元", 800_000, "元", AT_LEAST),
        ("20余万人次", 200_000, "人次", AT_LEAST),
        ("11万多人次", 110_000, "人次", AT_LEAST),
        ("近5000人", 5_000, "人", ABOUT),
        ("将近5000人", 5_000, "人", ABOUT),
        ("约3万人", 30_000, "人", ABOUT),
        ("3万人左右", 30_000, "人", ABOUT),
        ("超过1万人次", 10_000, "人次", AT_LEAST),
        ("1000人以上", 1_000, "人", AT_LEAST),
        ("不少于30场", 30, "场", AT_LEAST),
        ("500人以下", 500, "人", UP_TO),
        ("不足5%", 5, "%", UP_TO),
        ("共2845人次", 2_845, "人次", EXACT),
        ("13%", 13, "%", EXACT),
        ("百分之三十", 30, "%", EXACT),
        ("1.2亿元", 120_000_000, "元", EXACT),
        ("3千米", 3, "千米", EXACT),
        ("1.21个百分点", 1.21, "个百分点", EXACT),
    ],
)
def test_a_number_has_a_value_a_unit_and_a_qualifier(text: str, value: float, unit: str, qualifier: Qualifier) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.unit, quantity.qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize(
    "text", ["126516", "126,516", "126，516", "１２６５１６", "126\u00a0516", "126 516人次", "１２６，５１６"]
)
def test_one_number_is_written_in_seven_ways(text: str) -> None:
    assert parse_quantity(text).value == 126_516


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千一百八十一", 1_181),
        ("壹仟壹佰捌拾壹", 1_181),
        ("两千", 2_000),
        ("兩千", 2_000),
        ("一千二", 1_200),
        ("一万五", 15_000),
        ("一千零二", 1_002),
        ("一百零八", 108),
        ("廿", 20),
        ("卅", 30),
        ("三百二十万", 3_200_000),
        ("一亿二千万", 120_000_000),
        ("十三点二万", 132_000),
        ("3万5千", 35_000),
        ("1亿3000万", 130_000_000),
        ("二〇二二", 2_022),
        ("5萬", 50_000),
        ("十", 10),
        ("二十", 20),
        ("一百一十", 110),
        ("千万", 10_000_000),
    ],
)
def test_chinese_and_mixed_numerals_are_read(text: str, value: float) -> None:
    assert parse_quantity(text).value == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("两三百", 200, 300), ("三四十", 30, 40), ("十五六", 15, 16), ("三四十万", 300_000, 400_000), ("七八", 7, 8)],
)
def test_neighbouring_digits_are_a_range(text: str, low: float, high: float) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.value_low, quantity.value_high) == (low, low, high)
    assert quantity.qualifier is APPROX


@pytest.mark.parametrize(
    ("text", "value"), [("数百", 100), ("几十", 10), ("十几", 10), ("数千万", 10_000_000), ("二十几", 20)]
)
def test_vague_words_give_the_lowest_value_and_say_that_they_are_vague(text: str, value: float) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.qualifier, quantity.is_vague) == (value, APPROX, True)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20余万人次", 200_000, 210_000),
        ("5万余人", 50_000, 60_000),
        ("百余场", 100, 200),
        ("超过1万人", 10_000, None),
        ("1000人以上", 1_000, None),
        ("500以下", None, 500),
        ("约5000人", 4_500, 5_500),
        ("近5000人", 4_500, 5_000),
        ("1181场次", 1_181, 1_181),
    ],
)
def test_hedges_bound_the_value(text: str, low: float | None, high: float | None) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value_low, quantity.value_high) == (low, high)


@pytest.mark.parametrize(("text", "half"), [("1.55万人次", 50), ("12.65万", 50), ("126516", 0), ("1.2亿元", 5_000_000)])
def test_the_last_written_digit_is_remembered(text: str, half: float) -> None:
    assert parse_quantity(text).half_width == half


def test_two_hedges_on_one_number_are_noticed() -> None:
    assert parse_quantity("9.7多万余册").is_double_hedged
    assert not parse_quantity("9.7万余册").is_double_hedged


@pytest.mark.parametrize(
    "text", ["", "无", "大量", "百姓们都来参加活动", "约", "1.2.3", "12至", "-", "若干场次", "几家"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0123人", "数字以0开头"),
        ("1,2000份", "千分位分隔不规范"),
        ("1..5万", "小数点多于一个"),
        ("1.5.5万人", "小数点多于一个"),
    ],
)
def test_broken_digits_are_read_and_named(text: str, fault: str) -> None:
    numeral = read_numeral(text, 0)
    assert numeral is not None
    assert numeral.fault == fault
