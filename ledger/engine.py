"""The connection to the store, its tables as this version of Kepu knows them, and what every part of it shares."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.schema import CreateColumn

from ledger.schema import METADATA


def bring_up_to_date(engine: Engine) -> None:
    """Create the tables that are missing, and the columns that an older version did not know.

    A column added later has a default for the rows that are there, so nothing is asked and nothing is lost.
    """
    METADATA.create_all(engine)
    known = inspect(engine)
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            present = {column["name"] for column in known.get_columns(table.name)}
            for column in table.columns:
                if column.name not in present:
                    clause = CreateColumn(column).compile(dialect=engine.dialect)
                    connection.exec_driver_sql(f"alter table {table.name} add column {clause}")


def open_engine(url: str) -> Engine:
    """Open a store; SQLite waits for other writers and keeps every committed transaction through a power cut."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _pragmas(connection: object, _record: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection
            cursor.execute("pragma journal_mode = wal")
            cursor.execute("pragma synchronous = full")
            cursor.execute("pragma busy_timeout = 5000")
            cursor.close()

    return engine


class Store:
    """A part of an office's records behind one URL. Every method of a store is one transaction."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._prepare()

    @classmethod
    def at_home(cls, home: Path) -> Self:
        """Open the records of a home folder, making the folder if needed (private to its owner)."""
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(f"sqlite:///{home / 'ledger.sqlite'}")

    def close(self) -> None:
        """Let go of the store's connections."""
        self._engine.dispose()

    def _prepare(self) -> None:
        """Make sure of the tables."""
        bring_up_to_date(self._engine)

    def _begin(self) -> AbstractContextManager[Connection]:
        """One transaction: kept when its block ends, undone when it raises."""
        return self._engine.begin()
