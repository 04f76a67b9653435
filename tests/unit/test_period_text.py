"""Every way to write a month, a quarter or a year is read; what only looks like one is not."""

from __future__ import annotations

import pytest

from domain.period import find_period, parse_period_parts, parse_period_text, period_of_serial


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2022年11月", "2022-11"),
        ("2022年11月份", "2022-11"),
        ("2022.11", "2022-11"),
        ("202211", "2022-11"),
        ("2022-11", "2022-11"),
        ("2022/11", "2022-11"),
        ("二〇二二年十一月", "2022-11"),
        ("２０２２年１１月", "2022-11"),
        ("2022年1-11月", "2022-01..2022-11"),
        ("2022年1月至11月", "2022-01..2022-11"),
        ("2021年10月—2022年3月", "2021-10..2022-03"),
        ("2022年一季度", "2022Q1"),
        ("2020年第四季度", "2020Q4"),
        ("2022Q3", "2022Q3"),
        ("2022年前三季度", "2022-01..2022-09"),
        ("2022年上半年", "2022-01..2022-06"),
        ("2018 年", "2018"),
        ("2022年度", "2022"),
        ("2022年末", "2022"),
        ("截至2015年底", "2015"),
        ("2015—2020年", "2015-2020"),
        ("2016～2017", "2016-2017"),
        ("2022-11-03", "2022-11-03"),
        ("2022年12月3日", "2022-12-03"),
        ("20221103", "2022-11-03"),
    ],
)
def test_a_text_that_is_a_period_is_read(text: str, span: str) -> None:
    found = parse_period_text(text)
    assert found is not None
    assert found.text == span


@pytest.mark.parametrize(
    "text", ["", "3-11", "12", "5", "第一季", "单季", "2022年13月", "1-3各区", "654200", "塔城市", "A2018"]
)
def test_other_texts_are_no_period(text: str) -> None:
    assert parse_period_text(text) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [("11月", "2022-11"), ("十二月", "2022-12"), ("1-11月", "2022-01..2022-11"), ("一季度", "2022Q1")],
)
def test_a_month_without_a_year_takes_the_year_around_it(text: str, span: str) -> None:
    parts = parse_period_parts(text)
    assert parts is not None
    assert parts.span() is None
    found = parts.span(2022)
    assert found is not None
    assert found.text == span


@pytest.mark.parametrize(
    ("title", "span"),
    [
        ("塔城地区2022年11月科普工作统计月报表", "2022-11"),
        ("1-3 各区人口基本情况 (2017-2018 年)", "2017-2018"),
        ("表2 2023年主要产品产量", "2023"),
        ("2018年比2017年增长(%)", "2018"),
        ("表2.5 各区迁移（2016～2017）", "2016-2017"),
        ("raw-2018-1", "2018"),
        ("塔城2022-11", "2022-11"),
    ],
)
def test_the_period_of_a_title_is_found(title: str, span: str) -> None:
    parts = find_period(title)
    assert parts is not None
    found = parts.span()
    assert found is not None
    assert found.text == span


@pytest.mark.parametrize("title", ["比2021年", "3-11 续表", "表11.6 各类房屋", "C0202", "合计 102017 人"])
def test_a_title_without_a_period_gives_none(title: str) -> None:
    assert find_period(title) is None


def test_an_excel_serial_is_a_month_only_when_it_is_a_whole_day_of_our_time() -> None:
    found = period_of_serial(44866)
    assert found is not None
    assert found.text == "2022-11"
    assert period_of_serial(44866.5) is None
    assert period_of_serial(1181) is None
