"""Answer a reader's SQL from the published file, and change nothing: `query_published`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from domain.errors import QueryError
from warehouse.connection import open_published

_READS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_WRITES = re.compile(
    r"^\s*(insert|update|delete|create|drop|alter|attach|detach|copy|export|import|install|load|set|reset|vacuum"
    r"|checkpoint|truncate|merge|comment|call|use|begin|commit|rollback|execute|prepare|analyze)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to one query: column names, and rows of Python values."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def query_published(home: Path, sql: str, limit: int | None = None) -> QueryResult:
    """Run one reading statement on the published file; at most `limit` rows.

    Raises QueryError for SQL that is wrong or would write, WarehouseError when nothing is published.
    """
    with open_published(home) as connection:
        check_reads_only(connection, sql)
        try:
            answer = connection.execute(sql)
            rows = answer.fetchall() if limit is None else answer.fetchmany(limit)
        except (duckdb.IOException, duckdb.FatalException):
            raise  # the file itself is at fault; whoever opened it says so
        except duckdb.Error as error:
            raise QueryError(f"查询不成立：{first_line(error)}") from error
        return QueryResult(columns=tuple(column[0] for column in answer.description or ()), rows=rows)


def check_reads_only(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise QueryError unless the text is one statement that reads."""
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        if _WRITES.match(sql):
            raise _would_write() from error
        raise QueryError(f"SQL 写法有误：{first_line(error)}") from error
    if not statements:
        raise QueryError("请给出一条查询语句，例如：select * from mart_monthly_summary。")
    if not all(one.type in _READS for one in statements):
        raise _would_write()
    if len(statements) > 1:
        raise QueryError("一次只能执行一条查询语句。")


def _would_write() -> QueryError:
    return QueryError("kepu sql 只读已发布的数据，不能修改。更正数值请用 kepu decide。")


def first_line(error: duckdb.Error) -> str:
    """Return the first line of what DuckDB says; the rest repeats the query."""
    return str(error).strip().splitlines()[0]
