"""The monthly run: from the inbox to the published warehouse."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from domain.errors import EmptyInbox
from flows.runners import WORKER_COUNT, chosen_runner, reachable_server
from intake.arriving import ArrivalSettings, LeftFile
from reports.progress import PROGRESS
from tasks.casefile import CaseFile
from tasks.judging import adjudicate_month, reason_month
from tasks.loading import load_verdict, prepare_warehouse, publish_warehouse
from tasks.notifying import is_anybody_told, tell_failure, tell_people
from tasks.receiving import receive_inbox
from tasks.reporting import write_office_papers, write_validation_paper
from tasks.session import Session, open_session
from tasks.showing import RunProgress, name_of_run, summarise_run
from tasks.understanding import Bundle, Reader, Tables, bundles_of, case_of, understand_prefecture
from tasks.validating import settle_submissions, validate_month, validate_submissions
from warehouse.load import LoadResult


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What a run did: the months it decided, oldest first, what it did to their facts, and which files it left."""

    load_id: int
    periods: tuple[str, ...]
    loads: tuple[LoadResult, ...]
    left: tuple[LeftFile, ...] = ()
    told: tuple[str, ...] = ()  # what became of messages to people, in sentences


@flow(
    name="monthly-ingest",
    flow_run_name=name_of_run,
    task_runner=chosen_runner(),
    validate_parameters=False,
    on_failure=[tell_failure],
    on_crashed=[tell_failure],
)
def ingest_months(  # noqa: PLR0913 - what the operator can ask of a run
    home: str,
    inbox: str,
    period: str | None = None,
    now: datetime | None = None,
    approved_by: str | None = None,
    is_attended: bool = False,  # noqa: FBT001, FBT002 - a parameter of the deployment
) -> IngestOutcome:
    """Take every month with anything new (or the one named), oldest first, from the inbox to the warehouse.

    With `approved_by` what arrives was approved before, and is imported as accepted. `is_attended`: somebody waits
    for this run, so a file that looks cut off is taken as it is instead of being left for the next one.
    """
    clock = now or datetime.now(UTC)
    with open_session(Path(home), Path(inbox), clock, WORKER_COUNT, approved_by) as session:
        session.approve()
        session.is_attended = is_attended
        changed = receive_inbox(session)
        periods = _periods(session, changed, period)
        waiting = session.ledger.unpublished_periods()  # of a backfill that was cut off before it could publish
        if not periods and not waiting:
            summarise_run(session, ())
            return IngestOutcome(session.load_id, (), (), session.left, tell(session, ()))
        session.begin_load(periods)
        prepare_warehouse(session)
        session.chunk_count = sum(len(bundles_of(session, month)) for month in periods)
        progress = RunProgress(len(periods) + 1)
        loads = tuple(progress.after(decide_month(session, month), f"{month} 已装载") for month in periods)
        publish_months(session, sorted({*periods, *waiting}))
        progress.after(summarise_run(session, periods), "已发布")
        return IngestOutcome(session.load_id, tuple(periods), loads, session.left, tell(session, periods))


def decide_month(session: Session, period: str) -> LoadResult:
    """Decide one month: each prefecture by itself, then the region together, then one load."""
    bundles = bundles_of(session, period)
    reader = Reader(session.workers, session.catalog, session.archive)
    names = [name_of(session, bundle) for bundle in bundles]
    running = [understand_prefecture.submit(reader, bundle, name) for bundle, name in zip(bundles, names, strict=True)]
    cases = []
    for bundle, name, future in zip(bundles, names, running, strict=True):
        cases.append(case_of(bundle, cast("Tables", future.result())))  # a state's result is its data
        PROGRESS.info("%s %s：识别了 %d 个文件", period, name, len(bundle.submissions), extra=session.next_chunk())
    return decide_cases(session, cases, period)


def decide_cases(session: Session, cases: list[CaseFile], period: str) -> LoadResult:
    """Decide one month of which every file is understood: the region together, then one load."""
    month = settle_submissions(session, cases, period)
    month = validate_submissions(session, month, period)
    month = validate_month(session, month, period)
    month = adjudicate_month(session, reason_month(session, month, period), period)
    return load_verdict(session, month, period)


def publish_months(session: Session, periods: Sequence[str]) -> None:
    """Publish everything loaded, and write the papers of these months."""
    publish_warehouse(session)
    for month in periods:
        write_office_papers(session, month)
        write_validation_paper(session, month)
    session.ledger.finish_decided(session.now)


def tell(session: Session, periods: Sequence[str]) -> tuple[str, ...]:
    """Tell people of the months that a run decided, where anybody is to be told; what became of it, in sentences."""
    if not is_anybody_told(session.home):
        return ()
    state = tell_people(session, periods, return_state=True)
    return tuple(cast("list[str]", state.result(raise_on_failure=False)))


def name_of(session: Session, bundle: Bundle) -> str:
    """What people call the submitter."""
    region = session.catalog.regions.get(bundle.submitter_code)
    return region.name_zh if region else "未识别单位"


def _periods(session: Session, changed: list[str], period: str | None) -> list[str]:
    if period is None:
        return changed
    if period not in session.ledger.periods():
        raise EmptyInbox(
            f"收件目录里没有{period}的报送文件。请检查“年-月/地州”目录是否放对，或用 kepu status 看看谁已报送。"
        )
    return [month for month in changed if month >= period] if period in changed else []


def run_ingest(
    home: Path, inbox: Path, period: str | None, now: datetime | None = None, approved_by: str | None = None
) -> IngestOutcome:
    """Run the flow in this process, with the waiting for heartbeats switched off."""
    ArrivalSettings.from_environment()  # a wrong setting is said before anything starts
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    logging.getLogger("EventsWorker").setLevel(logging.ERROR)  # Prefect says there that it is still sending events
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), reachable_server():
        return ingest_months(str(home), str(inbox), period, now, approved_by, is_attended=True)
