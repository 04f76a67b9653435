"""A ledger that an older version wrote opens in this one, with everything that was in it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from domain.submission import Receipt
from ledger.store import Ledger


def test_columns_added_since_are_added_to_the_ledger_that_is_there(tmp_path: Path) -> None:
    ledger = Ledger.at_home(tmp_path)
    ledger.add_receipt(Receipt(0, "a.xlsx", "ab" * 32, 3, datetime(2022, 12, 3, tzinfo=UTC), 1))
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("alter table receipt drop column is_synthetic")
    connection.close()

    reopened = Ledger.at_home(tmp_path)
    (receipt,) = reopened.unidentified_receipts()
    reopened.close()
    assert (receipt.source_file, receipt.is_synthetic) == ("a.xlsx", False)
