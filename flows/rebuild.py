"""Rebuild everything from archive and journal: the same loads, at the same instants, with the same decisions.

A load counts for the months it brought into the warehouse: one that was rolled back, or cut off, is not done again.
What was loaded after the last publication nobody has seen; the next run does it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from domain.baseline import Approval
from domain.decision import Decision
from domain.errors import NotFound
from flows.ingest import decide_month
from flows.runners import WORKER_COUNT, chosen_runner, reachable_server
from intake.archive import Archive
from intake.inbox import receipt_of
from intake.workers import Workers
from ledger.carrying import carry_accounts
from ledger.deliveries import Outbox, delivery_of
from ledger.recording import decision_of
from ledger.store import Ledger
from reference.overlay import confirm_alias, confirmed_overlay, overlay_folder
from tasks.closing import closing_of
from tasks.loading import prepare_warehouse
from tasks.receiving import identify_arrivals
from tasks.session import Replayed, Session, only_run
from tasks.swapping import FRESH, LEDGER_FILE, put_in_place
from warehouse.connection import open_working
from warehouse.pouring import settle_rebuilt
from warehouse.publication import PublishedFile, publish
from warehouse.releases import close_month

_PUBLISHING = ("publication", "release")

Event = dict[str, object]


@dataclass(frozen=True, slots=True)
class RebuildOutcome:
    """How many events were replayed, what is published now, and whether accounts could be taken over."""

    event_count: int
    load_count: int
    published: PublishedFile
    has_accounts: bool


@dataclass(frozen=True, slots=True)
class LoadedMonth:
    """A month that a load brought into the warehouse, having seen so many decisions (None: those made before it)."""

    period: str
    decision_mark: int | None


@flow(name="rebuild", task_runner=chosen_runner(), validate_parameters=False)
def rebuild_home(home: str) -> RebuildOutcome:
    """Replay the journal into a fresh folder, and put the result in place of what was there (kept beside it)."""
    place = Path(home)
    archive = Archive.at_home(place)
    events = list(archive.events())
    months = loaded_months(events)
    if not any(months.values()):
        raise NotFound(f"“{place}”的日志里没有任何一次完成的运行，没有可以重建的内容。")
    fresh = place / FRESH
    with only_run(place):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _Replay(fresh, archive, events, months).run()
        has_accounts = carry_accounts(place / LEDGER_FILE, fresh / LEDGER_FILE)
        settle_rebuilt(place, fresh)
        put_in_place(place)
        published = publish(place)
    return RebuildOutcome(len(events), sum(map(bool, months.values())), published, has_accounts)


def loaded_months(events: Sequence[Event]) -> dict[int, list[LoadedMonth]]:
    """The months that each load brought into the warehouse, as far as they were published, by the number of the load.

    A load that a journal of an earlier form tells of, without a line for each month, counts for all its months.
    """
    last = max((place for place, event in enumerate(events) if event["event"] in _PUBLISHING), default=-1)
    months: dict[int, list[LoadedMonth]] = {}
    for event in events[: last + 1]:
        if event["event"] == "load":
            periods = event["periods"] if "reference" not in event else ()
            listed = periods if isinstance(periods, list) else []
            months.setdefault(_load_id(event), []).extend(LoadedMonth(str(period), None) for period in listed)
        elif event["event"] == "month":
            loaded = LoadedMonth(str(event["period"]), int(str(event["decision_mark"])))
            months.setdefault(_load_id(event), []).append(loaded)
    return months


class _Replay:
    """One replay of a journal into a fresh home folder."""

    def __init__(
        self, fresh: Path, archive: Archive, events: Sequence[Event], months: Mapping[int, Sequence[LoadedMonth]]
    ) -> None:
        self.fresh = fresh
        self.archive = archive
        self.events = events
        self.months = months
        self.decisions = [decision_of(event) for event in events if event["event"] == "decision"]

    def run(self) -> None:
        """Replay every event in order."""
        for event in self.events:
            self._replay(event)

    def _replay(self, event: Event) -> None:
        match event["event"]:
            case "receipt":
                self._in_ledger(lambda ledger: ledger.add_receipt(receipt_of(event)))
            case "decision":
                self._decide(decision_of(event))
            case "baseline":
                approval = Approval(_load_id(event), str(event["approved_by"]), _instant(event["at"]))
                self._in_ledger(lambda ledger: ledger.add_baseline(approval))
            case "load" if self.months.get(_load_id(event)):
                self._load(event, self.months[_load_id(event)])
            case "delivery":
                with closing(Outbox.at_home(self.fresh)) as outbox:  # what people were told is not told again
                    outbox.replay(delivery_of(event))
            case "release":
                with open_working(self.fresh) as connection:
                    close_month(connection, closing_of(event))

    def _in_ledger(self, act: Callable[[Ledger], object]) -> None:
        ledger = Ledger.at_home(self.fresh)
        try:
            act(ledger)
        finally:
            ledger.close()

    def _decide(self, decision: Decision) -> None:
        self._in_ledger(lambda ledger: ledger.add_decision(decision))
        if decision.alias_kind and decision.alias_wording and decision.alias_code:
            wording = (decision.alias_kind, decision.alias_wording, decision.alias_code)
            confirm_alias(overlay_folder(self.fresh), *wording, decision.reason)

    def _load(self, event: Event, months: Sequence[LoadedMonth]) -> None:
        """Run one load as it ran then: its number, its clock, its reference data, the months it loaded."""
        self._restore_reference(event)
        overlay = confirmed_overlay(self.fresh)
        now = _instant(event["at"])
        with Workers(WORKER_COUNT, str(overlay) if overlay else None) as workers:
            session = Session(self.fresh, self.fresh, now, workers, Replayed(self.archive, _load_id(event)))
            try:
                identify_arrivals(session)
                prepare_warehouse(session)
                for month in months:
                    for decision in self.decisions[: month.decision_mark or 0]:  # some were made while the load ran
                        session.ledger.add_decision(decision)
                    decide_month(session, month.period)
                session.ledger.finish_load(session.load_id, now)
            finally:
                session.ledger.close()

    def _restore_reference(self, event: Event) -> None:
        """Lay out the home's own reference files as the load found them; older journals know the aliases only."""
        files = event.get("reference")
        if not isinstance(files, dict):
            return
        folder = overlay_folder(self.fresh)
        shutil.rmtree(folder, ignore_errors=True)
        for name, content_sha256 in files.items():
            folder.mkdir(mode=0o700, exist_ok=True)
            (folder / name).write_bytes(self.archive.bytes_of(str(content_sha256)))


def _load_id(event: Event) -> int:
    return int(str(event["load_id"]))


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def run_rebuild(home: Path) -> RebuildOutcome:
    """Run the flow in this process, with the waiting for heartbeats switched off."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), reachable_server():
        return rebuild_home(str(home))
