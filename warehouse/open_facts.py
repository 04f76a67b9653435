"""What the facts say now, as the pure rules of revision ask for it."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from domain.facts import OpenFact
from warehouse.statements import statement


def open_facts_of(
    connection: duckdb.DuckDBPyConnection, submitter_code: str, reported_in: str, keys: Iterable[str]
) -> dict[str, OpenFact]:
    """The open facts that a submitter's report of a month may touch, by observation key.

    They are what the same month has stated before, and what any month has stated about one of the keys.
    """
    asked = {"submitter_code": submitter_code, "reported_in": reported_in, "keys": sorted(set(keys))}
    rows = connection.execute(statement("stage", "list_open_fact"), asked).fetchall()
    return {row[0]: OpenFact(*row) for row in rows}
