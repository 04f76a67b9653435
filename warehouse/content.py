"""One hash over all that the warehouse says, apart from when and by which run it was written: `logical_hash`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import duckdb

from warehouse.connection import open_to_read
from warehouse.statements import statement

NOT_CONTENT: Final = frozenset({"ops_run", "schema_migration", "schema_view"})
"""Tables about runs and files, not about the statistics."""
TIME_OF_RUN: Final = frozenset({"recorded_from", "recorded_to", "received_at", "closed_at"})
"""Columns that hold the clock; whether a fact is open shows in `ended_by`, its order in `version`."""


def logical_hash(source: duckdb.DuckDBPyConnection | Path, ignoring: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 over the ordered rows of every table, without run metadata and the times of runs.

    Two warehouses with the same hash answer every question alike, whenever and in how many runs they were filled.
    `ignoring` names columns that are not to count besides.
    """
    if isinstance(source, Path):
        with open_to_read(source) as connection:
            return logical_hash(connection, ignoring)
    digest = hashlib.sha256()
    for table, columns in _content_columns(source, ignoring).items():
        digest.update(f"{table}\x1f{_table_hash(source, table, columns)}\x1e".encode())
    return digest.hexdigest()


def tables_of(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of the tables of a warehouse."""
    return frozenset(table for table, _ in connection.execute(statement("queries", "list_table_columns")).fetchall())


def _content_columns(connection: duckdb.DuckDBPyConnection, ignoring: frozenset[str]) -> dict[str, list[str]]:
    """The tables and columns that count, both in the order of their names."""
    content: dict[str, list[str]] = {}
    for table, column in connection.execute(statement("queries", "list_table_columns")).fetchall():
        if table not in NOT_CONTENT and column not in TIME_OF_RUN | ignoring:
            content.setdefault(table, []).append(column)
    return content


def _table_hash(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> str:
    """Hash each row, then the hashes in their own order, so that the order of insertion does not count."""
    arguments = {"table": table, "columns": columns}
    row = connection.execute(statement("queries", "hash_table"), arguments).fetchone()
    return str(row[0]) if row is not None else ""
