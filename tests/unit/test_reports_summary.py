"""The 汇总表 shows numbers as numbers, says why a cell has none, and never shows what is held."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from domain.period import Month
from reports.summary import SummaryData, SummaryRows, summary_data, write_summary
from reports.summary_cells import CellState, Measure, Row

NOVEMBER = Month(2022, 11)
CREATED = datetime(2022, 12, 9, 4, 0, tzinfo=UTC)
PREFECTURES = [
    {"region_code": "650500", "name_zh": "哈密市"},
    {"region_code": "652800", "name_zh": "巴音郭楞蒙古自治州"},
    {"region_code": "654200", "name_zh": "塔城地区"},
]
TRAINING, FARMERS, VENUES = "ACT.TRAIN.SESSIONS", "ACT.TRAIN.FARMERS", "VEN.BASE.NUM"
INDICATORS = [
    dict(zip(("indicator_code", "name_zh", "category", "unit_base", "measure_type"), row, strict=True))
    for row in (
        (TRAINING, "科技培训场次", "活动", "场", "flow"),
        (FARMERS, "培训农牧民人次", "活动", "人次", "flow"),
        (VENUES, "科普教育基地数", "场地", "家", "stock"),
    )
]
REPORTERS = [
    {"region_code": "652800", "state": "provisional", "files": 1, "found": 2, "provisional": 1, "accepted": 1},
    {
        "region_code": "654200",
        "state": "accepted",
        "files": 1,
        "found": 3,
        "accepted": 2,
        "held": 1,
        "on_time": True,
        "received_at": datetime(2022, 12, 2, 8, 46, tzinfo=UTC),
    },
]


def fact(region: str, code: str, value: float | None, period_type: str = "ytd", **more: object) -> Row:
    row: dict[str, object] = {
        "region_code": region,
        "indicator_code": code,
        "period": "2022-11",
        "period_type": period_type,
        "value": value,
        "qualifier": "exact",
        "status": "accepted",
    }
    return {**row, **more}


def data(*facts: Row, held: list[Row] | None = None, derived: list[Row] | None = None) -> SummaryData:
    rows = SummaryRows(PREFECTURES, INDICATORS, facts, held or [], REPORTERS, derived or [])
    return summary_data(NOVEMBER, rows, source="发布库第3次装载", made_on="2022-12-09")


def state(summary: SummaryData, region: str, code: str, measure: Measure) -> CellState:
    return summary.cell(region, code, measure).state


def test_a_prefecture_that_sent_nothing_is_not_reported_and_not_zero() -> None:
    summary = data()
    assert state(summary, "650500", TRAINING, Measure.YTD) is CellState.NOT_REPORTED
    assert state(summary, "654200", TRAINING, Measure.YTD) is CellState.MISSING


def test_zero_is_a_number() -> None:
    cell = data(fact("654200", TRAINING, 0, "month", state="zero")).cell("654200", TRAINING, Measure.MONTH)
    assert (cell.state, cell.value) == (CellState.ACCEPTED, 0)


def test_no_such_item_is_neither_zero_nor_missing() -> None:
    summary = data(fact("654200", TRAINING, None, state="not_applicable"))
    assert state(summary, "654200", TRAINING, Measure.YTD) is CellState.NOT_APPLICABLE


def test_a_held_number_is_said_to_be_held() -> None:
    summary = data(held=[{"region_code": "654200", "indicator_code": FARMERS, "period_type": "ytd", "value": 13.2}])
    cell = summary.cell("654200", FARMERS, Measure.YTD)
    assert (cell.state, cell.value) == (CellState.HELD, None)


def test_splits_are_never_added_up_and_the_whole_wins() -> None:
    farmers = fact("654200", TRAINING, 700, audience_code="AUD.FARMER")
    youth = fact("654200", TRAINING, 300, audience_code="AUD.YOUTH")
    whole = fact("654200", TRAINING, 1181, audience_code="NS")
    assert state(data(farmers, youth), "654200", TRAINING, Measure.YTD) is CellState.SPLIT
    assert data(farmers, youth, whole).cell("654200", TRAINING, Measure.YTD).value == 1181


def test_a_figure_of_another_scope_is_not_the_prefecture() -> None:
    own = fact("654200", TRAINING, 12, scope="本级")
    assert state(data(own), "654200", TRAINING, Measure.YTD) is CellState.MISSING


def test_month_falls_back_to_the_difference_and_says_so() -> None:
    derived: list[Row] = [{"region_code": "654200", "indicator_code": TRAINING, "value": 147.0}]
    assert state(data(derived=derived), "654200", TRAINING, Measure.MONTH) is CellState.DERIVED
    stated = fact("654200", TRAINING, 150, "month")
    assert data(stated, derived=derived).cell("654200", TRAINING, Measure.MONTH).value == 150


def test_a_real_sum_less_an_invented_one_is_no_month() -> None:
    derived: list[Row] = [{"region_code": "654200", "indicator_code": TRAINING, "value": 147.0, "is_synthetic": True}]
    assert state(data(derived=derived), "654200", TRAINING, Measure.MONTH) is CellState.MISSING


def test_lines_stand_by_category_with_sessions_above_people() -> None:
    names = ("ACT.TRAIN.PARTICIPANTS", "VEN.BASE.NUM", "ACT.TRAIN.SESSIONS", "ACT.ALL.PARTICIPANTS", "ACT.ALL.SESSIONS")
    rows = [
        {"indicator_code": code, "name_zh": code, "category": "活动" if code.startswith("ACT") else "科普场地"}
        for code in names
    ]
    summary = summary_data(NOVEMBER, SummaryRows(PREFECTURES, rows), source="")
    assert [indicator.code for indicator in summary.indicators] == [
        "ACT.ALL.SESSIONS",
        "ACT.ALL.PARTICIPANTS",
        "ACT.TRAIN.SESSIONS",
        "ACT.TRAIN.PARTICIPANTS",
        "VEN.BASE.NUM",
    ]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ([fact("654200", TRAINING, 1181)], [fact("654200", TRAINING, 1000, period="2021-11")], 0.181),
        ([fact("654200", TRAINING, 1181)], [], None),
        ([fact("654200", TRAINING, 1181)], [fact("654200", TRAINING, 0, period="2021-11")], None),
        ([], [fact("654200", TRAINING, 1000, period="2021-11")], None),
    ],
)
def test_year_on_year_only_where_both_years_are_known(
    now: list[Row], before: list[Row], expected: float | None
) -> None:
    cell = data(*now, *before).cell("654200", TRAINING, Measure.YEAR_ON_YEAR)
    assert cell.value == (None if expected is None else pytest.approx(expected))
    assert (cell.state is CellState.UNKNOWN) == (expected is None)


def test_a_total_counts_who_states_it_and_keeps_the_doubt() -> None:
    summary = data(
        fact("652800", TRAINING, 900, status="provisional"), fact("654200", TRAINING, 160, qualifier="at_least")
    )
    total, count = summary.total(summary.indicators[0], Measure.YTD)
    assert total is not None
    assert (total.value, total.state, total.qualifier, count) == (1060, CellState.PROVISIONAL, "at_least", 2)


def find(sheet: Worksheet, indicator: str, prefecture: str) -> Cell:
    row = next(cell.row for cell in sheet["B"] if cell.value == indicator)
    column = next(cell.column for cell in sheet[5] if cell.value == prefecture)
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def test_the_workbook_shows_numbers_and_marks(tmp_path: Path) -> None:
    summary = data(
        fact("652800", TRAINING, 900, status="provisional"),
        fact("654200", TRAINING, 1181),
        fact("654200", VENUES, 35, "stock"),
        held=[{"region_code": "654200", "indicator_code": FARMERS, "period_type": "ytd"}],
    )
    book = openpyxl.load_workbook(write_summary(tmp_path / "汇总表.xlsx", summary, created=CREATED))
    assert book.sheetnames == ["本年累计", "本月", "期末数", "同比", "填报情况"]
    sheet = book["本年累计"]
    assert find(sheet, "科技培训场次", "塔城").value == 1181
    provisional = find(sheet, "科技培训场次", "巴州")
    assert (provisional.value, provisional.number_format, provisional.font.i) == (900, '#,##0"*"', True)
    assert find(sheet, "培训农牧民人次", "塔城").value == "待核"
    assert find(sheet, "培训农牧民人次", "哈密").value == "未报"
    assert find(book["期末数"], "科普教育基地数", "塔城").value == 35
    assert sheet["A2"].value == "填报：2/3个地州市；未报：哈密"
    assert sheet.freeze_panes == "D6"
    assert "2022-12-02 16:46" in [cell.value for row in book["填报情况"].iter_rows() for cell in row]


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    summary = data(fact("654200", TRAINING, 1181))
    first = write_summary(tmp_path / "a.xlsx", summary, created=CREATED).read_bytes()
    second = write_summary(tmp_path / "b.xlsx", summary, created=CREATED).read_bytes()
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    prefectures: list[Row] = [{"region_code": "650500", "name_zh": "=1+1"}]
    indicators: list[Row] = [
        {**INDICATORS[0], "name_zh": "=cmd|' /C calc'!A0", "unit_base": "@SUM(A1)", "category": "=2"}
    ]
    summary = summary_data(NOVEMBER, SummaryRows(prefectures, indicators), source="=HYPERLINK(1)")
    book = openpyxl.load_workbook(write_summary(tmp_path / "x.xlsx", summary, created=CREATED))
    assert [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []
