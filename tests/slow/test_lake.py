"""A warehouse on DuckLake with its catalogue in PostgreSQL: the same content as a file, and one writer at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import WarehouseError
from tests.private_postgres import PrivatePostgres
from tests.unit.warehouse_month import CATALOG, figure, month
from warehouse.connection import open_lake, open_published, open_working
from warehouse.content import logical_hash
from warehouse.lake import Lake, only_writer, parse_lake
from warehouse.load import MonthLoad, load_month
from warehouse.location import lake_of, move_to, working_path
from warehouse.pouring import pour_into_lake, settle_rebuilt
from warehouse.publication import publish
from warehouse.query import query_published
from warehouse.reference_tables import load_reference

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
SESSIONS, PARTICIPANTS = "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"


@pytest.fixture
def home(postgres: PrivatePostgres, tmp_path: Path) -> Path:
    """A home folder whose warehouse is a new lake."""
    folder = tmp_path / "home"
    folder.mkdir()
    move_to(folder, parse_lake(f"ducklake:{postgres.address(postgres.new_database())}", folder))
    return folder


def the_lake(home: Path) -> Lake:
    lake = lake_of(home)
    assert lake is not None
    return lake


def load_all(home: Path, loads: list[MonthLoad]) -> None:
    with open_working(home) as connection:
        load_reference(connection, CATALOG)
        for load in loads:
            load_month(connection, load)


def year(*numbers: int) -> list[MonthLoad]:
    """Months of 2022 with two figures each, year to date."""
    return [
        month(
            [
                figure(SESSIONS, 10.0 * n, reported_in=f"2022-{n:02d}"),
                figure(PARTICIPANTS, 900.0 * n, reported_in=f"2022-{n:02d}"),
            ],
            period=f"2022-{n:02d}",
            load_id=n,
        )
        for n in numbers
    ]


def content_of_a_file(folder: Path, loads: list[MonthLoad]) -> str:
    """What the same loads give in a plain working file."""
    load_all(folder, loads)
    with open_working(folder) as connection:
        return logical_hash(connection)


REVISED = [
    *year(10, 11),
    month([figure(SESSIONS, 115.0, file="更正.xlsx"), figure(PARTICIPANTS, None)], load_id=12),
    *year(10),
]
"""October, November, November again with other figures, October once more."""


def test_a_lake_holds_what_a_file_holds_and_publishes_the_same_file(home: Path, tmp_path: Path) -> None:
    load_all(home, REVISED)
    published = publish(home)
    assert published.content_hash == content_of_a_file(tmp_path / "file", REVISED)
    assert not working_path(home).exists()
    assert query_published(home, "select count(*) > 0 from mart_monthly_summary").rows == [(True,)]
    with open_published(home) as connection:  # DuckLake keeps no comments on columns of views; the file has them all
        silent = "select count(*) from duckdb_columns() where comment is null and not internal"
        assert connection.execute(silent).fetchall() == [(0,)]


def test_a_load_that_is_refused_leaves_the_lake_as_it_was(home: Path) -> None:
    load_all(home, year(10))
    with open_working(home) as connection:
        before = logical_hash(connection)
        with pytest.raises(WarehouseError, match="处置不唯一"):
            load_month(connection, month([figure(), {**figure(PARTICIPANTS, 5), "status": None}]))
        assert logical_hash(connection) == before


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_rebuilt_file_takes_the_place_of_a_lake_of_any_version_all_at_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_all(home, year(9))
    with open_lake(the_lake(home)) as connection:  # as a later version of Kepu would have left it
        connection.execute("create table of_tomorrow (n integer)")
        connection.execute("drop view mart_monthly_summary")
    content = content_of_a_file(tmp_path / "rebuilt", year(10, 11))
    monkeypatch.setattr("warehouse.pouring.apply", interrupted)
    with pytest.raises(KeyboardInterrupt):  # everything is dropped, nothing is poured
        pour_into_lake(working_path(tmp_path / "rebuilt"), the_lake(home))
    with open_lake(the_lake(home)) as connection:
        assert connection.execute("select count(*) from fct_observation").fetchall() == [(2,)]
    monkeypatch.undo()
    settle_rebuilt(home, tmp_path / "rebuilt")
    assert publish(home).content_hash == content


WRITER = """
import os, signal, sys
from pathlib import Path
from tests.slow.test_lake import load_all, year
import warehouse.load

home, numbers, victim = Path(sys.argv[1]), [int(n) for n in sys.argv[2].split(",")], int(sys.argv[3])
checks, done = warehouse.load.broken_invariants, []

def checks_until_killed(connection):
    done.append(1)
    if len(done) == victim:  # everything is written, nothing is committed
        os.kill(os.getpid(), signal.SIGKILL)
    return checks(connection)

warehouse.load.broken_invariants = checks_until_killed
sys.stdin.readline()
for number in numbers:
    load_all(home, year(number))
"""


def writer(home: Path, numbers: str, killed_at: int = 0) -> subprocess.Popen[str]:
    """A process that loads months one after another, once it is told to, and dies in the middle of one of them."""
    words = [sys.executable, "-c", WRITER, str(home), numbers, str(killed_at)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(words, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, text=True)


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.close()


def test_of_two_writers_at_once_one_is_killed_and_nothing_is_lost_or_doubled(home: Path, tmp_path: Path) -> None:
    load_all(home, [])
    steady, killed = writer(home, "1,2,9"), writer(home, "5,9,6", killed_at=2)
    try:
        go(steady)
        go(killed)
        assert killed.wait(timeout=600) == -signal.SIGKILL
        again = writer(home, "5,9,6")
        go(again)
        assert (steady.wait(timeout=600), again.wait(timeout=600)) == (0, 0)
    finally:
        steady.kill()
        killed.kill()
    assert publish(home).content_hash == content_of_a_file(tmp_path / "file", year(1, 2, 5, 6, 9))


def test_a_second_run_is_told_that_the_lake_is_in_use(home: Path) -> None:
    lake = the_lake(home)
    with only_writer(lake, "run"):
        with pytest.raises(WarehouseError, match="正被另一台机器或另一个进程写入"), only_writer(lake, "run", 0.0):
            pass
        with only_writer(lake, "load", 0.0):  # the run itself still loads
            pass
    with only_writer(lake, "run", 0.0):
        pass


def test_a_catalogue_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    lake = parse_lake(f"ducklake:postgresql://kepu@/kepu?host={tmp_path}", tmp_path)
    with pytest.raises(WarehouseError, match="请检查数据库是否启动"), open_lake(lake):
        pass
