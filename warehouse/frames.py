"""Hand a frame to DuckDB under a name, with exactly the columns a statement reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pa.Table | pd.DataFrame"


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
    return pa.Table.from_arrays(arrays, names=list(columns))


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
