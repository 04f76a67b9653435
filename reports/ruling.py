"""A steward's ruling on an issue, from the published case to the journal and the ledger; one at a time per home."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from domain.catalog import Catalog
from domain.closing import refuse_without_form
from domain.deciding import IssueCase, Ruling, decide
from domain.decision import Decision
from domain.errors import DecisionError
from intake.archive import Archive
from ledger.history import History
from ledger.recording import decision_event, decision_of
from ledger.store import Ledger
from reference.aliases import refusal_of_alias
from reference.overlay import confirm_alias, overlay_folder
from reports.issue_queue import case_of
from warehouse.queries import find_issue
from warehouse.releases import released_numbers

LOCK_FILE = "deciding.lock"


class DecidedMeanwhile(DecisionError):
    """Somebody decided the issue after the page was opened; nothing was recorded."""

    code = "DECIDED_MEANWHILE"


def rule_on_issue(home: Path, issue: str, ruling: Ruling, catalog: Catalog, now: datetime) -> Decision:
    """Record a ruling on the issue whose id begins so. Raises DecisionError when it cannot be recorded as asked."""
    case = case_of(find_issue(home, issue))
    decision = decide(case, ruling, catalog, now)
    _refuse_if_closed(home, case, decision)
    with deciding(home):
        keep_decision(home, decision, catalog)
    return decision


def rule_if_unchanged(  # noqa: PLR0913 - the ruling's own parts, and what its author had seen
    home: Path, issue: str, ruling: Ruling, catalog: Catalog, now: datetime, *, seen: str
) -> Decision:
    """Record a ruling unless the issue's latest decision is another than `seen` ('' for none).

    Raises DecidedMeanwhile when it is: the second of two stewards overwrites nothing, and a form sent twice counts
    once.
    """
    case = case_of(find_issue(home, issue))
    decision = decide(case, ruling, catalog, now)
    _refuse_if_closed(home, case, decision)
    with deciding(home):
        latest = History.at_home(home).latest_decision(case.issue_id)
        if (latest.decision_id if latest else "") != seen:
            who = f"{latest.author}" if latest else "别人"
            raise DecidedMeanwhile(f"这个问题刚刚已由{who}作出决定，您的决定没有记录。请先看对方的决定和理由。")
        keep_decision(home, decision, catalog)
    return decision


def _refuse_if_closed(home: Path, case: IssueCase, decision: Decision) -> None:
    """Raise ClosedMonth when the decision would change what a closed release says."""
    refuse_without_form(decision, case, released_numbers(home, [one.observation_id for one in case.numbers]))


def keep_decision(home: Path, decision: Decision, catalog: Catalog) -> None:
    """Write a decision to the journal, its alias, if it confirms one, to the home's reference, then to the ledger.

    A decision that the ledger lacks is made good after a crash, with its alias: so the ledger comes last.
    """
    if decision.alias_kind and decision.alias_wording and decision.alias_code:
        wording = (decision.alias_kind, decision.alias_wording, decision.alias_code)
        if refusal := refusal_of_alias(catalog, *wording):
            raise DecisionError(f"不能确认这个名称：{refusal}")
    Archive.at_home(home).record("decision", decision_event(decision))
    _keep(home, Ledger.at_home(home), decision)


def _keep(home: Path, ledger: Ledger, decision: Decision) -> None:
    if decision.alias_kind and decision.alias_wording and decision.alias_code:
        wording = (decision.alias_kind, decision.alias_wording, decision.alias_code)
        confirm_alias(overlay_folder(home), *wording, decision.reason)
    ledger.add_decision(decision)


@contextmanager
def deciding(home: Path) -> Iterator[None]:
    """Hold the home's lock for one decision, against other threads and other processes."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / LOCK_FILE).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def recover_decisions(home: Path) -> int:
    """Bring decisions that were journalled, but cut off before the ledger had them, into the ledger; returns how many.

    The journal comes first, so a decision that a crash interrupted is there or was never made.
    """
    ledger = Ledger.at_home(home)
    known = {decision.decision_id for decision in ledger.decisions()}
    lost = [
        decision_of(event)
        for event in Archive.at_home(home).events()
        if event["event"] == "decision" and event["decision_id"] not in known
    ]
    for decision in lost:
        _keep(home, ledger, decision)
    return len(lost)
