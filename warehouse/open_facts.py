"""What the facts say now, as the pure rules of revision ask for it."""

from __future__ import annotations

import duckdb

from domain.facts import OpenFact
from warehouse.statements import statement


def open_facts_of(connection: duckdb.DuckDBPyConnection, submitter_code: str) -> dict[str, OpenFact]:
    """The open facts that a submitter has stated, by observation key."""
    rows = connection.execute(statement("stage", "list_open_fact"), {"submitter_code": submitter_code}).fetchall()
    return {row[0]: OpenFact(*row) for row in rows}
