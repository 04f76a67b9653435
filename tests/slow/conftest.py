"""Fixtures of the slow lane."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.private_postgres import PrivatePostgres, find_binaries, private_postgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL for the catalogues of lakes; skips where it, or what reaches it, is not installed."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    if find_spec("duckdb_extension_ducklake") is None or find_spec("duckdb_extension_postgres_scanner") is None:
        pytest.skip("the extra kepu[lake] is not installed")
    with private_postgres(binaries) as cluster:
        yield cluster
