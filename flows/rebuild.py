"""Rebuild everything from archive and journal: the same loads, at the same instants, with the same decisions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from domain.baseline import Approval
from domain.errors import NotFound
from flows.ingest import THREADS, WORKER_COUNT, decide_month
from intake.archive import Archive
from intake.inbox import receipt_of
from intake.workers import Workers
from ledger.recording import decision_of
from ledger.store import Ledger
from reference.overlay import confirm_alias, overlay_folder
from tasks.closing import closing_of
from tasks.loading import prepare_warehouse
from tasks.receiving import identify_arrivals
from tasks.session import Replayed, Session, only_run
from warehouse.connection import WORKING_FILE, open_working
from warehouse.pouring import settle_rebuilt
from warehouse.publication import PublishedFile, publish
from warehouse.releases import close_month

LEDGER_FILE = "ledger.sqlite"
_REBUILT = (WORKING_FILE, LEDGER_FILE, f"{LEDGER_FILE}-wal", f"{LEDGER_FILE}-shm", "reference")


@dataclass(frozen=True, slots=True)
class RebuildOutcome:
    """How many events were replayed, and what is published now."""

    event_count: int
    load_count: int
    published: PublishedFile


@flow(name="rebuild", task_runner=THREADS, validate_parameters=False)
def rebuild_home(home: str) -> RebuildOutcome:
    """Replay the journal into a fresh folder, and put the result in place of what was there (kept beside it)."""
    place = Path(home)
    archive = Archive.at_home(place)
    events = list(archive.events())
    if not any(event["event"] == "load" for event in events):
        raise NotFound(f"“{place}”的日志里没有任何一次运行，没有可以重建的内容。")
    fresh = place / "rebuild"
    with only_run(place):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        loads = sum(_replay(event, fresh, archive) for event in events)
        settle_rebuilt(place, fresh)
        _put_in_place(place, fresh)
        published = publish(place)
    return RebuildOutcome(len(events), loads, published)


def _replay(event: dict[str, object], fresh: Path, archive: Archive) -> int:
    """Replay one event; returns how many loads it was."""
    match event["event"]:
        case "receipt":
            _in_ledger(fresh, lambda ledger: ledger.add_receipt(receipt_of(event)))
        case "decision":
            decision = decision_of(event)
            _in_ledger(fresh, lambda ledger: ledger.add_decision(decision))
            if decision.alias_kind and decision.alias_wording and decision.alias_code:
                wording = (decision.alias_kind, decision.alias_wording, decision.alias_code)
                confirm_alias(overlay_folder(fresh), *wording, decision.reason)
        case "baseline":
            approval = Approval(int(str(event["load_id"])), str(event["approved_by"]), _instant(event["at"]))
            _in_ledger(fresh, lambda ledger: ledger.add_baseline(approval))
        case "load":
            _load_again(event, fresh, archive)
            return 1
        case "release":
            with open_working(fresh) as connection:
                close_month(connection, closing_of(event))
    return 0


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def _in_ledger(home: Path, act: Callable[[Ledger], object]) -> None:
    ledger = Ledger.at_home(home)
    try:
        act(ledger)
    finally:
        ledger.close()


def _load_again(event: dict[str, object], fresh: Path, archive: Archive) -> None:
    """Run one load as it ran then: its number, its clock, its months."""
    overlay = overlay_folder(fresh)
    now = _instant(event["at"])
    periods = event["periods"]
    with Workers(WORKER_COUNT, str(overlay) if overlay.is_dir() else None) as workers:
        session = Session(fresh, fresh, now, workers, Replayed(archive, int(str(event["load_id"]))))
        try:
            identify_arrivals(session)
            prepare_warehouse(session)
            for period in periods if isinstance(periods, list) else []:
                decide_month(session, str(period))
            session.ledger.finish_load(session.load_id, now)
        finally:
            session.ledger.close()


def _put_in_place(place: Path, fresh: Path) -> None:
    """Swap the rebuilt files in; what they replace is kept in `before-rebuild` until the next rebuild."""
    kept = place / "before-rebuild"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(mode=0o700)
    for name in _REBUILT:
        if (place / name).exists():
            (place / name).rename(kept / name)
        if (fresh / name).exists():
            (fresh / name).rename(place / name)
    shutil.rmtree(fresh, ignore_errors=True)


def run_rebuild(home: Path) -> RebuildOutcome:
    """Run the flow in this process, with the waiting for heartbeats switched off."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return rebuild_home(str(home))
