"""Confirm a reporter's answer: its correction or explanation becomes a decision, confirmed by 反馈."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from domain.answers import Answer, AnswerKind
from domain.catalog import Catalog
from domain.deciding import Ruling
from domain.decision import Decision, DecisionKind
from domain.errors import DecisionError, NotFound
from ledger.answers import waiting_answers
from ledger.store import Ledger
from reports.issue_queue import case_of
from reports.ruling import rule_on_issue
from warehouse.queries import find_issue

CONFIRMED_BY = "反馈"


def confirm_answer(home: Path, issue: str, author: str, catalog: Catalog, now: datetime, note: str) -> Decision:  # noqa: PLR0913 - who confirms what, where, when
    """Make the decision that the waiting answer of an issue asks for.

    Raises NotFound when no answer waits, DecisionError when the answer says nothing that can be recorded.
    """
    found = find_issue(home, issue)
    line = found.line
    answer = waiting_answer(home, line.issue_id)
    if answer is None:
        raise NotFound(f"问题 {line.issue_id[:10]} 没有待确认的答复。可用 kepu return 退回报送单位核实。")
    if answer.kind is AnswerKind.REFUSED:
        raise NotFound(f"问题 {line.issue_id[:10]} 的{answer.zh}")
    if case_of(found).submitter_code != answer.submitter_code:
        raise DecisionError("这个答复不是该问题的报送单位作出的，不能采用。请退回报送单位核实。")
    _refuse_contradiction(home, line.issue_id, answer)
    return rule_on_issue(home, line.issue_id, ruling_of(answer, author, note), catalog, now)


def _refuse_contradiction(home: Path, issue_id: str, answer: Answer) -> None:
    """Raise DecisionError when the reporter stands by a value that a steward has corrected meanwhile."""
    ledger = Ledger.at_home(home)
    try:
        corrections = [d for d in ledger.decisions() if d.issue_id == issue_id and d.kind is DecisionKind.CORRECT]
    finally:
        ledger.close()
    if answer.kind is AnswerKind.EXPLANATION and corrections and corrections[-1].confirmed_by is None:
        raise DecisionError(
            f"报送单位说明原填数无误，与先前未经确认的更正（{corrections[-1].value:.12g}）不一致。"
            "请按原填数改回（--correct 原值 --confirmed-by 反馈），或再与报送单位核实。"
        )


def waiting_answer(home: Path, issue_id: str) -> Answer | None:
    """The answer of an issue that awaits confirmation; None when none does."""
    ledger = Ledger.at_home(home)
    try:
        return waiting_answers(ledger.answers(), ledger.decisions()).get(issue_id)
    finally:
        ledger.close()


def waiting_sentence(home: Path) -> str | None:
    """How many answers wait to be confirmed and how many cannot be used, in one sentence; None when none do."""
    ledger = Ledger.at_home(home)
    try:
        kinds = [answer.kind for answer in waiting_answers(ledger.answers(), ledger.decisions()).values()]
    finally:
        ledger.close()
    refused = kinds.count(AnswerKind.REFUSED)
    if not kinds:
        return None
    usable = f"有 {len(kinds) - refused} 个问题收到报送单位答复，待确认：kepu decide 问题编号 --confirm-answer"
    unusable = f"；另有 {refused} 个答复不能采用，可再退回：kepu return" if refused else ""
    return f"{usable}{unusable}。"


def ruling_of(answer: Answer, author: str, note: str = "") -> Ruling:
    """The ruling that takes an answer at its word; `note` is what the steward adds to the reason."""
    reason = "；".join(filter(None, (answer.zh, note.strip())))
    if answer.kind is AnswerKind.CORRECTION:
        return Ruling(
            DecisionKind.CORRECT, reason, author, f"{answer.value:.12f}".rstrip("0").rstrip("."), CONFIRMED_BY
        )
    return Ruling(DecisionKind.ACCEPT, reason, author, confirmed_by=CONFIRMED_BY)
