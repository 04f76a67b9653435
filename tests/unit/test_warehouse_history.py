"""Whatever months are loaded in whatever order: what was known at an instant stays askable, and twice is once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse.content import logical_hash
from warehouse.load import load_month

INDICATORS = ("ACT.TRAIN.SESSIONS", "MED.VIEWS", "VEN.BASE.NUM")
START = datetime(2022, 12, 1, tzinfo=UTC)
KNOWN = "select indicator_code, value from facts_as_of($instant)"

states_of_a_month = st.dictionaries(st.sampled_from(INDICATORS), st.integers(0, 3), min_size=1)


def instant(number: int) -> datetime:
    return START + timedelta(days=number)


def load_state(connection: duckdb.DuckDBPyConnection, number: int, state: dict[str, int]) -> None:
    """Load one state of the month as the only live file; older files stay listed as superseded ones do."""
    figures: list[dict[str, Any]] = [figure(code, value, load_id=number) for code, value in state.items()]
    load_month(connection, month(figures, load_id=number, recorded_at=instant(number)))


def known_at(connection: duckdb.DuckDBPyConnection, number: int) -> dict[str, float]:
    moment = instant(number).replace(tzinfo=None)
    return dict(connection.execute(KNOWN, {"instant": moment}).fetchall())


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(states_of_a_month, min_size=1, max_size=4))
def test_every_past_state_can_be_asked_and_a_second_load_changes_nothing(states: list[dict[str, int]]) -> None:
    with TemporaryDirectory() as folder, open_warehouse(Path(folder)) as connection:
        for number, state in enumerate(states, start=1):
            load_state(connection, number, state)
        before = logical_hash(connection)
        load_state(connection, len(states), states[-1])
        assert logical_hash(connection) == before
        for number, state in enumerate(states, start=1):
            assert known_at(connection, number) == state
        assert known_at(connection, 0) == {}


def test_the_order_of_months_does_not_change_what_stands(tmp_path: Path) -> None:
    september = month([figure(value=800, reported_in="2022-09", load_id=1)], period="2022-09")
    october = month([figure(value=900, reported_in="2022-10", load_id=2)], period="2022-10", load_id=2)
    november = month([figure(value=1181, load_id=3)], load_id=3)
    hashes = set()
    for name, order in {"as due": (september, october, november), "late": (november, september, october)}.items():
        (tmp_path / name).mkdir()
        with open_warehouse(tmp_path / name) as connection:
            for load in order:
                load_month(connection, load)
            hashes.add(logical_hash(connection))
    assert len(hashes) == 1
