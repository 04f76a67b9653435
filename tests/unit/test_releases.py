"""封账 in the warehouse itself: what is frozen, what may still change, and what only a correction form may change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from domain.errors import NotFound
from tests.unit.warehouse_month import ALTAY, TACHENG, figure, month, open_warehouse, table
from warehouse.content import logical_hash
from warehouse.load import load_month
from warehouse.releases import Closing, Release, close_month

SESSIONS, PARTICIPANTS = "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"
STANDING = "select value, status, cause from fct_current where indicator_code = 'ACT.TRAIN.SESSIONS' order by all"
CHANGES = "select change, released_value, value from closed_fact order by all"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path) as connection:
        yield connection


def close(connection: duckdb.DuckDBPyConnection, period: str = "2022-11", by: str = "张三") -> tuple[Release, bool]:
    return close_month(connection, Closing(period, by, datetime(2022, 12, 15, 8, 0, tzinfo=UTC)))


def load(
    connection: duckdb.DuckDBPyConnection, figures: Sequence[Mapping[str, Any]], load_id: int = 1, **given: Any
) -> None:
    load_month(connection, month(figures, load_id=load_id, **given))


def decided(seen: Mapping[str, Any], confirmed_by: str | None, kind: str = "correct") -> Any:
    """The decisions of the month, as a load brings them: one about this number."""
    row = {
        "decision_id": "d" * 32,
        "kind": kind,
        "issue_id": "i" * 32,
        "submitter_code": TACHENG,
        "period": "2022-11",
        "reason": "更正单第3号。",
        "author": "steward",
        "decided_at": datetime(2022, 12, 20, tzinfo=UTC),
        "observation_id": seen["observation_id"],
        "confirmed_by": confirmed_by,
        "operands": json.dumps({seen["observation_id"]: seen["value"]}),
        "state": "active",
    }
    return table([row], ())


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


# What a release is


def test_a_release_freezes_the_facts_and_the_month_figures_of_its_month(warehouse: duckdb.DuckDBPyConnection) -> None:
    october = figure(SESSIONS, 1000, reported_in="2022-10")
    load_month(warehouse, month([october], period="2022-10"))
    load(warehouse, [figure(SESSIONS, 1181), figure(PARTICIPANTS, 9000, status="provisional")], load_id=2)
    release, is_new = close(warehouse)
    assert is_new
    assert (release.release_number, release.fact_count, release.provisional_count) == (1, 2, 1)
    assert (release.reported_count, release.reporter_count) == (1, 14)
    assert rows(warehouse, "select value from release(1) order by value") == [(1181.0,), (9000.0,)]
    derived = (
        "select month_value, month_source, ytd_value from release_month(1) where indicator_code = 'ACT.TRAIN.SESSIONS'"
    )
    assert rows(warehouse, derived) == [(181.0, "derived", 1181.0)]


def test_closing_twice_is_one_release_and_after_a_change_it_is_the_next_number(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    load(warehouse, [figure(SESSIONS, 1181)])
    first, _ = close(warehouse)
    assert close(warehouse, by="李四") == (first, False)
    load(warehouse, [figure(SESSIONS, 1181), figure(SESSIONS, 40, region=ALTAY)], load_id=2)
    second, is_new = close(warehouse)
    assert (second.release_number, second.issue_in_month, is_new) == (2, 2, True)
    assert rows(warehouse, "select count(*) from release(1)") == [(1,)]
    assert rows(warehouse, "select count(*) from release(2)") == [(2,)]


def test_numbers_count_the_releases_of_all_months(warehouse: duckdb.DuckDBPyConnection) -> None:
    load_month(warehouse, month([figure(SESSIONS, 1000, reported_in="2022-10")], period="2022-10"))
    load(warehouse, [figure(SESSIONS, 1181)], load_id=2)
    assert [close(warehouse, period)[0].release_number for period in ("2022-10", "2022-11")] == [1, 2]


def test_a_month_without_facts_cannot_be_closed_and_nothing_is_written(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181)])
    before = logical_hash(warehouse)
    with pytest.raises(NotFound, match="还没有事实，不能封账"):
        close(warehouse, "2019-01")
    assert logical_hash(warehouse) == before


def test_a_release_that_the_journal_refuses_is_not_made(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [figure(SESSIONS, 1181)])

    def full_disk(release: Release) -> None:
        raise OSError(28, f"no space for release {release.release_number}")

    with pytest.raises(OSError, match="no space"):
        close_month(warehouse, Closing("2022-11", "张三", datetime(2022, 12, 15, tzinfo=UTC)), full_disk)
    assert rows(warehouse, "select count(*) from rel_release") == [(0,)]


# What may change afterwards


FIRST = figure(SESSIONS, 1181)
LATER = figure(SESSIONS, 1200, file="补报.xlsx", load_id=2)
OLD = {**FIRST, "superseded_by_load": 2}


def test_a_resubmission_does_not_change_a_closed_month(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST])
    close(warehouse)
    load(warehouse, [LATER, OLD], load_id=2)
    assert rows(warehouse, STANDING) == [(1181.0, "accepted", "first")]


def test_a_correction_form_restates_it_and_the_release_stays(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST])
    close(warehouse)
    load(warehouse, [{**LATER, "document_form": "correction"}, OLD], load_id=2)
    assert rows(warehouse, STANDING) == [(1200.0, "accepted", "restatement")]
    assert rows(warehouse, CHANGES) == [("restated", 1181.0, 1200.0)]
    assert rows(warehouse, "select value from release(1)") == [(1181.0,)]


@pytest.mark.parametrize(
    ("confirmed_by", "standing"),
    [
        (None, (1181.0, "accepted", "first")),
        ("电话", (1181.0, "accepted", "first")),
        ("更正单", (1200.0, "accepted", "restatement")),
    ],
)
def test_a_decision_changes_a_closed_month_only_with_a_correction_form(
    warehouse: duckdb.DuckDBPyConnection, confirmed_by: str | None, standing: tuple[Any, ...]
) -> None:
    load(warehouse, [FIRST])
    close(warehouse)
    corrected = {**FIRST, "value": 1200.0, "value_low": 1200.0, "value_high": 1200.0, "is_corrected": True}
    load(warehouse, [corrected], decisions=decided(corrected, confirmed_by))
    assert rows(warehouse, STANDING) == [standing]


def test_a_released_fact_is_not_withdrawn_by_silence(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST, figure(PARTICIPANTS, 9000)])
    close(warehouse)
    load(warehouse, [figure(PARTICIPANTS, 9000)], load_id=2)
    assert rows(warehouse, STANDING) == [(1181.0, "accepted", "first")]


def test_a_status_that_is_settled_later_is_no_change_of_what_was_published(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    load(warehouse, [{**FIRST, "status": "provisional"}])
    close(warehouse)
    load(warehouse, [FIRST])
    assert rows(warehouse, STANDING) == [(1181.0, "accepted", "decision")]
    assert rows(warehouse, CHANGES) == [("confirmed", 1181.0, 1181.0)]


def test_a_late_report_is_added_beside_the_release(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST])
    close(warehouse)
    load(warehouse, [FIRST, figure(SESSIONS, 40, region=ALTAY)], load_id=2)
    assert rows(warehouse, CHANGES) == [("added", None, 40.0), ("same", 1181.0, 1181.0)]
    assert rows(warehouse, "select count(*) from release(1)") == [(1,)]


# Why a fact changed


@pytest.mark.parametrize(
    ("catalog_before", "catalog_now", "cause"),
    [("one", "one", "better_reader"), ("one", "two", "reference_change")],
)
def test_the_same_file_read_otherwise_tells_a_better_reader_from_other_reference_data(
    warehouse: duckdb.DuckDBPyConnection, catalog_before: str, catalog_now: str, cause: str
) -> None:
    load(warehouse, [FIRST], runs=run(1, catalog_before))
    read_again = {**FIRST, "value": 1811.0, "value_low": 1811.0, "value_high": 1811.0}
    load(warehouse, [read_again], load_id=2, runs=run(2, catalog_now))
    assert rows(warehouse, "select previous_value, value, cause from fct_revision") == [(1181.0, 1811.0, cause)]


def run(load_id: int, catalog_version: str) -> Any:
    row = {"run_id": f"{load_id}-2022-11", "load_id": load_id, "period": "2022-11", "catalog_version": catalog_version}
    return table([row], ())


def test_a_fact_that_a_decision_takes_away_says_so(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST])
    gone = {**FIRST, "status": "not_a_statistic"}
    load(warehouse, [gone], decisions=decided(gone, None, kind="not_a_statistic"))
    assert rows(warehouse, "select previous_value, value, cause from fct_revision") == [(1181.0, None, "decision")]


def test_a_month_withdrawn_and_restated_at_once_is_one_revision(warehouse: duckdb.DuckDBPyConnection) -> None:
    """October's own report no longer states what November repeats: both months run, and the fact goes on."""
    october = figure(SESSIONS, 900, reported_in="2022-10", period="2022-10")
    repeated = figure(SESSIONS, 900, reported_in="2022-11", period="2022-10", cell="月度!J5", status="repeat")
    other = figure(PARTICIPANTS, 5, reported_in="2022-10", period="2022-10", file="完整.xlsx", load_id=2)
    load_month(warehouse, month([october], period="2022-10"))
    load(warehouse, [repeated])
    load_month(warehouse, month([other], period="2022-10", load_id=2))
    load(warehouse, [{**repeated, "status": "accepted"}], load_id=2)
    assert rows(warehouse, "select previous_value, value, cause, reported_in from fct_revision") == [
        (900.0, 900.0, "resubmission", "2022-11")
    ]
    assert rows(warehouse, STANDING) == [(900.0, "accepted", "resubmission")]


