"""The backfill: years of archives through the same steps as a month, understood ahead, published once at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import cast

from prefect import flow
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.ingest import decide_cases, publish_months
from flows.runners import THREADS, WORKER_COUNT
from intake.arriving import LeftFile
from intake.understood import UnderstoodStore
from tasks.backfilling import (
    Chunk,
    Feed,
    Kept,
    Submit,
    begun_periods,
    gather_month,
    identify_left_over,
    receive_month,
    understand_files,
)
from tasks.casefile import CaseFile
from tasks.loading import prepare_warehouse
from tasks.planning import Plan, place_by_reading, plan_backfill, tasks_of
from tasks.session import Session, open_session
from tasks.watching import Watch


@dataclass(frozen=True, slots=True)
class BackfillOutcome:
    """What a backfill did: months decided and published, files understood now and by an earlier run that was cut off.

    `chunk_seconds` is the work of each chunk in order; `left` are files that were not whole, or could not be read.
    """

    periods: tuple[str, ...]
    understood: int
    understood_before: int
    chunk_seconds: tuple[float, ...]
    left: tuple[LeftFile, ...]


@flow(name="backfill", task_runner=THREADS, validate_parameters=False)
def backfill_months(
    home: str, inbox: str, now: datetime | None = None, approved_by: str | None = None
) -> BackfillOutcome:
    """Load every month with anything new, oldest first, each as a load of its own; then publish all of them.

    With `approved_by` what arrives was approved before, and is imported as accepted. Killed at any moment and started
    again, it goes on: files that were understood and months that were decided are not done again.
    """
    with open_session(Path(home), Path(inbox), now or datetime.now(UTC), WORKER_COUNT, approved_by) as session:
        store = UnderstoodStore(Path(home), f"{session.catalog.version}-{version('kepu')}")
        understood_before = len(store)
        plan = plan_backfill(session)
        watch = Watch(plan.file_count)
        by_content = _place_by_content(session, plan, store, watch)
        identify_left_over(session)
        plan.decide_too(session.ledger.periods(), session.ledger.changed_periods(session.catalog.version))
        ahead = (each for period in plan.periods for each in tasks_of(session, plan, period))
        feed = Feed(store, ahead, _submitting(session, store), watch.understood)
        for period in sorted(begun_periods(session).intersection(plan.periods)):
            receive_month(session, plan, period)
        if plan.periods:
            prepare_warehouse(session)
        for number, period in enumerate(plan.periods):
            if number > 0:
                session.next_load()
            backfill_month(session, plan, store, feed, period)
            watch.decided(period, len(plan.files_of(period)))
        feed.understand_all()
        periods = tuple(session.ledger.unpublished_periods())
        if periods:
            publish_months(session, periods)
        store.close()
        sizes = (*by_content.size.chunk_seconds, *feed.size.chunk_seconds)
        return BackfillOutcome(periods, watch.understood_count, understood_before, sizes, session.left)


def backfill_month(session: Session, plan: Plan, store: UnderstoodStore, feed: Feed, period: str) -> None:
    """Receive, understand and decide one month as one load; what was understood of it is not needed any more."""
    receive_month(session, plan, period)
    session.begin_load([period])
    tasks = tasks_of(session, plan, period)
    feed.understand(tasks)
    cases = cast("list[CaseFile]", gather_month(session, store, period))  # a state's result is its data
    decide_cases(session, cases, period)
    session.ledger.decide_load(session.load_id, session.now)
    store.drop(tasks)


def _place_by_content(session: Session, plan: Plan, store: UnderstoodStore, watch: Watch) -> Feed:
    """Understand the files that no folder places, and put them where their content says that they belong."""
    place_by_reading(session, plan, store.readings())
    unplaced = [file.task for file in plan.unplaced.values()]
    feed = Feed(store, unplaced, _submitting(session, store), watch.understood)
    feed.understand_all()
    place_by_reading(session, plan, store.readings())
    return feed


def _submitting(session: Session, store: UnderstoodStore) -> Submit:
    def submit(chunk: Chunk) -> PrefectFuture[Kept]:
        return cast("PrefectFuture[Kept]", understand_files.submit(session, store, chunk, chunk.name))

    return submit


def run_backfill(
    home: Path, inbox: Path, now: datetime | None = None, approved_by: str | None = None
) -> BackfillOutcome:
    """Run the flow in this process, with the waiting for heartbeats switched off."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return backfill_months(str(home), str(inbox), now, approved_by)
