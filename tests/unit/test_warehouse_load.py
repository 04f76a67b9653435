"""What a load does to the facts: twice is once, intervals per key, restatements, and a rollback when content breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from domain.errors import WarehouseError
from tests.unit.warehouse_month import ALTAY, TACHENG, figure, month, open_warehouse, rows_of, table
from warehouse.content import logical_hash
from warehouse.frames import FrameContractError
from warehouse.load import load_month


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path) as connection:
        yield connection


def on(day: int) -> datetime:
    return datetime(2022, 12, day, 2, 0, tzinfo=UTC)


def history(connection: duckdb.DuckDBPyConnection, columns: str = "value, cause, ended_by") -> list[tuple[Any, ...]]:
    return connection.execute(f"select {columns} from fct_observation order by indicator_code, version").fetchall()


def test_a_load_makes_facts_of_accepted_and_provisional_figures_only(warehouse: duckdb.DuckDBPyConnection) -> None:
    result = load_month(
        warehouse,
        month(
            [
                figure("ACT.TRAIN.SESSIONS", 1181),
                figure("ACT.CONSULT.PERSONTIMES", 15_500, status="provisional"),
                figure("ACT.TRAIN.PARTICIPANTS", 13.2, status="held"),
            ]
        ),
    )
    assert (result.appended, result.changed) == (2, 2)
    assert history(warehouse, "value, status, cause") == [
        (15_500.0, "provisional", "first"),
        (1181.0, "accepted", "first"),
    ]


def test_loading_the_same_month_twice_is_idempotent(warehouse: duckdb.DuckDBPyConnection) -> None:
    load = month([figure("ACT.TRAIN.SESSIONS", 1181), figure("MED.VIEWS", 200_000, status="provisional")])
    load_month(warehouse, load)
    first = logical_hash(warehouse)
    again = load_month(warehouse, replace(load, recorded_at=on(20)))
    assert again.changed == 0
    assert again.kept == 2
    assert logical_hash(warehouse) == first


def test_a_value_that_comes_back_gives_three_intervals(warehouse: duckdb.DuckDBPyConnection) -> None:
    first: dict[str, Any] = {"value": 1181, "file": "a.xlsx"}
    second: dict[str, Any] = {"value": 1200, "file": "b.xlsx"}
    load_month(warehouse, month([figure(**first)], recorded_at=on(6)))
    after_b = [figure(**first, superseded_by_load=2), figure(**second, load_id=2)]
    load_month(warehouse, month(after_b, load_id=2, recorded_at=on(7)))
    after_a = [figure(**first, load_id=3), figure(**second, load_id=2, superseded_by_load=3)]
    load_month(warehouse, month(after_a, load_id=3, recorded_at=on(8)))
    assert history(warehouse, "version, value, cause, ended_by, recorded_from, recorded_to") == [
        (1, 1181.0, "first", "resubmission", naive(6), naive(7)),
        (2, 1200.0, "resubmission", "resubmission", naive(7), naive(8)),
        (3, 1181.0, "resubmission", None, naive(8), None),
    ]


def naive(day: int) -> datetime:
    return on(day).replace(tzinfo=None)


def test_what_was_known_at_an_instant_can_be_asked(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(value=1181)], recorded_at=on(6)))
    load_month(warehouse, month([figure(value=1200, is_corrected=True, value_reported=1181)], recorded_at=on(9)))

    def known(instant: str) -> list[tuple[Any, ...]]:
        return warehouse.execute("select value from facts_as_of($instant)", {"instant": instant}).fetchall()

    assert known("2022-12-05") == []
    assert known("2022-12-07") == [(1181.0,)]
    assert known("2022-12-09 02:00") == [(1200.0,)]
    assert history(warehouse) == [(1181.0, "first", "decision"), (1200.0, "decision", None)]


def test_a_number_that_a_decision_first_lets_in_says_so(warehouse: duckdb.DuckDBPyConnection) -> None:
    load = month([figure(value=132_000, is_corrected=True, value_reported=13.2)])
    facts = [{**row, "cause": "decision"} for row in rows_of(load.facts)]
    load_month(warehouse, replace(load, facts=table(facts, ())))
    assert history(warehouse, "version, cause") == [(1, "decision")]


def test_a_clock_that_goes_back_never_turns_an_interval_round(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(value=1)], recorded_at=on(9)))
    load_month(warehouse, month([figure(value=2)], recorded_at=on(6)))
    assert history(warehouse, "recorded_from, recorded_to") == [(naive(9), naive(9)), (naive(9), None)]


def test_a_figure_that_is_no_longer_stated_is_withdrawn_and_stays_in_history(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    load_month(warehouse, month([figure(value=1181), figure("MED.VIEWS", 5)]))
    result = load_month(warehouse, month([figure(value=1181)]))
    assert result.closed == 1
    assert history(warehouse) == [(1181.0, "first", None), (5.0, "first", "withdrawn")]
    cited = warehouse.execute("select value, address from lineage where indicator_code = 'MED.VIEWS'").fetchall()
    assert cited == [(5.0, f"汇总!{TACHENG}·MED.VIEWS")]


OCTOBER: dict[str, Any] = {"reported_in": "2022-10", "period": "2022-10", "load_id": 1}
RESTATED: dict[str, Any] = {"reported_in": "2022-11", "period": "2022-10", "load_id": 2, "cell": "月度!J5"}


def test_a_matrix_that_changes_october_shows_as_a_restatement(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(value=900, **OCTOBER)], period="2022-10"))
    load_month(warehouse, month([figure(value=950, **RESTATED)], load_id=2))
    assert history(warehouse, "period, reported_in, value, cause, ended_by") == [
        ("2022-10", "2022-10", 900.0, "first", "restatement"),
        ("2022-10", "2022-11", 950.0, "restatement", None),
    ]


def test_running_october_again_does_not_undo_what_november_restated(warehouse: duckdb.DuckDBPyConnection) -> None:
    october = month([figure(value=900, **OCTOBER)], period="2022-10")
    load_month(warehouse, october)
    load_month(warehouse, month([figure(value=950, **RESTATED)], load_id=2))
    before = logical_hash(warehouse)
    assert load_month(warehouse, replace(october, load_id=3)).changed == 0
    assert logical_hash(warehouse) == before


def test_a_late_october_file_that_arrives_after_november_is_a_later_word(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(value=900, **OCTOBER)], period="2022-10"))
    load_month(warehouse, month([figure(value=950, **RESTATED)], load_id=2))
    late = figure(value=990, **{**OCTOBER, "load_id": 3, "file": "更正.xlsx"})
    old = figure(value=900, **OCTOBER, superseded_by_load=3)
    load_month(warehouse, month([late, old], period="2022-10", load_id=3))
    assert history(warehouse, "value, cause")[-1] == (990.0, "restatement")


def test_a_number_that_a_better_reader_no_longer_finds_keeps_its_passport(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(value=1181, cell="汇总!C5")]))
    load_month(warehouse, month([figure(value=1181, cell="汇总!C6")]))
    (line,) = warehouse.execute("select address, sha256 is not null from lineage").fetchall()
    assert line == ("汇总!C5", True)
    assert warehouse.execute("select is_retired from ops_observation_ever order by address").fetchall() == [
        (True,),
        (False,),
    ]


BROKEN = [
    ("status", "held", "事实的状态或类型不在规定之内"),
    ("region_code", "999999", "事实引用了不存在的维度代码"),
    ("observation_key", "0" * 32, "事实键与其组成不符"),
    ("observation_id", "f" * 32, "事实没有来源观测"),
    ("unit_code", "万场", "事实的数值不成立"),
    ("value", float("nan"), "事实的数值不成立"),
]


@pytest.mark.parametrize(("column", "value", "sentence"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_invariant_rolls_the_whole_load_back(
    warehouse: duckdb.DuckDBPyConnection, column: str, value: object, sentence: str
) -> None:
    load_month(warehouse, month([figure(value=1181)]))
    before = logical_hash(warehouse)
    sound = month([figure(value=1181), figure("MED.VIEWS", 5)])
    facts = [{**row, column: value} if row["indicator_code"] == "MED.VIEWS" else row for row in rows_of(sound.facts)]
    with pytest.raises(WarehouseError, match=sentence):
        load_month(warehouse, replace(sound, facts=table(facts, ())))
    assert logical_hash(warehouse) == before


def test_a_number_without_a_disposition_is_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    lost = {**figure("MED.VIEWS", 5), "status": None}
    with pytest.raises(WarehouseError, match="处置不唯一"):
        load_month(warehouse, month([figure(), lost]))


def test_a_number_found_and_not_kept_is_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    load = month([figure()])
    files = [{**row, "found": 2} for row in rows_of(load.files)]
    with pytest.raises(WarehouseError, match="发现的数字与处置合计不相等"):
        load_month(warehouse, replace(load, files=table(files, ())))


def test_two_wanted_values_of_one_key_are_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WarehouseError, match="两个现行值"):
        load_month(warehouse, month([figure(value=1, cell="汇总!C5"), figure(value=2, cell="汇总!C6")]))


def test_frames_of_pandas_load_as_well_as_arrow(warehouse: duckdb.DuckDBPyConnection) -> None:
    load = month([figure(value=1181), figure("ACT.TRAIN.PARTICIPANTS", None), figure("MED.VIEWS", 0, region=ALTAY)])
    frames: dict[str, Any] = {
        name: pd.DataFrame(rows_of(getattr(load, name))) for name in ("facts", "observations", "submissions")
    }
    load_month(warehouse, replace(load, **frames))
    with_pandas = logical_hash(warehouse)
    load_month(warehouse, load)
    assert logical_hash(warehouse) == with_pandas
    assert history(warehouse, "state, value") == [("not_applicable", None), ("reported", 1181.0), ("zero", 0.0)]


def test_a_frame_without_its_columns_is_a_bug_that_says_which(warehouse: duckdb.DuckDBPyConnection) -> None:
    load = month([figure()])
    without_key = table([{k: v for k, v in row.items() if k != "observation_key"} for row in rows_of(load.facts)], ())
    with pytest.raises(FrameContractError, match="observation_key"):
        load_month(warehouse, replace(load, facts=without_key))


@pytest.mark.parametrize(
    "received_at",
    [
        datetime(2022, 12, 2, 12, 46, tzinfo=timezone(timedelta(hours=8))),
        datetime(2022, 12, 2, 4, 46, tzinfo=UTC),
        "2022-12-02T12:46:00+08:00",
        "2022-12-02T04:46:00",
    ],
)
def test_instants_are_stored_in_utc_whatever_zone_they_came_in(
    warehouse: duckdb.DuckDBPyConnection, received_at: object
) -> None:
    load = month([figure()])
    submissions = [{**row, "received_at": received_at} for row in rows_of(load.submissions)]
    for frame in (table(submissions, ()), pd.DataFrame(submissions)):
        load_month(warehouse, replace(load, submissions=frame))
        stored = warehouse.execute("select received_at from dim_submission").fetchall()
        assert stored == [(datetime(2022, 12, 2, 4, 46),)]  # noqa: DTZ001 - the warehouse stores UTC without a zone


def test_the_clock_of_a_load_must_name_its_zone(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ValueError, match="time zone"):
        load_month(warehouse, month([figure()], recorded_at=datetime(2022, 12, 6)))  # noqa: DTZ001 - the very mistake
