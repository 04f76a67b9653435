"""The connection to the store, and its tables as this version of Kepu knows them."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, event, inspect
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
