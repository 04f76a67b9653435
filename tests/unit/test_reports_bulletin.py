"""What the bulletin says goes no further than the numbers: coverage first, like compared with like, absence shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.period import Month
from reports.bulletin_blocks import RowKind, Table
from reports.bulletin_data import BulletinData
from reports.bulletin_tables import (
    coverage_table,
    headline_table,
    indicator_table,
    quality_table,
    ranking_table,
    ranks,
    rules_table,
)
from reports.bulletin_wording import (
    comparison_sentences,
    coverage_sentences,
    headline_sentence,
    scope_sentence,
    warnings,
)
from reports.summary_cells import Measure, SummaryIndicator
from tests.unit.bulletin_month import (
    ALTAY,
    BASES,
    BAYINGOLIN,
    HAMI,
    TACHENG,
    TRAINED,
    TRAINING,
    absent,
    fact,
    november,
    release,
    reporter,
)

OCTOBER = Month(2022, 10)
AFTER_CLOSING = datetime(2022, 12, 10, 2, 0, tzinfo=UTC).replace(tzinfo=None)


def indicator(data: BulletinData, code: str = TRAINING) -> SummaryIndicator:
    return next(one for one in data.summary.indicators if one.code == code)


def sentence(data: BulletinData, code: str = TRAINING, measure: Measure = Measure.YTD) -> str:
    return headline_sentence(data, indicator(data, code), measure)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def line(table: Table, name: str) -> list[str]:
    return next(row for row in texts(table) if row[0] == name)


def test_who_reported_and_who_did_not_is_said_before_any_figure() -> None:
    late = reporter(ALTAY, on_time=False, days_late=2)
    data = november([], [absent(HAMI), reporter(BAYINGOLIN), reporter(TACHENG), late])
    assert coverage_sentences(data) == [
        "2022年11月，应报送的4个地州市中，有3个报送（3/4），其中按时报送2个，迟报1个（阿勒泰迟2天）。",
        "未报1个：哈密。",
    ]


@pytest.mark.parametrize(
    ("reporters", "said"),
    [
        ([reporter(one) for one in (HAMI, BAYINGOLIN, TACHENG, ALTAY)], "4个地州市中，全部报送（4/4）"),
        ([absent(one) for one in (HAMI, BAYINGOLIN, TACHENG, ALTAY)], "4个地州市中，没有一个报送"),
    ],
)
def test_all_and_none_have_words_of_their_own(reporters: Sequence[Any], said: str) -> None:
    assert said in coverage_sentences(november([], reporters))[0]


def test_figures_are_never_said_to_be_those_of_the_region() -> None:
    data = november([fact(TACHENG, TRAINING, 1181)])
    assert "不代表全区" in scope_sentence(data)
    assert "报送了数字的3个地州市（巴州、塔城、阿勒泰）" in scope_sentence(data)
    assert "全区共" not in sentence(data)


def test_a_sum_names_those_that_are_in_it() -> None:
    data = november([fact(TACHENG, TRAINING, 1181), fact(ALTAY, TRAINING, 1689)])
    assert sentence(data) == "科技培训场次：报送该项的2个地州市（塔城、阿勒泰）本年累计合计2870场。"
    assert sentence(november([fact(ALTAY, TRAINING, 1689)])) == (
        "科技培训场次：仅阿勒泰1个地州市报送该项，本年累计1689场。"
    )


def test_a_lower_bound_stays_a_lower_bound() -> None:
    data = november([fact(TACHENG, TRAINING, 1100, qualifier="at_least"), fact(ALTAY, TRAINING, 1689)])
    assert "合计不少于2789场" in sentence(data)
    assert line(headline_table(data), "科技培训场次")[3] == "≥2,789"


def test_a_provisional_figure_is_starred_and_named() -> None:
    data = november([fact(TACHENG, TRAINING, 1181, status="provisional"), fact(ALTAY, TRAINING, 1689)])
    assert "其中塔城为暂定数" in sentence(data)
    assert line(headline_table(data), "科技培训场次")[3] == "2,870*"


def test_change_is_measured_over_the_same_prefectures_only() -> None:
    facts = [
        fact(TACHENG, TRAINING, 1181),
        fact(ALTAY, TRAINING, 1689),
        fact(TACHENG, TRAINING, 1000, period="2022-10"),
        fact(BAYINGOLIN, TRAINING, 900, period="2022-10"),  # says nothing in November
    ]
    data = november(facts)
    compared = data.compare(TRAINING, Measure.YTD, OCTOBER)
    assert (compared.change, compared.count) == (181, 1)
    assert "其中可比的1个地州市（塔城）比上月累计增加181场（18.1%）" in sentence(data)
    assert line(headline_table(data), "科技培训场次")[5] == "+181（1家）"


def test_last_year_is_compared_when_known_and_said_to_be_unknown_when_not() -> None:
    facts = [fact(TACHENG, TRAINING, 1181), fact(TACHENG, TRAINING, 1181, period="2021-11")]
    assert sentence(november(facts)).endswith("本年累计1181场；比上年同期持平。")
    data = november(facts[:1])
    assert comparison_sentences(data, [indicator(data)]) == ["没有可比的2021年11月数字，本期不作同比。"]
    assert line(headline_table(data), "科技培训场次")[6] == "…"


def test_a_bound_is_compared_with_nothing() -> None:
    facts = [fact(TACHENG, TRAINING, 1181), fact(TACHENG, TRAINING, 1000, period="2022-10", qualifier="at_least")]
    assert line(headline_table(november(facts)), "科技培训场次")[5] == "不可比（约数）"


def test_a_real_figure_is_not_compared_with_an_invented_one() -> None:
    facts = [fact(TACHENG, TRAINING, 1181), fact(TACHENG, TRAINING, 1000, period="2022-10", is_synthetic=True)]
    data = november(facts)
    assert line(headline_table(data), "科技培训场次")[5] == "不可比（示例）"
    assert data.cell(TACHENG, TRAINING, Measure.MONTH).value is None
    assert comparison_sentences(data, [indicator(data)])[0] == "上月数为示例数据的，不与本月实报数比较。"


def test_what_is_invented_is_marked_and_its_share_of_a_sum_stated() -> None:
    data = november([fact(TACHENG, TRAINING, 1181), fact(ALTAY, TRAINING, 500, is_synthetic=True)])
    assert "其中500场（阿勒泰）为虚构的示例数据" in sentence(data)
    table = indicator_table(data, Measure.YTD, "累计")
    assert table is not None
    assert line(table, "科技培训场次") == ["科技培训场次", "场", "未报", "缺", "1,181", "500#", "1,681#", "2"]
    assert "虚构的示例数据" in warnings(data)[-1]


def test_a_month_follows_from_two_exact_sums_and_is_marked_as_derived() -> None:
    data = november([fact(TACHENG, TRAINING, 1181), fact(TACHENG, TRAINING, 1000, period="2022-10")])
    table = indicator_table(data, Measure.MONTH, "当月")
    assert table is not None
    assert line(table, "科技培训场次")[4] == "181△"


def test_a_cell_without_a_figure_says_why() -> None:
    held = [{"region_code": TACHENG, "indicator_code": TRAINED, "period_type": "ytd"}]
    table = indicator_table(november([fact(ALTAY, TRAINED, 5000)], held=held), Measure.YTD, "累计")
    assert table is not None
    assert line(table, "科技培训参与人次")[2:] == ["未报", "缺", "待核", "5,000", "5,000", "1"]
    assert "没有地州市报送的核心指标1项未列：科技培训场次。" in table.notes


def test_ranking_is_by_rate_and_lists_those_without_a_rank() -> None:
    data = november([fact(TACHENG, TRAINING, 1181), fact(ALTAY, TRAINING, 1689)])
    table = ranking_table(data, indicator(data))
    assert texts(table) == [
        ["1", "阿勒泰", "1,689", "25.26"],
        ["2", "塔城", "1,181", "10.37"],
        ["未报（1个，不排名次）：哈密"],
        ["缺（1个，不排名次）：巴州"],
    ]
    assert "不是全区名次" in table.notes[0]


def test_invented_figures_take_no_rank() -> None:
    data = november([fact(TACHENG, TRAINING, 1181), fact(ALTAY, TRAINING, 1689, is_synthetic=True)])
    assert texts(ranking_table(data, indicator(data)))[:2] == [
        ["1", "塔城", "1,181", "10.37"],
        ["示例", "阿勒泰", "1,689#", "25.26"],
    ]


def test_when_everything_is_invented_it_is_ranked_and_said_to_be_a_demonstration() -> None:
    invented = [fact(TACHENG, TRAINING, 1181, is_synthetic=True), fact(ALTAY, TRAINING, 1689, is_synthetic=True)]
    data = november(invented)
    assert sentence(data).endswith("本年累计合计2870场，均为虚构的示例数据。")
    assert texts(ranking_table(data, indicator(data)))[0] == ["1", "阿勒泰", "1,689#", "25.26"]
    assert ranking_table(data, indicator(data)).notes[-1] == "全部为虚构的示例数据，名次只供演示。"


def test_a_change_over_all_that_state_the_figure_does_not_name_them_twice() -> None:
    facts = [fact(one, TRAINING, value) for one, value in ((TACHENG, 1181), (ALTAY, 1689))]
    facts += [fact(one, TRAINING, value, period="2022-10") for one, value in ((TACHENG, 1000), (ALTAY, 1700))]
    assert sentence(november(facts)).endswith("合计2870场；这2个地州市比上月累计增加170场（6.3%）。")


def test_a_month_of_invented_sums_is_marked_even_when_it_is_zero() -> None:
    facts = [fact(TACHENG, TRAINING, 75, period=one, is_synthetic=True) for one in ("2022-10", "2022-11")]
    table = indicator_table(november(facts), Measure.MONTH, "当月")
    assert table is not None
    assert line(table, "科技培训场次")[4:7] == ["0△#", "缺", "0△#"]


def test_equal_rates_share_a_rank() -> None:
    assert ranks([5.0, 3.0, 3.0, 1.0]) == [1, 2, 2, 4]


def test_stocks_stand_at_the_end_of_the_month() -> None:
    data = november([fact(TACHENG, BASES, 35), fact(BAYINGOLIN, BASES, 192)])
    assert sentence(data, BASES, Measure.STOCK) == "科普教育基地数：报送该项的2个地州市（巴州、塔城）月末合计227家。"


def test_a_release_knows_nothing_that_came_after_it() -> None:
    after = reporter(ALTAY, received_at=AFTER_CLOSING)
    reporters = [absent(HAMI), absent(BAYINGOLIN), reporter(TACHENG), after]
    data = november([fact(TACHENG, TRAINING, 1181)], reporters, release=release())
    assert coverage_sentences(data) == [
        "2022年11月，应报送的4个地州市中，有1个报送（1/4），其中按时报送1个。",
        "未报2个：哈密、巴州。",
        "阿勒泰在封账后才报送，本期未列入。",
    ]
    assert warnings(data) == ()
    assert line(coverage_table(data), "阿勒泰")[5] == "封账后报送，未列入"


def test_who_came_after_the_closing_is_not_reported_rather_than_held() -> None:
    after = reporter(ALTAY, received_at=AFTER_CLOSING)
    held = [{"region_code": one, "indicator_code": TRAINING, "period_type": "ytd"} for one in (ALTAY, TACHENG)]
    reporters = [absent(HAMI), absent(BAYINGOLIN), reporter(TACHENG), after]
    table = indicator_table(november([], reporters, held=held, release=release()), Measure.YTD, "累计")
    assert table is not None
    assert line(table, "科技培训场次")[4:6] == ["待核", "未报"]


def test_the_dispositions_of_the_quality_table_add_up() -> None:
    seen = reporter(TACHENG, found=10, accepted=5, provisional=1, held=2, repeat=1, not_a_statistic=1)
    table = quality_table(november([], [absent(HAMI), absent(BAYINGOLIN), seen, reporter(ALTAY)]))
    for row in table.rows:
        found, *parts = (int(cell.text) for cell in row.cells[1:])
        assert found == sum(parts)
    assert table.rows[-1].kind is RowKind.TOTAL


def test_rules_are_listed_without_the_values_they_are_about() -> None:
    rules = [{"rule_id": "VAL-05", "effect": "hold_value", "failed": 2, "prefectures": 1, "wording": "“×”应为整数。"}]
    assert texts(rules_table(november([], rules=rules))) == [["VAL-05", "“×”应为整数。", "数字待核", "2", "1"]]
