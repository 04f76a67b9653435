"""What set rules see of a month, open_warehouse, and that a second run of the month sees what the first one saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.warehouse_month import ALTAY, TACHENG, figure, month, open_warehouse, reporters_of, table
from warehouse.frames import FrameContractError
from warehouse.load import load_month
from warehouse.stage import (
    EFFECTIVE_COLUMNS,
    history_values,
    stage_month,
    violation_frames,
    violation_statement_names,
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path) as connection:
        yield connection


def stage(connection: duckdb.DuckDBPyConnection, figures: Sequence[Mapping[str, Any]], period: str = "2022-11") -> None:
    effective = [{column: seen.get(column) for column in EFFECTIVE_COLUMNS} for seen in figures]
    reporters = reporters_of(figures, period)
    stage_month(connection, period, table(effective, EFFECTIVE_COLUMNS), table(reporters, ()))


def october(value: float = 900) -> dict[str, Any]:
    return figure(value=value, reported_in="2022-10")


def history(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, float]]:
    return [(seen.period, seen.value) for seen in history_values(connection)]


def test_the_month_its_reporters_and_its_observations_are_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    stage(warehouse, [figure(value=1181), figure("MED.VIEWS", 5, region=ALTAY)])
    counts = warehouse.execute(
        """
        select
            (select period from run_month),
            (select count(*) from effective_observation),
            (select count(*) from reporter_month),
            (select count(*) from reporter_month where state = 'not_reported')
        """
    ).fetchall()
    assert counts == [("2022-11", 2, 14, 12)]


def test_staging_changes_nothing_of_the_warehouse_itself(warehouse: duckdb.DuckDBPyConnection) -> None:
    stage(warehouse, [figure(value=1181)])
    assert warehouse.execute("select count(*) from ops_observation").fetchall() == [(0,)]


def test_history_is_what_earlier_months_reported(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(
        warehouse, month([october(), figure("MED.VIEWS", 7, reported_in="2022-10", status="held")], period="2022-10")
    )
    stage(warehouse, [figure(value=1181)])
    assert history(warehouse) == [("2022-10", 900.0)]


def test_a_month_run_again_sees_the_same_history_as_the_first_time(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([october()], period="2022-10"))
    november = [figure(value=1181), figure(value=950, period="2022-10", cell="月度!J5", load_id=2)]
    stage(warehouse, november)
    first = history(warehouse)
    load_month(warehouse, month(november, load_id=2))
    stage(warehouse, november)
    assert history(warehouse) == first == [("2022-10", 900.0)]


def test_december_sees_what_november_restated(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([october()], period="2022-10"))
    load_month(warehouse, month([figure(value=950, period="2022-10", cell="月度!J5", load_id=2)], load_id=2))
    stage(warehouse, [figure(value=1300, reported_in="2022-12")], "2022-12")
    assert history(warehouse) == [("2022-10", 950.0)]


def test_a_withdrawn_figure_is_no_history(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([october(), figure("MED.VIEWS", 7, reported_in="2022-10")], period="2022-10"))
    load_month(warehouse, month([october()], period="2022-10", load_id=2))
    stage(warehouse, [figure(value=1181)])
    assert history(warehouse) == [("2022-10", 900.0)]


@pytest.mark.parametrize("rule_id", violation_statement_names())
def test_every_violation_view_runs_on_the_staged_month_and_has_the_agreed_columns(
    warehouse: duckdb.DuckDBPyConnection, rule_id: str
) -> None:
    stage(warehouse, [figure("ACT.TRAIN.SESSIONS", 1181), figure("ACT.TRAIN.PARTICIPANTS", 13.2)])
    frame = violation_frames(warehouse, [rule_id])[rule_id]
    assert list(frame.columns) == [
        *("observation_id", "submission_id", "submitter_code", "region_code"),
        *("operand_ids", "suggestion_value", "evidence"),
    ]


def test_fewer_people_than_sessions_is_found_as_a_set(warehouse: duckdb.DuckDBPyConnection) -> None:
    sessions, people = figure("ACT.TRAIN.SESSIONS", 1181), figure("ACT.TRAIN.PARTICIPANTS", 13.2)
    stage(warehouse, [sessions, people])
    frame = violation_frames(warehouse, ["CRS-01"])["CRS-01"]
    assert frame["observation_id"].to_list() == [people["observation_id"]]
    assert frame["submitter_code"].to_list() == [TACHENG]


def test_a_frame_with_columns_nobody_reads_is_a_bug_that_says_which(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(FrameContractError, match="unknown columns"):
        stage_month(warehouse, "2022-11", table([{"nonsense": 1}], ()), table([], ()))