def test_the_hash_of_the_content_counts_releases_but_not_when_they_were_made(tmp_path: Path) -> None:
    hashes = []
    for name, day in (("one", 15), ("other", 16), ("open", 0)):
        (tmp_path / name).mkdir()
        with open_warehouse(tmp_path / name) as connection:
            load(connection, [FIRST])
            if day:
                close_month(connection, Closing("2022-11", "张三", datetime(2022, 12, day, tzinfo=UTC)))
            hashes.append(logical_hash(connection))
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_file_that_cannot_be_read_this_time_takes_nothing_back(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, [FIRST])
    failed = month([], load_id=2)
    unread = {"submission_id": FIRST["submission_id"], "submitter_code": TACHENG, "period": "2022-11"}
    given = {"content_sha256": "f" * 64, "source_file": "月报.xlsx", "load_id": 1, "is_synthetic": True}
    received = {"received_at": datetime(2022, 12, 5, tzinfo=UTC), "document_form": "form", "state": "failed"}
    load_month(warehouse, replace(failed, submissions=table([{**unread, **given, **received}], ())))
    assert rows(warehouse, STANDING) == [(1181.0, "accepted", "first")]
    assert rows(warehouse, "select raw from lineage") == rows(warehouse, "select raw from ops_observation_ever")


@pytest.mark.parametrize(
    ("catalog_now", "cause"), [("one", "better_reader"), ("two", "reference_change")], ids=["reader", "reference"]
)
def test_a_number_that_is_understood_otherwise_says_so_under_both_keys(
    warehouse: duckdb.DuckDBPyConnection, catalog_now: str, cause: str
) -> None:
    load(warehouse, [FIRST], runs=run(1, "one"))
    otherwise = figure(PARTICIPANTS, 1181)
    load(warehouse, [{**otherwise, "observation_id": FIRST["observation_id"]}], load_id=2, runs=run(2, catalog_now))
    ended = "select indicator_code, cause, ended_by from fct_observation order by indicator_code desc"
    assert rows(warehouse, ended) == [(SESSIONS, "first", cause), (PARTICIPANTS, "first", None)]
