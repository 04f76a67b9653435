"""Bring a warehouse file to the present schema: numbered migrations once, views and comments when they changed."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from domain.errors import WarehouseError
from warehouse.lake import is_lake
from warehouse.statements import ROOM, names, statement
from warehouse.transaction import transaction

FIRST = "000_create_schema_migration"
VIEW_FOLDERS = ("views", "marts")
COMMENTS_FILE = "comments.csv"


@dataclass(frozen=True, slots=True)
class Comment:
    """What one table, view or macro, or one of its columns (`column` not empty), holds, in Chinese."""

    table: str
    column: str
    text: str


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply what is missing, in one transaction. Raises WarehouseError for a file of another version of Kepu."""
    missing = _missing_migrations(connection)
    if not missing and _recorded_views(connection) == _views_sha256():
        return
    with transaction(connection):
        apply(connection, missing)


def apply(connection: duckdb.DuckDBPyConnection, migrations: Iterable[str]) -> None:
    """Run migrations by name, then put views, macros and comments in place; the caller holds the transaction."""
    for name in migrations:
        connection.execute(statement("migrations", name))
        _record(connection, name)
    _replace_views(connection)
    _apply_comments(connection)
    connection.execute(statement("migrations/record", "forget_views"))
    connection.execute(statement("migrations/record", "record_views"), {"sha256": _views_sha256()})


def is_of_this_version(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file has exactly the tables and views of this version of Kepu."""
    try:
        return not _missing_migrations(connection) and _recorded_views(connection) == _views_sha256()
    except (WarehouseError, duckdb.CatalogException):
        return False


def _missing_migrations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the migrations not yet applied, in order; refuse a file that knows others, or other texts of them."""
    known = {name: _sha256(statement("migrations", name)) for name in names("migrations")}
    tables = {str(row[0]) for row in connection.execute(statement("migrations/record", "list_tables")).fetchall()}
    if not tables:
        return list(known)
    if "schema_migration" not in tables:
        raise _other_version()
    applied = dict(connection.execute(statement("migrations/record", "list_applied")).fetchall())
    if any(known.get(name) != sha256 for name, sha256 in applied.items()):
        raise _other_version()
    return [name for name in known if name not in applied]


def _other_version() -> WarehouseError:
    return WarehouseError("仓库工作文件来自另一个版本的 Kepu，不能直接使用。请运行 kepu rebuild，从存档和日志重建。")


def _record(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    values = {"name": name, "sha256": _sha256(statement("migrations", name))}
    connection.execute(statement("migrations/record", "record_migration"), values)


def _recorded_views(connection: duckdb.DuckDBPyConnection) -> str | None:
    row = connection.execute(statement("migrations/record", "read_views")).fetchone()
    return None if row is None else str(row[0])


def _replace_views(connection: duckdb.DuckDBPyConnection) -> None:
    for folder in VIEW_FOLDERS:
        for name in names(folder):
            connection.execute(statement(folder, name))


def _views_sha256() -> str:
    texts = [statement(folder, name) for folder in VIEW_FOLDERS for name in names(folder)]
    return _sha256("\x1f".join([*texts, (ROOM / COMMENTS_FILE).read_text(encoding="utf-8")]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_comments() -> list[Comment]:
    """Read the data dictionary: one comment a row of comments.csv."""
    with (ROOM / COMMENTS_FILE).open(encoding="utf-8", newline="") as lines:
        return [Comment(row["table"], row["column"], row["comment"]) for row in csv.DictReader(lines)]


def _apply_comments(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = dict(connection.execute(statement("migrations/record", "list_kinds")).fetchall())
    is_file = not is_lake(connection)
    for comment in read_comments():
        kind = kinds.get(comment.table, "table")
        if is_file or _is_kept_by_lake(comment, kind):
            connection.execute(comment_statement(comment, kind))


def _is_kept_by_lake(comment: Comment, kind: str) -> bool:
    """Whether DuckLake 1.5.5 takes it: not on macros and columns of views, which the published file comments."""
    return kind == "table" or (kind == "view" and not comment.column)


def comment_statement(comment: Comment, kind: str) -> str:
    """Write the statement that puts a comment in place. COMMENT ON takes no parameters, so the text is quoted here.

    >>> comment_statement(Comment("dim_month", "year", "年"), "table")
    "comment on column dim_month.year is '年'"
    """
    quoted = comment.text.replace("'", "''")
    if comment.column:
        return f"comment on column {_name(comment.table)}.{_name(comment.column)} is '{quoted}'"
    return f"comment on {kind} {_name(comment.table)} is '{quoted}'"


def _name(text: str) -> str:
    return text if re.fullmatch(r"[a-z_][a-z0-9_]*", text) and text not in ("start", "end") else f'"{text}"'
