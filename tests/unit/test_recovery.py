"""After a kill: what the journal has and the ledger lacks comes back, and files that arrived together stay together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.submission import Receipt
from intake.archive import Archive
from intake.inbox import receipt_event
from ledger.store import Ledger
from tasks.recovery import load_to_go_on_with, recover

NOW = datetime(2022, 12, 6, 1, 0, tzinfo=UTC)
BYTES = "科技培训45场次".encode()


class CutOff:
    """A home where load 1 was killed after a file was journalled, before the ledger had it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.inbox = folder / "home", folder / "inbox"
        self.inbox.mkdir()
        (self.inbox / "情况.txt").write_bytes(BYTES)
        self.archive = Archive.at_home(self.home)
        self.ledger = Ledger.at_home(self.home)
        self.ledger.start_load(NOW, "v1")
        self.receipt = Receipt(0, "情况.txt", hashlib.sha256(BYTES).hexdigest(), len(BYTES), NOW, 1)
        self.archive.record("receipt", receipt_event(self.receipt))

    def recover(self) -> list[Receipt]:
        return recover(self.archive, self.ledger, self.home)

    def goes_on(self, approved_by: str | None = None) -> int | None:
        return load_to_go_on_with(self.recover(), self.ledger, self.inbox, approved_by)


@pytest.fixture
def cut_off(tmp_path: Path) -> CutOff:
    return CutOff(tmp_path)


def test_a_receipt_that_the_ledger_lacks_comes_back_once(cut_off: CutOff) -> None:
    for _ in range(2):
        assert [r.source_file for r in cut_off.recover()] == ["情况.txt"]
        assert [r.sequence for r in cut_off.ledger.unidentified_receipts()] == [1]


def test_the_load_that_was_receiving_is_gone_on_with(cut_off: CutOff) -> None:
    assert cut_off.goes_on() == 1
    assert cut_off.ledger.start_load(NOW, "v1", 1) == 1  # the same load, and no other may take its number
    assert cut_off.ledger.start_load(NOW, "v1") == 2


def test_another_load_begins_where_the_first_had_begun_to_decide(cut_off: CutOff) -> None:
    cut_off.archive.record("load", {"load_id": 1, "at": NOW.isoformat(), "periods": ["2022-11"]})
    assert cut_off.goes_on() is None


def test_another_load_begins_where_a_file_has_changed_since(cut_off: CutOff) -> None:
    (cut_off.inbox / "情况.txt").write_bytes(BYTES + "，更正".encode())
    assert cut_off.goes_on() is None


def test_what_was_not_to_be_approved_is_not_gone_on_with_as_approved(cut_off: CutOff) -> None:
    assert cut_off.goes_on(approved_by="张三") is None


def test_an_approval_that_the_ledger_lacks_comes_back_and_is_gone_on_with_by_its_own_kind(cut_off: CutOff) -> None:
    cut_off.archive.record("baseline", {"load_id": 2, "approved_by": "张三", "at": NOW.isoformat()})
    cut_off.archive.record("receipt", receipt_event(replace(cut_off.receipt, load_id=2)))
    assert cut_off.goes_on(approved_by="张三") == 2
    assert cut_off.goes_on() is None
    assert cut_off.ledger.approver_of(2) == "张三"


def test_a_load_that_reached_its_end_is_not_gone_on_with(cut_off: CutOff) -> None:
    cut_off.ledger.finish_load(1, NOW)  # what had arrived were mere answers: there was nothing to decide
    assert cut_off.goes_on() is None
