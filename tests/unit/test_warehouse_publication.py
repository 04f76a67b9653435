"""Publishing never disturbs a reader, a reader never blocks a load, and a failed publication leaves the old file."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from domain.errors import NotFound, QueryError, WarehouseError
from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse import publication
from warehouse.connection import open_to_read, open_working, published_path, working_path
from warehouse.content import logical_hash
from warehouse.load import load_month
from warehouse.publication import kept_versions, publish, roll_back
from warehouse.query import query_published

VALUES = "select value from fct_observation where recorded_to is null"

# Opens a file as another process would, says so, and answers once more when told to go on.
OTHER_PROCESS = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("open", flush=True)
sys.stdin.readline()
print(connection.execute("select value from fct_observation where recorded_to is null").fetchall(), flush=True)
"""


@contextmanager
def held_by_another_process(path: Path, mode: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", OTHER_PROCESS, str(path), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


def load(home: Path, value: float) -> None:
    opened = open_working(home) if working_path(home).exists() else open_warehouse(home)
    with opened as connection:
        load_month(connection, month([figure(value=value)]))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one published fact, for tests that only read."""
    folder = tmp_path_factory.mktemp("home")
    load(folder, 1181)
    publish(folder)
    return folder


def published_values(home: Path) -> list[tuple[object, ...]]:
    return query_published(home, VALUES).rows


def test_what_was_loaded_is_what_readers_see(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    published = publish(tmp_path)
    assert published.path == published_path(tmp_path)
    assert published_values(tmp_path) == [(1181.0,)]
    assert logical_hash(published.path) == published.content_hash


def test_a_reader_keeps_its_snapshot_while_a_load_is_published(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    publish(tmp_path)
    with held_by_another_process(published_path(tmp_path), "read") as reader:
        load(tmp_path, 1200)
        publish(tmp_path)
        assert published_values(tmp_path) == [(1200.0,)]
        said, _ = reader.communicate("go on\n", timeout=30)
    assert said == "[(1181.0,)]\n"


def test_the_published_file_answers_while_a_run_writes(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    publish(tmp_path)
    with held_by_another_process(working_path(tmp_path), "write"):
        assert published_values(tmp_path) == [(1181.0,)]


def test_a_second_writer_is_told_who_holds_the_file(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    with (
        held_by_another_process(working_path(tmp_path), "write") as writer,
        pytest.raises(WarehouseError, match=f"正被另一个进程使用（进程号 {writer.pid}）"),
        open_working(tmp_path),
    ):
        pass


def test_publishing_the_same_content_keeps_its_version(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    first = publish(tmp_path)
    load(tmp_path, 1181)
    again = publish(tmp_path)
    assert (first.version, first.is_new_content) == (1, True)
    assert (again.version, again.is_new_content) == (1, False)
    assert again.content_hash == first.content_hash


def test_old_contents_are_kept_and_can_be_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "KEPT_VERSIONS", 2)
    for value in (1, 2, 3):
        load(tmp_path, value)
        publish(tmp_path)
    assert [version.number for version in kept_versions(tmp_path)] == [2, 3]
    roll_back(tmp_path, 2)
    assert published_values(tmp_path) == [(2.0,)]
    with pytest.raises(NotFound, match="现存版本：2、3"):
        roll_back(tmp_path, 1)


def test_content_that_was_rolled_back_can_be_published_again(tmp_path: Path) -> None:
    for value in (1, 2):
        load(tmp_path, value)
        publish(tmp_path)
    roll_back(tmp_path, 1)
    publish(tmp_path)
    assert published_values(tmp_path) == [(2.0,)]


def test_a_full_disk_leaves_the_published_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, 1181)
    publish(tmp_path)
    load(tmp_path, 1200)

    def no_space(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", no_space)
    with pytest.raises(WarehouseError, match="原来的已发布文件没有动"):
        publish(tmp_path)
    assert published_values(tmp_path) == [(1181.0,)]
    assert [path.name for path in published_path(tmp_path).parent.iterdir() if path.is_file()] == ["kepu.duckdb"]


def test_a_commit_that_finds_no_room_is_a_sentence_and_another_failed_commit_is_a_bug(tmp_path: Path) -> None:
    full = 'Failed to commit: Could not write file "working.duckdb.wal": No space left on device'
    with pytest.raises(WarehouseError, match=r"磁盘空间不足.*内容仍是上一次的"), open_working(tmp_path):
        raise duckdb.TransactionException(full)
    with pytest.raises(duckdb.TransactionException), open_working(tmp_path):
        raise duckdb.TransactionException("cannot commit - no transaction is active")


def test_a_working_file_that_does_not_hold_together_is_not_published(tmp_path: Path) -> None:
    load(tmp_path, 1181)
    publish(tmp_path)
    with open_working(tmp_path) as connection:
        connection.execute("update fct_observation set status = 'held'")
    with pytest.raises(WarehouseError, match="fact_status_is_known"):
        publish(tmp_path)
    assert published_values(tmp_path) == [(1181.0,)]


def test_nothing_to_publish_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="kepu ingest"):
        publish(tmp_path)


def test_two_homes_filled_at_other_times_have_the_same_hash(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        load(tmp_path / name, 1181)
    hashes = {logical_hash(working_path(tmp_path / name)) for name in ("one", "other")}
    assert len(hashes) == 1


def test_a_query_before_anything_is_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="kepu ingest"):
        query_published(tmp_path, "select 1")


WRITES = [
    "delete from fct_observation",
    "create table mine as select 1 as one",
    "drop view observation",
    "set memory_limit = '8GB'",
    "attach 'other.duckdb'",
    "copy fct_observation to 'facts.csv'",
    "select 1; drop table dim_month",
    "insert into fct_observation values (1)",
]


@pytest.mark.parametrize("sql", WRITES)
def test_a_statement_that_would_write_is_refused(home: Path, sql: str) -> None:
    with pytest.raises(QueryError, match="只读"):
        query_published(home, sql)


WRONG = {
    "selekt 1": "SQL 写法有误",
    "select nothing from nowhere": "查询不成立",
    "": "请给出一条查询语句",
    "select 1; select 2": "一次只能执行一条",
    "select * from read_csv('secret.csv')": "查询不成立",
    "select * from read_text('/etc/hostname')": "查询不成立",
}


@pytest.mark.parametrize(("sql", "sentence"), WRONG.items())
def test_wrong_sql_is_answered_with_a_sentence(home: Path, sql: str, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        query_published(home, sql)


def test_a_limit_cuts_the_answer_and_columns_are_named(home: Path) -> None:
    answer = query_published(home, "select period, year from dim_month order by period", limit=2)
    assert answer.columns == ("period", "year")
    assert answer.rows == [("2000-01", 2000), ("2000-02", 2000)]


def test_asking_imports_no_pandas_and_no_arrow(home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from warehouse.query import query_published; "
        "from warehouse import queries, trace; "
        "query_published(Path(sys.argv[1]), 'select * from observation'); queries.status_lines(Path(sys.argv[1])); "
        "print(sorted({'pandas', 'pyarrow', 'numpy', 'prefect', 'great_expectations'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script, str(home)], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_published_file_is_opened_as_a_reader_only(home: Path) -> None:
    with open_to_read(published_path(home)) as connection:
        access = connection.execute("select current_setting('enable_external_access')").fetchall()
    assert access == [(False,)]
