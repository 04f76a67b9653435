"""What analysts can ask, and what no view lets them add by accident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.warehouse_month import ALTAY, BAYINGOLIN, TACHENG, WUSU, figure, month, open_warehouse
from warehouse.load import load_month

SESSIONS, PARTICIPANTS = "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path) as connection:
        yield connection


def load(connection: duckdb.DuckDBPyConnection, *months: Sequence[dict[str, Any]]) -> None:
    for load_id, figures in enumerate(months, start=1):
        load_month(connection, month(figures, period=figures[0]["reported_in"], load_id=load_id))


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def in_month(period: str, indicator: str = SESSIONS, value: float | None = 0, **given: Any) -> dict[str, Any]:
    return figure(indicator, value, reported_in=period, **given)


# Month and year to date


def test_the_month_is_the_difference_of_two_figures_year_to_date(warehouse: duckdb.DuckDBPyConnection) -> None:
    october, november = in_month("2022-10", value=1000), in_month("2022-11", value=1181)
    load(warehouse, [october], [november])
    answer = rows(
        warehouse,
        """
        select period, month_reported, ytd_reported, month_derived, derived_method, previous_ytd_observation_id
        from fct_activity order by period
        """,
    )
    assert answer == [
        ("2022-10", None, 1000.0, None, None, None),
        ("2022-11", None, 1181.0, 181.0, "ytd_difference", october["observation_id"]),
    ]


def test_the_year_to_date_of_january_is_the_month_itself(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [in_month("2021-12", value=900)], [in_month("2022-01", value=80)])
    assert rows(warehouse, "select month_derived, derived_method from fct_activity where period = '2022-01'") == [
        (80.0, "january_ytd")
    ]


def test_month_and_year_to_date_stand_side_by_side(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(
        warehouse,
        [in_month("2022-10", value=1000)],
        [in_month("2022-11", value=1181), in_month("2022-11", value=180, period_type="month")],
    )
    answer = rows(
        warehouse,
        """
        select month_reported, ytd_reported, month_derived, month_best, month_source, activity_code, measure
        from fct_activity where period = '2022-11'
        """,
    )
    assert answer == [(180.0, 1181.0, 181.0, 180.0, "reported", "ACT.TRAIN", "sessions")]


@pytest.mark.parametrize(
    ("october", "november", "qualifier", "status"),
    [
        ({}, {}, "exact", "accepted"),
        ({"qualifier": "at_least"}, {}, "approx", "accepted"),
        ({}, {"status": "provisional"}, "exact", "provisional"),
        ({"status": "provisional"}, {}, "exact", "provisional"),
    ],
)
def test_a_derived_month_is_no_surer_than_what_it_comes_from(
    warehouse: duckdb.DuckDBPyConnection, october: dict[str, Any], november: dict[str, Any], qualifier: str, status: str
) -> None:
    load(warehouse, [in_month("2022-10", value=1000, **october)], [in_month("2022-11", value=1181, **november)])
    answer = rows(warehouse, "select derived_qualifier, derived_status from fct_activity where period = '2022-11'")
    assert answer == [(qualifier, status)]


def test_a_year_to_date_that_falls_is_exposed(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [in_month("2022-10", value=1000)], [in_month("2022-11", value=990)])
    assert rows(warehouse, "select region_code, period, month_derived from negative_month_derived") == [
        (TACHENG, "2022-11", -10.0)
    ]


def test_distinct_persons_of_two_months_give_no_difference(warehouse: duckdb.DuckDBPyConnection) -> None:
    persons = "ACT.STUDYTOUR.PARTICIPANTS"
    load(warehouse, [in_month("2022-10", persons, 4000)], [in_month("2022-11", persons, 5000)])
    assert rows(warehouse, "select month_derived from fct_activity where period = '2022-11'") == [(None,)]


# Additive at one level only


def test_county_rows_beside_their_prefecture_are_not_summed(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(
        warehouse,
        [
            figure(SESSIONS, 100, period_type="month"),
            figure(SESSIONS, 60, region=WUSU, submitter=TACHENG, period_type="month"),
        ],
    )
    assert rows(warehouse, "select sum(value) from additive_activity_sessions") == [(100.0,)]
    assert rows(warehouse, "select month_total from mart_region_total") == [(100.0,)]


MISUSES = {
    "ACT.ALL beside its parts": figure("ACT.ALL.SESSIONS", 500, period_type="month"),
    "a figure year to date": figure("ACT.LECTURE.SESSIONS", 400, period_type="ytd"),
    "a part of a part": figure("ACT.PRACTECH.SESSIONS", 30, period_type="month"),
    "an overlapping cut": figure("ACT.ONLINE.SESSIONS", 70, period_type="month"),
    "one audience beside all": figure(SESSIONS, 40, period_type="month", audience_code="AUD.FARMER"),
    "another scope": figure(SESSIONS, 20, period_type="month", scope="本级"),
    "an event": figure("ACT.EXHIB.SESSIONS", 3, period_type="event"),
    "a stock": figure("VEN.BASE.NUM", 35, period_type="stock"),
    "participants": figure(PARTICIPANTS, 9000, period_type="month"),
    "the region as a whole": figure(SESSIONS, 7000, period_type="month", region="650000", submitter=TACHENG),
}


@pytest.mark.parametrize("misuse", MISUSES.values(), ids=MISUSES.keys())
def test_what_must_not_be_added_is_not_in_the_additive_view(
    warehouse: duckdb.DuckDBPyConnection, misuse: dict[str, Any]
) -> None:
    load(warehouse, [figure(SESSIONS, 100, period_type="month", programmes="PRG.AGRI|PRG.VOL"), misuse])
    assert rows(warehouse, "select sum(value) from additive_activity_sessions") == [(100.0,)]


@pytest.mark.parametrize(
    ("view", "total", "part", "other", "beside"),
    [
        (
            "additive_activity_participants",
            *("ACT.ALL.PARTICIPANTS", PARTICIPANTS, "ACT.LECTURE.PARTICIPANTS", "ACT.CONSULT.PERSONTIMES"),
        ),
        ("additive_funding_raised", *("FUN.RAISED", "FUN.RAISED.GOV", "FUN.RAISED.DONATION", "FUN.RAISED.SPECIAL")),
    ],
)
def test_the_other_additive_views_hold_disjoint_parts_only(
    warehouse: duckdb.DuckDBPyConnection, view: str, total: str, part: str, other: str, beside: str
) -> None:
    misuses = [
        figure(total, 900, period_type="month"),
        figure(beside, 50, period_type="month"),
        figure(other, 400, period_type="ytd"),
        figure(part, 20, period_type="month", scope="本级"),
        figure(part, 3, period_type="event"),
        figure(part, 10, region=WUSU, submitter=TACHENG, period_type="month"),
        figure(part, 7000, region="650000", submitter=TACHENG, period_type="month"),
        figure(SESSIONS, 60, period_type="month"),
        figure("VEN.BASE.NUM", 35, period_type="stock"),
    ]
    load(warehouse, [figure(part, 100, period_type="month"), *misuses])
    assert warehouse.execute("select sum(value) from query_table($view)", {"view": view}).fetchall() == [(100.0,)]


def test_an_activity_of_two_programmes_counts_once_and_shows_under_both(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 100, period_type="month", programmes="PRG.AGRI|PRG.VOL", audiences="AUD.FARMER")])
    assert rows(warehouse, "select programme_code from fct_observation_programme order by programme_code") == [
        ("PRG.AGRI",),
        ("PRG.VOL",),
    ]
    assert rows(warehouse, "select audience_code from fct_observation_audience") == [("AUD.FARMER",)]
    assert rows(warehouse, "select sum(value) from additive_activity_sessions") == [(100.0,)]


def test_a_prefecture_speaks_once_by_its_stated_total(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(
        warehouse,
        [
            figure(SESSIONS, 90, audience_code="NS"),
            figure(SESSIONS, 100, audience_code="AUD.ALL"),
            figure(SESSIONS, 130, scope="含兵团"),
        ],
    )
    assert rows(warehouse, "select ytd_value, scope, audience_code from fct_prefecture_month") == [
        (100.0, "default", "AUD.ALL")
    ]


@pytest.mark.parametrize(
    ("stated", "whole"),
    [
        ({"VT.BASE": 35}, [(35.0,)]),
        ({"VT.BASE": 35, "VT.WEATHER": 4}, []),
        ({"VT.BASE": 35, "NS": 39}, [(39.0,)]),
    ],
    ids=["one type is the whole", "of several types none is", "an unsplit figure is the whole"],
)
def test_types_of_venues_are_not_taken_for_the_whole(
    warehouse: duckdb.DuckDBPyConnection, stated: dict[str, int], whole: list[tuple[float]]
) -> None:
    bases = [figure("VEN.BASE.NUM", n, period_type="stock", venue_code=code) for code, n in stated.items()]
    load(warehouse, bases)
    assert rows(warehouse, "select stock_value from fct_prefecture_month") == whole


# Marts


def test_the_monthly_summary_has_fourteen_rows_and_shows_who_is_missing(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181), figure(SESSIONS, 1689, region=ALTAY, status="provisional")])
    answer = rows(
        warehouse,
        """
        select count(*), count(*) filter (where is_missing), min(coverage), count(*) filter (where is_provisional)
        from mart_monthly_summary
        """,
    )
    assert answer == [(14, 12, "2/14", 1)]


def test_a_total_says_how_many_reported_and_how_much_is_provisional(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 300), figure(SESSIONS, 100, region=ALTAY, status="provisional")])
    assert rows(
        warehouse,
        """
        select ytd_total, ytd_reported_count, ytd_coverage, provisional_count, ytd_provisional_ratio
        from mart_region_total
        """,
    ) == [(400.0, 2, "2/14", 1, 0.25)]


def test_a_total_says_how_many_figures_are_derived_or_inexact(warehouse: duckdb.DuckDBPyConnection) -> None:
    october = [in_month("2022-10", value=1000), in_month("2022-10", value=50, region=ALTAY)]
    november = [
        in_month("2022-11", value=1181),
        in_month("2022-11", value=100, region=ALTAY, qualifier="at_least"),
        in_month("2022-11", value=40, region=BAYINGOLIN, period_type="month"),
    ]
    load(warehouse, october, november)
    answer = rows(
        warehouse,
        """
        select month_total, month_reported_count, month_derived_count, inexact_count
        from mart_region_total where period = '2022-11'
        """,
    )
    assert answer == [(271.0, 3, 2, 1)]


def test_a_missing_prefecture_is_never_zero(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 0)])
    answer = rows(warehouse, "select ytd_value, is_missing from mart_monthly_summary order by is_missing limit 2")
    assert answer == [(0.0, False), (None, True)]


def test_year_to_date_is_compared_with_the_same_month_of_last_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(
        warehouse,
        [in_month("2021-11", value=1000)],
        [in_month("2022-11", value=1181), figure(SESSIONS, 50, region=ALTAY)],
    )
    answer = rows(
        warehouse,
        """
        select region_code, ytd_last_year, change, round(change_pct, 1), comparable_count, coverage
        from mart_ytd_vs_last_year where period = '2022-11' order by region_code
        """,
    )
    assert answer == [(TACHENG, 1000.0, 181.0, 18.1, 1, "2/14"), (ALTAY, None, None, None, 1, "2/14")]


AKSU, KARAMAY, CHANGJI = "652900", "650200", "652300"


@pytest.mark.parametrize(
    ("region", "scope", "persons", "is_same"),
    [
        (KARAMAY, "default", 490_300.0, True),  # no XPCC city lies in it
        (AKSU, "default", 2_714_400.0, True),  # 阿拉尔 is counted by itself
        (AKSU, "含兵团", 2_714_400.0 + 328_200.0, True),
        (TACHENG, "default", 1_138_600.0, False),  # 胡杨河 is inside the census figure
        (CHANGJI, "含兵团", 1_613_600.0 + 141_100.0, False),  # 石河子 lies in two prefectures
    ],
)
def test_a_rate_per_ten_thousand_names_its_denominator(
    warehouse: duckdb.DuckDBPyConnection, region: str, scope: str, persons: float, is_same: bool
) -> None:
    load(warehouse, [figure(PARTICIPANTS, persons / 10, region=region, scope=scope)])
    answer = rows(warehouse, "select persons, ytd_per_10k, is_same_xpcc_treatment, coverage from mart_per_10k")
    assert answer == [(persons, 1000.0, is_same, "1/14")]


def test_audiences_say_on_what_basis_a_figure_is_about_them(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(
        warehouse,
        [
            figure(SESSIONS, 100, audiences="AUD.YOUTH"),
            figure(SESSIONS, 40, audience_code="AUD.FARMER"),
            figure(SESSIONS, 30, audience_code="AUD.ALL"),
            figure("ACT.TRAIN.FARMERS", 132_000, audiences="AUD.FARMER"),
            figure("LIT.ACTION.ELDER", 700, status="provisional"),
        ],
    )
    answer = rows(
        warehouse,
        "select audience_code, basis, ytd_value, is_provisional, coverage from mart_audience order by all",
    )
    assert answer == [
        ("AUD.ELDER", "indicator", 700.0, True, "1/14"),
        ("AUD.FARMER", "indicator", 132_000.0, False, "1/14"),
        ("AUD.FARMER", "stated", 40.0, False, "1/14"),
        ("AUD.YOUTH", "touched", 100.0, False, "1/14"),
    ]


MARTS = [
    *("mart_monthly_summary", "mart_region_total", "mart_ytd_vs_last_year", "mart_per_10k"),
    *("mart_audience", "mart_target_attainment", "mart_reporting", "mart_data_quality"),
]


@pytest.mark.parametrize("mart", MARTS)
def test_each_mart_says_how_many_of_the_fourteen_and_what_is_provisional(
    warehouse: duckdb.DuckDBPyConnection, mart: str
) -> None:
    columns = {row[0] for row in warehouse.execute(f"describe {mart}").fetchall()}
    assert {"reporter_count", "coverage"} <= columns
    assert any("provisional" in column for column in columns) or mart == "mart_data_quality"


def test_a_target_is_measured_by_the_latest_figure_of_its_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    target = figure("VEN.BASE.NUM", 200, region=BAYINGOLIN, period_type="target", target_year=2025, period="2025-12")
    stock = figure("VEN.BASE.NUM", 192, region=BAYINGOLIN, period_type="stock")
    load(warehouse, [target, stock])
    answer = rows(
        warehouse, "select target_year, target, actual_period, actual, attainment_pct from mart_target_attainment"
    )
    assert answer == [(2025, 200.0, "2022-11", 192.0, 96.0)]


def test_empty_reports_show_in_the_reporting_marts(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181), figure(PARTICIPANTS, 13.2, status="held")])
    answer = rows(
        warehouse,
        """
        select state, count(*), sum(found), sum(accepted), sum(held), min(coverage), min(on_time::integer)
        from mart_reporting group by state order by state
        """,
    )
    assert answer == [("accepted", 1, 2, 1, 1, "1/14", 1), ("not_reported", 13, 0, 0, 0, "1/14", None)]


def test_a_report_received_in_the_evening_of_the_due_day_is_on_time(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181)])
    on_time = "select on_time from fct_reporting where state = 'accepted'"
    warehouse.execute("update ops_reporter_month set received_at = '2022-12-05 15:59:00' where files > 0")
    assert rows(warehouse, on_time) == [(True,)]
    warehouse.execute("update ops_reporter_month set received_at = '2022-12-05 16:01:00' where files > 0")
    assert rows(warehouse, on_time) == [(False,)]


def test_each_revision_shows_before_after_and_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    first, second = figure(SESSIONS, 1181, load_id=1), figure(SESSIONS, 1200, file="补报.xlsx", load_id=2)
    load(warehouse, [first], [second, {**first, "superseded_by_load": 2}], [figure(PARTICIPANTS, 5)])
    assert rows(warehouse, "select version, previous_value, value, cause from fct_revision order by version") == [
        (2, 1181.0, 1200.0, "resubmission"),
        (3, 1200.0, None, "withdrawn"),
    ]


def test_every_fact_leads_to_its_file_and_cell(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181, cell="汇总!F12"), figure(PARTICIPANTS, 9000)])
    assert rows(
        warehouse,
        "select source_file, address, length(sha256) > 0, is_synthetic from lineage where value = 1181",
    ) == [(f"2022-11/{TACHENG}/月报.xlsx", "汇总!F12", True, True)]
    assert rows(warehouse, "select count(*) from lineage where source_file is null or sha256 is null") == [(0,)]


@pytest.mark.parametrize("view", ["fct_series", "fct_prefecture_month"])
def test_a_question_about_one_month_does_not_compute_every_month(
    warehouse: duckdb.DuckDBPyConnection, view: str
) -> None:
    """A step that is read twice is computed whole before the month is asked for: every mart would pay for it."""
    plan = "\n".join(row[1] for row in rows(warehouse, f"explain select * from {view} where period = '2022-11'"))
    assert "CTE" not in plan
    assert "period='2022-11'" in plan
