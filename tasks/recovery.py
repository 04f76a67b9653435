"""What a run finds after one that was killed: the journal knows it, and the ledger may not yet.

Bytes are on disk before the journal speaks of them, and the journal before the ledger. So whatever the journal holds
and the ledger lacks was cut off in between and is made good here. Files of one load arrived together; a load that was
cut off while they arrived is gone on with, or two files that contradict each other would look like a file and its
revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain.baseline import Approval
from domain.submission import Receipt
from intake.archive import Archive
from intake.inbox import holds_other_bytes, receipt_of
from ledger.store import Ledger
from reports.ruling import deciding, recover_decisions

Event = Mapping[str, object]


def recover(archive: Archive, ledger: Ledger, home: Path) -> list[Receipt]:
    """Bring the ledger up to the journal; returns the receipts since the last load that decided anything."""
    with deciding(home):
        recover_decisions(home)
    since = _since_last_load(archive.events())
    for event in since:
        if event["event"] == "baseline":
            approved_at = datetime.fromisoformat(str(event["at"]))
            ledger.add_baseline(Approval(int(str(event["load_id"])), str(event["approved_by"]), approved_at))
    receipts = [receipt_of(event) for event in since if event["event"] == "receipt"]
    for receipt in receipts:
        if not ledger.has_receipt(receipt):
            ledger.add_receipt(receipt)
    return receipts


def load_to_go_on_with(receipts: Sequence[Receipt], ledger: Ledger, inbox: Path, approved_by: str | None) -> int | None:
    """The load that was cut off while its files arrived, if this run can be the same load; else None.

    It cannot when it would approve what was not to be approved, nor when a file has changed since.
    """
    if not receipts:
        return None
    load_id = receipts[-1].load_id
    own = [receipt for receipt in receipts if receipt.load_id == load_id]
    is_same_kind = ledger.approver_of(load_id) == approved_by
    if not is_same_kind or not ledger.is_open(load_id) or any(holds_other_bytes(inbox, r) for r in own):
        return None
    return load_id


def _since_last_load(events: Iterable[Event]) -> list[Event]:
    since: list[Event] = []
    for event in events:
        if event["event"] == "load":
            since.clear()
        elif event["event"] in ("receipt", "baseline"):
            since.append(event)
    return since
