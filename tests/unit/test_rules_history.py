"""What a place’s own past excuses, what all places share, and 兵团 counted as part of a prefecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from domain.plausibility import accustomed_bound
from expectations import validate_observations
from tests.unit.rule_month import (
    ALTAY,
    CATALOG,
    TACHENG,
    Row,
    fired,
    history_of,
    month,
    number,
    observation_frame,
    views,
    warehouse,
)
from warehouse.stage import accepted_above_bound

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LECTURES = "ACT.LECTURE.SESSIONS"
LAST_THREE = ("2022-08", "2022-09", "2022-10")


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with warehouse() as opened:
        yield opened


def months(code: str, values: Mapping[str, float], **given: Any) -> list[Row]:
    return history_of(code, values, period_type="month", **given)


def test_a_level_that_was_accepted_again_and_again_is_not_news_every_month(connection: DuckDBPyConnection) -> None:
    """1600 sessions a month are above the proposed 1500, for every place."""
    high = dict.fromkeys(LAST_THREE, 1600.0)
    train = "ACT.TRAIN.SESSIONS"
    rows = [
        month(train, 1700, id="as before"),
        month(train, 2500, id="far above", region_code=ALTAY),
        month(train, 1700, id="never explained", region_code="652300"),
        month(train, 1700, id="explained once", region_code="652800"),
        month(train, 1700, id="left open", region_code="650200"),
        month(train, 1700, id="long ago", region_code="653200"),
    ]
    history = [
        *months(train, high),
        *months(train, high, region_code=ALTAY),
        *months(train, {"2022-10": 1600}, region_code="652800"),
        *months(train, high, region_code="650200", status="provisional"),
        *months(train, {"2021-08": 1600, "2021-09": 1600, "2021-10": 1600}, region_code="653200"),
    ]
    views(connection, rows, history=history)
    found = validate_observations(observation_frame(rows), CATALOG, accepted_above_bound(connection)).violations
    asked = {violation.observation_id for violation in found if violation.rule_id == "VAL-12"}
    assert asked == {"far above", "never explained", "explained once", "left open", "long ago"}


@pytest.mark.parametrize(("accepted", "bound"), [((), 1500), ((1600, 1600), 1500), ((1600, 1700, 1650), 2550)])
def test_the_bound_follows_the_highest_accepted_level(accepted: tuple[float, ...], bound: float) -> None:
    assert accustomed_bound(1500.0, accepted, CATALOG) == bound


def places(indicator: str, values: Mapping[str, float], period: str | None = None) -> list[Row]:
    """A figure of each prefecture, for the month or for an earlier one."""
    given: dict[str, Any] = {} if period is None else {"reported_in": period, "period": period}
    return [
        month(indicator, value, region_code=code, id=f"{code}@{period or 'now'}", **given)
        for code, value in values.items()
    ]


PREFECTURES = [region.code for region in CATALOG.prefectures]
YEAR = [f"2021-{place:02d}" for place in range(11, 13)] + [f"2022-{place:02d}" for place in range(1, 11)]


def test_what_every_place_does_in_a_campaign_month_is_no_outlier_of_one(connection: DuckDBPyConnection) -> None:
    """All places hold six times as many lectures as usual; one of them holds as few as ever, and that is news."""
    history = [row for period in YEAR for row in places(LECTURES, dict.fromkeys(PREFECTURES, 100.0), period)]
    now = {**dict.fromkeys(PREFECTURES, 600.0), TACHENG: 100.0}
    assert fired(connection, "TMP-08", places(LECTURES, now), history=history) == [f"{TACHENG}@now"]
    assert fired(connection, "TMP-07", places(LECTURES, now), history=history) == []


def test_a_jump_of_one_place_is_asked_about(connection: DuckDBPyConnection) -> None:
    history = [row for period in YEAR for row in places(LECTURES, dict.fromkeys(PREFECTURES, 100.0), period)]
    now = {**dict.fromkeys(PREFECTURES, 110.0), TACHENG: 700.0}
    for rule in ("TMP-07", "TMP-08"):
        assert fired(connection, rule, places(LECTURES, now), history=history) == [f"{TACHENG}@now"], rule


def test_in_the_first_quarter_a_year_to_date_is_held_against_last_years(connection: DuckDBPyConnection) -> None:
    history = history_of(LECTURES, {"2021-02": 276, "2022-01": 130})
    given = {"history": history, "period": "2022-02"}
    assert fired(connection, "TMP-07", [number(LECTURES, 2950, id="ten times", reported_in="2022-02")], **given)
    assert not fired(connection, "TMP-07", [number(LECTURES, 295, id="as usual", reported_in="2022-02")], **given)


ITEMS = tuple(
    f"ACT.{kind}.PARTICIPANTS" for kind in ("TRAIN", "PUBLICITY", "POLICY", "EPIDEMIC", "LECTURE", "EXHIB", "CONTEST")
)


def per_head(factors: Mapping[tuple[str, str], float], **given: Any) -> list[Row]:
    """Every prefecture states each item, in proportion to its inhabitants; `factors` by place and item."""
    return [
        number(
            item,
            round(CATALOG.population[code] * 0.01 * (2 + place) * factors.get((code, item), 1.0)),
            region_code=code,
            id=f"{code}·{item}",
            **given,
        )
        for code in PREFECTURES
        for place, item in enumerate(ITEMS)
    ]


def test_a_place_that_does_more_of_everything_is_no_outlier_in_each_item(connection: DuckDBPyConnection) -> None:
    busy = {(TACHENG, item): 5.0 for item in ITEMS}
    assert fired(connection, "OUT-04", per_head(busy)) == []
    one_more = {**busy, (TACHENG, ITEMS[0]): 50.0}
    assert fired(connection, "OUT-04", per_head(one_more)) == [f"{TACHENG}·{ITEMS[0]}"]


def test_a_level_per_head_that_was_accepted_before_is_not_news(connection: DuckDBPyConnection) -> None:
    now = per_head({(TACHENG, ITEMS[0]): 10.0})
    stands = next(row["value"] for row in now if row["observation_id"] == f"{TACHENG}·{ITEMS[0]}")
    months_of_it = {period: stands / 11 * int(period[5:]) for period in LAST_THREE}
    assert fired(connection, "OUT-04", now) == [f"{TACHENG}·{ITEMS[0]}"]
    assert fired(connection, "OUT-04", now, history=history_of(ITEMS[0], months_of_it)) == []


def test_an_average_ten_times_that_of_the_others_is_asked_about_without_any_history(
    connection: DuckDBPyConnection,
) -> None:
    """50 a session elsewhere, 500 here: within the pair's bounds of 5 to 1000, and a digit too many."""
    people, sessions = "ACT.LECTURE.PARTICIPANTS", LECTURES
    rows = [
        number(code, value, region_code=place, id=f"{place}·{code}")
        for place in PREFECTURES
        for code, value in ((sessions, 100.0), (people, 50_000.0 if place == TACHENG else 5_000.0))
    ]
    assert fired(connection, "CRS-02", rows) == [f"{TACHENG}·{people}"]
    history = [
        row
        for code, value in ((sessions, 90.0), (people, 45_000.0))
        for row in history_of(code, dict.fromkeys(LAST_THREE, value))
    ]
    assert fired(connection, "CRS-02", rows, history=history) == []
    assert fired(connection, "CRS-02", [row for row in rows if row["region_code"] < "652800"]) == []  # too few peers


