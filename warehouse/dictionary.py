"""What the published file says about its own tables and columns: `data_dictionary`, `table_macros`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import duckdb

from warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column: its DuckDB type and what it holds, in Chinese."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table or view with its columns, in their order."""

    name: str
    comment: str
    columns: tuple[ColumnEntry, ...]


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """A query with parameters, for instance facts_as_of(instant)."""

    name: str
    parameters: str
    comment: str


def table_macros(connection: duckdb.DuckDBPyConnection) -> list[MacroEntry]:
    """Return every macro that answers with a table, in the order of names."""
    return [MacroEntry(*row) for row in connection.execute(statement("queries", "list_table_macros")).fetchall()]


def data_dictionary(connection: duckdb.DuckDBPyConnection) -> list[TableEntry]:
    """Return every table and view that analysts use, in the order of names."""
    rows = connection.execute(statement("queries", "list_data_dictionary")).fetchall()
    return [
        TableEntry(str(name), str(comment), tuple(ColumnEntry(*row[2:]) for row in columns))
        for (name, comment), columns in groupby(rows, key=lambda row: (row[0], row[1]))
    ]
