"""Whatever stands in a sheet: nothing raises, and every number is in exactly one statement."""

from __future__ import annotations

from datetime import date, time
from math import isfinite

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.document import CellRange, CellValue, Document, Grid
from domain.tables import extract_tables

WORDS = [
    *(
        "合计",
        "其中：男",
        "#女",
        "单位：万元",
        "单位：人、‰",
        "地区",
        "指标",
        "序号",
        "代码",
        "年份",
        "2022年",
        "11月",
        "2022-11",
    ),
    *(
        "-",
        "…",
        "无",
        "0.5/3",
        "1-4",
        "12.3%",
        "1,234",
        "甲",
        "乙",
        "表1 情况",
        "注：说明",
        "（万人）",
        "Region",
        "填报单位：甲",
        "",
    ),
    *(
        "报告期",
        "本月",
        "本年累计",
        "备注",
        "44866",
        "A01",
        "000001",
        "单位",
        "场次",
        "人次",
        "  缩进",
        "\u3000",
        "\xa012.5\xa0",
        "①",
        "²",
        "9" * 5000,
    ),
]
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.integers(-5, 3000),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(0, 1e6).map(lambda number: round(number, 2)),
    st.booleans(),
    st.text(max_size=12),
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.datetimes(),
    st.just(time(8, 30)),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(CELLS, max_size=width), max_size=14))
    height = max(1, len(rows))
    corners = st.tuples(st.integers(1, height), st.integers(1, width), st.integers(0, 3), st.integers(0, 3))
    merged = [CellRange(r, c, r + down, c + right) for r, c, down, right in draw(st.lists(corners, max_size=4))]
    places = st.tuples(st.integers(1, height + 1), st.integers(1, width + 1))
    return Grid(
        draw(st.sampled_from(["Sheet1", "2022年", "塔城市", "{表}"])).replace("{", "{{").replace("}", "}}"),
        tuple(map(tuple, rows)),
        "表!{cell}",
        merged=tuple(merged),
        number_formats=dict.fromkeys(draw(st.lists(places, max_size=3)), "0.0%"),
        errors=dict.fromkeys(draw(st.lists(places, max_size=2)), "#REF!"),
        formulas_without_value=frozenset(draw(st.lists(places, max_size=2))),
        hidden_rows=frozenset(draw(st.lists(st.integers(1, height), max_size=2))),
        is_hidden=draw(st.booleans()),
    )


def is_number(value: CellValue) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int | date | time) and not isinstance(value, bool)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(grid=grids())
def test_no_sheet_raises_and_every_number_is_claimed_once(grid: Grid) -> None:
    result = extract_tables(Document("", "xlsx", (grid,)), "S1")
    addresses = [s.source.address for s in result.statements]
    assert len(addresses) == len(set(addresses))
    expected = {
        grid.address(r, c)
        for r, row in enumerate(grid.rows, 1)
        for c, value in enumerate(row, 1)
        if is_number(value) or (isinstance(value, str) and any(ch.isdecimal() for ch in value))
    }
    assert expected <= set(addresses)
    for receipt in result.receipts:
        assert 0.0 <= receipt.confidence <= 1.0
        assert receipt.sentence()
