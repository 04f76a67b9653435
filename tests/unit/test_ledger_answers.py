"""Answers in the ledger: recorded once, waiting until a later decision deals with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.answers import Answer, AnswerKind
from domain.decision import Decision, DecisionKind
from domain.submission import Receipt
from ledger.answers import FeedbackReceipt, waiting_answers
from ledger.store import Ledger

NOON = datetime(2022, 12, 9, 12, tzinfo=UTC)
ANSWER = Answer(
    answer_id="a1",
    issue_id="i1",
    submission_id="s1",
    submitter_code="654200",
    period="2022-11",
    kind=AnswerKind.CORRECTION,
    value=132_000.0,
    explanation="漏写“万”",
    problem="",
    content_sha256="c" * 64,
    source_file="答复.xlsx",
    received_at=NOON,
)
DECISION = Decision("d1", DecisionKind.ACCEPT, "i1", "654200", "2022-11", "理由写在这里", "张三", NOON)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.at_home(tmp_path)


def a_feedback(sequence: int = 1, *, changed_cells: int = 0) -> FeedbackReceipt:
    return FeedbackReceipt(sequence, "s1", "c" * 64, 3, 1, changed_cells, NOON)


def test_the_same_answer_twice_is_one(ledger: Ledger) -> None:
    ledger.add_feedback(a_feedback(), [ANSWER])
    ledger.add_feedback(a_feedback(), [ANSWER])
    ledger.add_feedback(a_feedback(2), [ANSWER])
    assert [recorded.answer for recorded in ledger.answers("2022-11")] == [ANSWER]
    assert ledger.answers("2022-10") == []


@pytest.mark.parametrize(("changed_cells", "is_left"), [(0, False), (1, True), (-1, True)])
def test_only_a_mere_answer_is_no_submission(ledger: Ledger, changed_cells: int, is_left: bool) -> None:
    receipt = ledger.add_receipt(Receipt(0, "答复.xlsx", "c" * 64, 9, NOON, 1))
    ledger.add_feedback(a_feedback(receipt.sequence, changed_cells=changed_cells), [ANSWER])
    assert ([r.sequence for r in ledger.unidentified_receipts()] == [receipt.sequence]) is is_left


@pytest.mark.parametrize(
    ("decision", "waits"),
    [
        (None, True),
        (replace(DECISION, decided_at=NOON - timedelta(hours=1)), True),  # what was decided before it came
        (replace(DECISION, decided_at=NOON + timedelta(hours=1)), False),
        (replace(DECISION, decided_at=NOON + timedelta(hours=1), kind=DecisionKind.RETURN), True),
        (replace(DECISION, decided_at=NOON + timedelta(hours=1), issue_id="i2"), True),
    ],
)
def test_an_answer_waits_until_a_later_decision(ledger: Ledger, decision: Decision | None, waits: bool) -> None:
    ledger.add_feedback(a_feedback(), [ANSWER])
    found = waiting_answers(ledger.answers(), [decision] if decision else [])
    assert found == ({"i1": ANSWER} if waits else {})


def test_the_latest_answer_counts(ledger: Ledger) -> None:
    later = replace(ANSWER, answer_id="a2", value=131_000.0)
    ledger.add_feedback(a_feedback(), [ANSWER])
    ledger.add_feedback(a_feedback(2), [later])
    assert waiting_answers(ledger.answers(), []) == {"i1": later}