VILLAGES = "VEN.VILLAGEHALL.NUM"
HUYANGHE = "659010"


def stock(value: float, **given: Any) -> Row:
    return number(VILLAGES, value, period_type="stock", id="whole", **given)


def xpcc(value: float, code: str = VILLAGES, **given: Any) -> Row:
    return number(code, value, region_code=HUYANGHE, id="xpcc", **{"period_type": "stock", **given})


@pytest.mark.parametrize(("whole", "is_found"), [(100, False), (140, True), (170, False)])
def test_a_stock_that_grew_by_what_xpcc_has_counts_it(
    connection: DuckDBPyConnection, whole: float, is_found: bool
) -> None:
    history = history_of(VILLAGES, {"2022-10": 98}, period_type="stock")
    found = fired(connection, "BAL-13", [stock(whole), xpcc(40)], history=history)
    assert bool(found) == is_found


def test_a_year_to_date_above_its_ladder_by_what_xpcc_has_counts_it(connection: DuckDBPyConnection) -> None:
    rows = [number(LECTURES, 690, id="whole"), month(LECTURES, 50), xpcc(140, LECTURES, period_type="ytd")]
    assert fired(connection, "BAL-13", rows, history=history_of(LECTURES, {"2022-10": 500})) == ["whole"]


def test_xpcc_listed_as_of_which_in_the_own_table_is_counted(connection: DuckDBPyConnection) -> None:
    own = {"submitter_code": TACHENG, "region_code": "660000", "period_type": "stock", "id": "xpcc"}
    said = number(VILLAGES, 40, row_labels="其中：兵团", **own)
    beside = number(VILLAGES, 40, row_labels="兵团", **own)
    assert fired(connection, "BAL-13", [stock(140), said]) == ["whole"]
    assert fired(connection, "BAL-13", [stock(140), beside]) == []


def test_a_figure_that_says_it_includes_xpcc_is_another_figure(connection: DuckDBPyConnection) -> None:
    history = history_of(VILLAGES, {"2022-10": 98}, period_type="stock")
    assert not fired(connection, "BAL-13", [stock(140, scope="含兵团"), xpcc(40)], history=history)


def test_xpcc_of_another_prefecture_explains_nothing(connection: DuckDBPyConnection) -> None:
    history = history_of(VILLAGES, {"2022-10": 98}, period_type="stock", region_code=ALTAY)
    assert not fired(connection, "BAL-13", [stock(140, region_code=ALTAY), xpcc(40)], history=history)
