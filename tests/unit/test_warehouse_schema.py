"""The schema as it stands in files and in the database: grains, comments, versions, and what DuckLake would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from domain.errors import WarehouseError
from domain.observation import OBSERVATION_COLUMNS
from tests.unit.warehouse_month import CATALOG
from warehouse.connection import open_memory, open_working, working_path
from warehouse.invariants import SENTENCES
from warehouse.migrate import Comment, comment_statement, read_comments
from warehouse.reference_tables import load_reference
from warehouse.statements import ROOM, names

STATEMENTS = sorted(path for path in ROOM.rglob("*.sql") if path.parent.name != "violations")


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_memory() as connection:
        load_reference(connection, CATALOG)
        yield connection


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: str(path.relative_to(ROOM)))
def test_a_statement_names_its_grain_first_and_is_the_only_one_of_its_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- Grain: ")
    assert text.endswith("\n")
    code = re.sub(r"--[^\n]*", "", text)
    assert len(duckdb.extract_statements(code)) == 1
    assert ";" not in code
    assert re.findall(r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|CREATE|INSERT|UPDATE|DELETE)\b", code) == []
    assert max(len(line) for line in text.splitlines()) <= 120


@pytest.mark.parametrize("name", names("migrations"))
def test_tables_use_nothing_that_a_lake_catalogue_refuses(name: str) -> None:
    text = (ROOM / "migrations" / f"{name}.sql").read_text(encoding="utf-8")
    refused = r"\b(primary key|foreign key|unique|check|sequence|enum|references|generated)\b"
    assert re.findall(refused, text, re.IGNORECASE) == []


def test_every_table_view_macro_and_column_has_a_comment(warehouse: duckdb.DuckDBPyConnection) -> None:
    silent = warehouse.execute(
        """
        select table_name as name from duckdb_tables() where comment is null and not internal and not temporary
        union all
        select view_name from duckdb_views() where comment is null and not internal and not temporary
        union all
        select concat(table_name, '.', column_name) from duckdb_columns() where comment is null and not internal
        union all
        select function_name from duckdb_functions()
        where comment is null and not internal and function_type = 'table_macro'
        """
    ).fetchall()
    assert silent == []


def test_comments_are_chinese_and_each_stands_once() -> None:
    comments = read_comments()
    assert [c for c in comments if not re.search(r"[\u4e00-\u9fff]", c.text)] == []
    assert len({(c.table, c.column) for c in comments}) == len(comments)


def test_a_comment_with_a_quote_stays_one_text() -> None:
    assert (
        comment_statement(Comment("dim_rule", "name", "it's"), "table") == "comment on column dim_rule.name is 'it''s'"
    )


def test_a_word_of_sql_is_quoted_as_a_column() -> None:
    text = comment_statement(Comment("ops_observation", "end", "终"), "table")
    assert text == "comment on column ops_observation.\"end\" is '终'"


def test_ops_observation_begins_with_the_observation_contract(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = [row[0] for row in warehouse.execute("describe ops_observation").fetchall()]
    assert tuple(columns[: len(OBSERVATION_COLUMNS)]) == OBSERVATION_COLUMNS


def test_every_view_can_be_read_while_the_warehouse_is_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    views = [row[0] for row in warehouse.execute("select view_name from duckdb_views() where not internal").fetchall()]
    assert len(views) > 20
    counts = {
        view: warehouse.execute("select count(*) from query_table($view)", {"view": view}).fetchall()[0][0]
        for view in views
    }
    assert {view for view, count in counts.items() if count} == {"plan_group_indicator"}  # reference data


def test_every_check_has_a_sentence() -> None:
    assert set(names("checks")) == set(SENTENCES)


def test_reference_data_is_loaded_once_per_version(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert load_reference(warehouse, CATALOG) is False
    reporters = (
        "select count(*), count(*) filter (where prefecture_code = region_code) from dim_region where is_reporter"
    )
    assert warehouse.execute(reporters).fetchall() == [(14, 14)]


def test_distinct_persons_and_stocks_are_not_additive_over_months(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = "select is_additive_over_months from dim_indicator where indicator_code = $code"
    answers = {
        code: warehouse.execute(query, {"code": code}).fetchall()[0][0]
        for code in ("ACT.TRAIN.PARTICIPANTS", "ACT.STUDYTOUR.PARTICIPANTS", "VEN.BASE.NUM", "FUN.RAISED")
    }
    assert answers == {
        "ACT.TRAIN.PARTICIPANTS": True,
        "ACT.STUDYTOUR.PARTICIPANTS": False,
        "VEN.BASE.NUM": False,
        "FUN.RAISED": True,
    }


def test_opening_again_applies_nothing_twice(tmp_path: Path) -> None:
    for _ in range(2):
        with open_working(tmp_path) as connection:
            applied = connection.execute("select count(*) from schema_migration").fetchall()
    assert applied == [(len(names("migrations")),)]


def test_a_broken_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    working_path(tmp_path).write_bytes(b"not a database" * 400)
    with pytest.raises(WarehouseError, match="kepu rebuild"), open_working(tmp_path):
        pass


def test_a_file_that_is_damaged_inside_is_told_from_a_bug(tmp_path: Path) -> None:
    with open_working(tmp_path) as connection:
        connection.execute("create table long as select range as number, range::varchar as text from range(300000)")
    damaged = bytearray(working_path(tmp_path).read_bytes())
    damaged[len(damaged) // 2 :] = bytes(len(damaged) - len(damaged) // 2)
    working_path(tmp_path).write_bytes(damaged)
    with pytest.raises(WarehouseError, match="kepu rebuild"), open_working(tmp_path) as connection:
        connection.execute("select sum(number), max(text) from long").fetchall()


@pytest.mark.parametrize(
    "change",
    [
        "insert into schema_migration (name, sha256) values ('999_from_the_future', 'x')",
        "update schema_migration set sha256 = 'x' where name = '003_create_dim_month'",
        "drop table schema_migration",
    ],
    ids=["later", "changed", "unknown"],
)
def test_a_file_of_another_version_is_refused_with_the_way_out(tmp_path: Path, change: str) -> None:
    with open_working(tmp_path) as connection:
        connection.execute(change)
    with pytest.raises(WarehouseError, match="kepu rebuild"), open_working(tmp_path):
        pass
