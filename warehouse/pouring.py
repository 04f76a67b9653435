"""Pour the tables of a lake into a file that can be published, and those of a rebuilt file into a lake."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from domain.errors import WarehouseError
from warehouse.connection import open_file, open_lake, open_to_read
from warehouse.content import logical_hash, tables_of
from warehouse.lake import Lake
from warehouse.location import move_to, wanted_lake, working_path
from warehouse.migrate import apply, migrate
from warehouse.statements import names, statement
from warehouse.transaction import transaction

POURED: Final = "poured"
"""What the file is called beside the lake."""
OWN_TABLES: Final = frozenset({"schema_migration", "schema_view"})
"""What the schema says about itself; each side has its own."""


def pour_into_file(lake: Lake, path: Path) -> str:
    """Write the tables of a lake, as they stand at one moment, into a new file; return the hash of their content.

    Raises WarehouseError when the file does not hold the same content afterwards.
    """
    path.unlink(missing_ok=True)
    with open_file(path) as connection:
        migrate(connection)
    with open_lake(lake) as connection:
        migrate(connection)
        _attach(connection, path, "read_write")
        with transaction(connection):
            content_hash = logical_hash(connection)
            for table in sorted(tables_of(connection) - OWN_TABLES):
                connection.execute(f"insert into {POURED}.main.{table} by name from {table}")
        connection.execute(f"detach {POURED}")
    with open_to_read(path) as connection:
        if logical_hash(connection) != content_hash:
            raise WarehouseError("没有发布：副本与仓库内容不一致，原来的已发布文件没有动。请再试一次。")
    return content_hash


def pour_into_lake(path: Path, lake: Lake) -> None:
    """Let a lake hold what a file of this version holds, and nothing else, in one transaction."""
    with open_lake(lake) as connection:
        _attach(connection, path, "read_only")
        with transaction(connection):
            for drop in _drops(connection):
                connection.execute(drop)
            apply(connection, names("migrations"))
            for table in sorted(tables_of(connection) - OWN_TABLES):
                connection.execute(f"delete from {table}")  # noqa: S608 - own names
                connection.execute(f"insert into {table} by name from {POURED}.main.{table}")
        connection.execute(f"detach {POURED}")


def settle_rebuilt(home: Path, rebuilt: Path) -> None:
    """Give a home the rebuilt tables: in the lake that it has or that the setting asks for, else as the file they are.

    Raises SettingError, WarehouseError when the lake cannot be used; the home then keeps what it has.
    """
    lake = wanted_lake(home)
    if lake is not None:
        pour_into_lake(working_path(rebuilt), lake)
        working_path(rebuilt).unlink()
    move_to(home, lake)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, access: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {POURED} ({access})")


def _drops(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What takes away every view, macro and table of the lake, of whichever version they are."""
    rows = connection.execute(statement("lakes", "list_objects")).fetchall()
    return [f'drop {kind} "{name}"' for kind, name in rows]
