"""The ledger: which arrivals are which submission, what changed since a month's last run, which decisions were made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.decision import Decision, DecisionKind
from domain.submission import Receipt, Submission, SubmissionState, submission_id
from ledger.states import Moment, Move
from ledger.store import Ledger, MonthMark

NOW = datetime(2022, 12, 3, 3, 10, tzinfo=UTC)
TACHENG, HAMI = "654200", "650500"
REFERENCE = "reference 1"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.at_home(tmp_path / "home")


def arrive(ledger: Ledger, name: str, digest: str, period: str = "2022-11", submitter: str = TACHENG) -> Submission:
    """Bytes arrive under a name in a load of their own."""
    load_id = ledger.start_load(NOW, REFERENCE)
    receipt = ledger.add_receipt(Receipt(0, name, digest, 2, NOW, load_id))
    identity = submission_id(submitter, period, digest)
    submission = Submission(identity, submitter, period, digest, name, NOW, load_id)
    ledger.add_arrival(receipt, submission)
    ledger.finish_load(load_id, NOW)
    return submission


def run_month(ledger: Ledger, period: str, *, finished: bool = True) -> int:
    """A run that has seen all there is of a month."""
    load_id = ledger.start_load(NOW, REFERENCE)
    _, receipt_mark, decision_mark = ledger.marks()
    ledger.mark_month(period, MonthMark(load_id, REFERENCE, receipt_mark, decision_mark))
    if finished:
        ledger.finish_load(load_id, NOW)
    return load_id


A_CORRECTION = Decision(
    decision_id="d1",
    kind=DecisionKind.CORRECT,
    issue_id="i1",
    submitter_code=TACHENG,
    period="2022-11",
    reason="电话核实，漏写“万”。",
    author="steward.tacheng",
    decided_at=NOW,
    observation_id="o1",
    observation_key="k1",
    raw="13.2人次",
    value=132_000.0,
    confirmed_by="电话",
    rules={"VAL-05": 1},
    operands={"o1": 13.2, "o2": None},
)


def test_loads_are_numbered_in_order_whatever_the_clock_says(ledger: Ledger) -> None:
    assert [ledger.start_load(at, REFERENCE) for at in (NOW, NOW.replace(year=2020))] == [1, 2]


def test_the_same_bytes_for_the_same_month_are_one_submission_with_two_arrivals(ledger: Ledger) -> None:
    first = arrive(ledger, "月报.xlsx", "aa")
    again = arrive(ledger, "月报（最终版）.xlsx", "aa")
    ((submission, loads),) = ledger.submissions_of("2022-11")
    assert first.submission_id == again.submission_id == submission.submission_id
    assert (submission.source_file, loads) == ("月报.xlsx", (1, 2))


def test_the_same_bytes_from_two_prefectures_are_two_submissions_in_order_of_first_arrival(ledger: Ledger) -> None:
    arrive(ledger, "塔城/月报.xlsx", "aa")
    arrive(ledger, "哈密/月报.xlsx", "aa", submitter=HAMI)
    arrive(ledger, "塔城/又.xlsx", "aa")
    assert {s.submitter_code: s.load_id for s in ledger.same_bytes("aa")} == {TACHENG: 1, HAMI: 2}


def test_a_path_remembers_the_bytes_that_came_last(ledger: Ledger) -> None:
    for digest in ("aa", "bb", "aa"):
        arrive(ledger, "月报.xlsx", digest)
    assert ledger.latest_hash("月报.xlsx") == "aa"
    assert ledger.latest_hash("别的.xlsx") is None


def test_an_arrival_that_a_crash_left_alone_is_found_again(ledger: Ledger) -> None:
    load_id = ledger.start_load(NOW, REFERENCE)
    receipt = ledger.add_receipt(Receipt(0, "月报.xlsx", "aa", 2, NOW, load_id))
    assert ledger.unidentified_receipts() == [receipt]
    arrive(ledger, "别的.xlsx", "bb")
    assert ledger.unidentified_receipts() == [receipt]


def test_a_state_changes_once_and_not_into_itself(ledger: Ledger) -> None:
    submission = arrive(ledger, "月报.xlsx", "aa")
    read = [Move(submission.submission_id, SubmissionState.READ)]
    assert ledger.advance(read, Moment(NOW, 2)) == 1
    assert ledger.advance(read, Moment(NOW, 3)) == 0


# What has changed since a month was run


def test_a_month_that_was_run_to_its_end_and_got_nothing_new_has_not_changed(ledger: Ledger) -> None:
    arrive(ledger, "月报.xlsx", "aa")
    assert ledger.changed_periods(REFERENCE) == ["2022-11"]
    run_month(ledger, "2022-11")
    assert ledger.changed_periods(REFERENCE) == []


def test_a_month_with_a_new_file_has_changed_and_every_later_month_with_it(ledger: Ledger) -> None:
    for month in ("2022-09", "2022-10", "2022-11"):
        arrive(ledger, f"{month}/月报.xlsx", month, month)
    for month in ("2022-09", "2022-10", "2022-11"):
        run_month(ledger, month)
    arrive(ledger, "2022-10/补报.xlsx", "new", "2022-10")
    assert ledger.changed_periods(REFERENCE) == ["2022-10", "2022-11"]


def test_a_decision_and_other_reference_data_change_a_month_too(ledger: Ledger) -> None:
    arrive(ledger, "月报.xlsx", "aa")
    run_month(ledger, "2022-11")
    assert ledger.changed_periods("reference 2") == ["2022-11"]
    ledger.add_decision(A_CORRECTION)
    assert ledger.changed_periods(REFERENCE) == ["2022-11"]


def test_a_month_whose_run_was_cut_off_is_run_again(ledger: Ledger) -> None:
    arrive(ledger, "月报.xlsx", "aa")
    run_month(ledger, "2022-11", finished=False)
    assert ledger.changed_periods(REFERENCE) == ["2022-11"]


# Decisions


def test_a_decision_comes_back_as_it_was_made(ledger: Ledger) -> None:
    ledger.add_decision(A_CORRECTION)
    assert ledger.decisions() == [A_CORRECTION]
    assert ledger.decisions("2022-10") == []


def test_the_same_decision_twice_is_one_and_order_is_the_order_of_making(ledger: Ledger) -> None:
    second = replace(A_CORRECTION, decision_id="d2", decided_at=NOW.replace(year=2021))
    for decision in (A_CORRECTION, second, A_CORRECTION):
        ledger.add_decision(decision)
    assert [decision.decision_id for decision in ledger.decisions()] == ["d1", "d2"]


def test_another_opening_of_the_same_home_sees_the_same_ledger(tmp_path: Path) -> None:
    arrive(Ledger.at_home(tmp_path), "月报.xlsx", "aa")
    assert [submission.source_file for submission, _ in Ledger.at_home(tmp_path).submissions_of("2022-11")] == [
        "月报.xlsx"
    ]
