"""A scratch copy of the published file, on which changed rules are tried: `open_copy`, then a month at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from domain.catalog import Catalog
from warehouse.connection import open_published, open_working, published_path, working_path
from warehouse.reference_tables import load_reference
from warehouse.stage import (
    EFFECTIVE_COLUMNS,
    accepted_above_bound,
    stage_month,
    violation_frames,
    violation_statement_names,
)
from warehouse.statements import statement

if TYPE_CHECKING:
    import pandas as pd


class ScratchCopy:
    """Stored months, to be judged under any catalogue; nothing of it outlives the rehearsal."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def months(self) -> list[str]:
        """The reporting months that the file holds, oldest first."""
        return [row[0] for row in self._connection.execute(statement("stage", "list_stored_month")).fetchall()]

    def observations(self, period: str) -> pd.DataFrame:
        """The numbers of a month as rules looked at them, and `decided_status`. Grain: one row per number."""
        return self._connection.execute(statement("stage", "read_stored_observation"), {"period": period}).df()

    def views(self, period: str, observations: pd.DataFrame, catalog: Catalog) -> dict[str, pd.DataFrame]:
        """The violation views of a stored month under a catalogue."""
        load_reference(self._connection, catalog)
        reporters = self._connection.execute(statement("stage", "read_stored_reporter"), {"period": period}).df()
        stage_month(self._connection, period, observations[list(EFFECTIVE_COLUMNS)], reporters)
        return violation_frames(self._connection, violation_statement_names())

    def accepted(self) -> pd.DataFrame:
        """Accepted figures above a plausible bound in the year before the month whose views were made last."""
        return accepted_above_bound(self._connection)


@contextmanager
def open_copy(home: Path) -> Iterator[ScratchCopy]:
    """Open a copy of the published file that is thrown away afterwards. Raises WarehouseError without one."""
    with open_published(home):  # says so when there is none, or it is broken
        pass
    with tempfile.TemporaryDirectory(prefix="kepu-rehearsal-") as place:
        scratch = Path(place)
        shutil.copyfile(published_path(home), working_path(scratch))
        with open_working(scratch) as connection:
            yield ScratchCopy(connection)
