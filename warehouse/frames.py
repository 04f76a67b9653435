"""Hand a frame to DuckDB under a name, with exactly the columns a statement reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pa.Table | pd.DataFrame"

INSTANTS = frozenset({"received_at", "decided_at", "approved_at", "started_at", "finished_at"})
"""Columns that hold UTC instants."""


class FrameContractError(ValueError):
    """A frame lacks columns it must have, or brings some nobody reads: a bug of the caller."""


def aligned(name: str, frame: Frame, columns: Sequence[str], *, required: Sequence[str] = ()) -> pa.Table:
    """Return the frame as an Arrow table of the columns, in order; optional ones that are absent become null.

    Raises FrameContractError for a missing required column, and for a column that the contract does not know.
    """
    table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
    missing = [column for column in required if column not in table.column_names]
    unknown = [column for column in table.column_names if column not in columns]
    if missing or unknown:
        raise FrameContractError(f"frame of {name}: missing columns {missing}, unknown columns {unknown}")
    absent = pa.nulls(table.num_rows)
    arrays = [table.column(column) if column in table.column_names else absent for column in columns]
    instants = [_utc(array) if name in INSTANTS else array for name, array in zip(columns, arrays, strict=True)]
    return pa.Table.from_arrays(instants, names=list(columns))


def _utc(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write instants as the warehouse stores them: UTC without a zone, whatever zone they came in.

    DuckDB would drop the offset of a text, and turn a zoned instant into the time of the machine.
    """
    if pa.types.is_timestamp(array.type):
        return array.cast(pa.timestamp("us"))
    if pa.types.is_null(array.type):
        return array
    texts = [None if text is None else datetime.fromisoformat(text) for text in array.to_pylist()]
    return pa.array([_naive_utc(moment) for moment in texts], type=pa.timestamp("us"))


def _naive_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """Make tables visible to SQL by name for the duration of a block."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)
