"""A home folder with a few received files, made without a run: archive, journal and ledger agree."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from domain.submission import Receipt
from intake.archive import Archive
from intake.inbox import receipt_event
from ledger.store import Ledger

RECEIVED_AT = datetime(2022, 12, 9, 1, 0, tzinfo=UTC)
ORIGINALS = (b"first report", b"second report", b"third report")


def receive_file(home: Path, data: bytes, load_id: int, at: datetime = RECEIVED_AT) -> str:
    """Take one file in, as a run does; its hash."""
    archive, ledger = Archive.at_home(home), Ledger.at_home(home)
    digest = archive.keep(data)
    receipt = Receipt(0, f"2022-11/哈密市/{load_id}.txt", digest, len(data), at, load_id, is_synthetic=True)
    archive.record("receipt", receipt_event(receipt))
    ledger.start_load(at, "v1", load_id)
    ledger.add_receipt(receipt)
    ledger.finish_load(load_id, at)
    ledger.close()
    return digest


def small_home(home: Path) -> Path:
    """Take in the three originals."""
    for number, data in enumerate(ORIGINALS, start=1):
        receive_file(home, data, number)
    return home
