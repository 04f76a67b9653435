"""Tell people what a run came to. A message that cannot be sent never undoes a month that is published."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final  # Any: whatever a flow takes and gives

from prefect import Flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Completed

from domain.catalog import Catalog
from domain.errors import KepuError
from reference.loader import load_catalog
from reports.contacts import Contacts, contacts_path, load_contacts
from reports.notices import Notice, failure_notice, reminder_notices, result_notice
from reports.posting import Posted, PostOffice, posted_sentences
from reports.progress import PROGRESS
from reports.reminding import reminder_round, today
from tasks.session import Session
from tasks.understanding import AMBER

REMINDED_FOR: Final = timedelta(days=45)
"""How long after its due date a month is reminded about without being asked."""
_RAISED = re.compile(r"^.*?encountered an exception: (?:\w+\.)*\w+: ", re.DOTALL)


def is_anybody_told(home: Path) -> bool:
    """Whether there are contacts at all; without, a run has no step that tells people."""
    return contacts_path(home).exists()


@task(name="notify", task_run_name="notify", cache_policy=NO_CACHE)
def tell_people(session: Session, periods: Sequence[str]) -> State[list[str]]:
    """Send the run's result, the reminders that go by themselves, and what still waits; returns what became of them."""
    PROGRESS.info("发送通知")
    try:
        contacts = load_contacts(session.home, session.catalog)
        office = PostOffice(session.home, contacts, session.catalog, session.now)
        posted = office.post(_notices(session, periods, contacts))
    except KepuError as error:
        return Completed(name=AMBER, message=error.message, data=[f"没有发通知：{error.message}"])
    except Exception as error:  # noqa: BLE001 - the month is published; a fault in telling of it must not undo the run
        _log_fault(error)
        sentence = f"没有发通知：程序内部错误（{type(error).__name__}），数据不受影响。"
        return Completed(name=AMBER, message=sentence, data=[sentence])
    return _outcome(posted, session.catalog)


def _log_fault(error: Exception) -> None:
    """Say where a fault happened, never what it says: its words may hold an address with a key."""
    where = "".join(traceback.format_tb(error.__traceback__))
    PROGRESS.error("没有发通知：程序内部错误（%s）\n%s", type(error).__name__, where)


def _outcome(posted: Sequence[Posted], catalog: Catalog) -> State[list[str]]:
    sentences = posted_sentences(posted, catalog)
    failed = [one for one in posted if one.status in ("pending", "expired")]
    message = " ".join(posted_sentences(failed, catalog)) if failed else f"{len(posted)}条通知"
    return Completed(name=AMBER if failed else "Completed", message=message, data=sentences)


def _notices(session: Session, periods: Sequence[str], contacts: Contacts) -> list[Notice]:
    left = [one.sentence for one in session.left]
    told = [result_notice(session.home, periods, left, session.catalog)] if periods else []
    if contacts.reminds_automatically:
        for period in _overdue(session):
            reminders = reminder_round(session.home, session.catalog, period, today(session.now))
            told += reminder_notices(reminders, contacts)
    return told


def _overdue(session: Session) -> list[str]:
    """The months that were run and are past their due date, but not long past."""
    day, due_dates = today(session.now), session.catalog.due_dates
    run, _, _ = session.ledger.marks()
    return [
        month
        for month in sorted(run)
        if month in due_dates and due_dates[month] < day <= due_dates[month] + REMINDED_FOR
    ]


def tell_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - a hook of Prefect
    """Tell the operator that a run on schedule failed; whoever waits for a run sees it on the terminal."""
    if flow_run.parameters.get("is_attended") or not (home := flow_run.parameters.get("home")):
        return
    place, now = Path(str(home)), datetime.now(UTC)
    if not is_anybody_told(place):
        return
    try:
        catalog = load_catalog()
        contacts = load_contacts(place, catalog)
        notice = failure_notice(_RAISED.sub("", str(state.message or "运行中断")), today(now))
        PostOffice(place, contacts, catalog, now).post([notice])
    except Exception as error:  # noqa: BLE001 - the run has failed already; its own reason is what must show
        _log_fault(error)
