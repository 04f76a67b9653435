"""Where a submission and a prefecture's month can stand, what may follow what, and that every change is recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from domain.submission import (
    IllegalTransition,
    Receipt,
    Submission,
    SubmissionState,
    check_standing,
    check_transition,
    submission_id,
)
from ledger.history import History
from ledger.states import Moment, Move
from ledger.store import Ledger

S = SubmissionState
NOW = datetime(2022, 12, 9, 1, 0, tzinfo=UTC)
VERDICTS = "accepted provisional held returned superseded nil"

# Of a submission: a state, and the states that may follow it. What is not written here is refused.
SUBMISSION_TABLE = {
    "": "received",
    "received": "read failed superseded",
    "read": "harmonised failed",
    "harmonised": "validated failed",
    "validated": f"{VERDICTS} failed",
    "accepted": "provisional held returned superseded nil failed",
    "provisional": "accepted held returned superseded nil failed",
    "held": "accepted provisional returned superseded nil failed",
    "returned": "accepted provisional held superseded nil failed",
    "superseded": "accepted provisional held returned nil failed",  # A, B, then A again
    "nil": "accepted provisional held returned superseded failed",
    "failed": "read superseded",
    "not_reported": "",  # never a state of a file
}

# Of a prefecture's month, which only a finished run decides: nobody who reported can have reported nothing.
STANDING_TABLE = {
    "": "not_reported accepted provisional held nil failed",
    "not_reported": "accepted provisional held nil failed",
    "accepted": "provisional held nil failed",
    "provisional": "accepted held nil failed",
    "held": "accepted provisional nil failed",
    "nil": "accepted provisional held failed",
    "failed": "accepted provisional held nil",
}


@pytest.mark.parametrize(("old", "new"), [*product(SUBMISSION_TABLE, map(str, S))])
def test_a_submission_goes_only_where_the_table_lets_it(old: str, new: str) -> None:
    before = S(old) if old else None
    if new in SUBMISSION_TABLE[old].split():
        check_transition(before, S(new))
    else:
        with pytest.raises(IllegalTransition):
            check_transition(before, S(new))


@pytest.mark.parametrize(("old", "new"), [*product(STANDING_TABLE, map(str, S))])
def test_a_prefecture_s_month_goes_only_where_the_table_lets_it(old: str, new: str) -> None:
    before = S(old) if old else None
    if new in STANDING_TABLE[old].split():
        check_standing(before, S(new))
    else:
        with pytest.raises(IllegalTransition):
            check_standing(before, S(new))


# The ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.at_home(tmp_path)


def arrive(ledger: Ledger, name: str = "月报.xlsx") -> str:
    load_id = ledger.start_load(NOW, "reference 1")
    receipt = ledger.add_receipt(Receipt(0, name, f"hash of {name}", 2, NOW, load_id))
    identity = submission_id("654200", "2022-11", receipt.content_sha256)
    ledger.add_arrival(receipt, Submission(identity, "654200", "2022-11", "h", name, NOW, load_id))
    return identity


def walk(ledger: Ledger, identity: str, words: str, load_id: int = 1) -> int:
    return ledger.advance([Move(identity, S(word), f"to {word}") for word in words.split()], Moment(NOW, load_id))


def course(home: Path, identity: str) -> str:
    return " ".join(one.to_state for one in History.at_home(home).transitions(identity))


def test_a_first_run_walks_every_stage_and_each_step_has_time_load_and_cause(ledger: Ledger, tmp_path: Path) -> None:
    identity = arrive(ledger)
    assert walk(ledger, identity, "read harmonised") == 2
    assert walk(ledger, identity, "validated") == 1
    assert walk(ledger, identity, "provisional") == 1
    steps = History.at_home(tmp_path).transitions(identity)
    assert [(one.from_state, one.to_state) for one in steps] == [
        (None, "received"),
        ("received", "read"),
        ("read", "harmonised"),
        ("harmonised", "validated"),
        ("validated", "provisional"),
    ]
    assert {(one.at, one.load_id) for one in steps} == {(NOW, 1)}
    assert [one.reason for one in steps] == ["月报.xlsx", "to read", "to harmonised", "to validated", "to provisional"]


@pytest.mark.parametrize("verdict", VERDICTS.split())
def test_a_later_run_passes_over_the_stages_and_records_a_new_verdict_only(
    ledger: Ledger, tmp_path: Path, verdict: str
) -> None:
    identity = arrive(ledger)
    walk(ledger, identity, f"read harmonised validated {verdict}")
    assert walk(ledger, identity, f"read harmonised validated {verdict}", load_id=2) == 0
    other = "held" if verdict != "held" else "accepted"
    assert walk(ledger, identity, f"read harmonised validated {other}", load_id=3) == 1
    assert course(tmp_path, identity) == f"received read harmonised validated {verdict} {other}"


def test_a_run_cut_off_between_stages_goes_on_from_there(ledger: Ledger, tmp_path: Path) -> None:
    identity = arrive(ledger)
    walk(ledger, identity, "read harmonised")
    walk(ledger, identity, "read harmonised validated accepted", load_id=2)
    assert course(tmp_path, identity) == "received read harmonised validated accepted"


def test_a_file_that_failed_and_can_be_read_one_day_walks_from_there(ledger: Ledger, tmp_path: Path) -> None:
    identity = arrive(ledger)
    walk(ledger, identity, "failed")
    walk(ledger, identity, "read harmonised validated accepted", load_id=2)
    assert course(tmp_path, identity) == "received failed read harmonised validated accepted"


def test_a_verdict_on_a_file_nobody_has_read_is_refused_and_nothing_of_the_batch_is_kept(
    ledger: Ledger, tmp_path: Path
) -> None:
    good, unread = arrive(ledger, "甲.xlsx"), arrive(ledger, "乙.xlsx")
    moves = [Move(good, S.READ), Move(unread, S.ACCEPTED)]
    with pytest.raises(IllegalTransition):
        ledger.advance(moves, Moment(NOW, 2))
    assert (course(tmp_path, good), course(tmp_path, unread)) == ("received", "received")


def test_thousands_of_submissions_move_together(ledger: Ledger) -> None:
    identities = [arrive(ledger, f"{n}.xlsx") for n in range(3)]
    moves = [Move(identity, S.READ) for _ in range(600) for identity in identities]
    assert ledger.advance(moves, Moment(NOW, 2)) == 3


def test_how_prefectures_stand_is_recorded_where_it_is_new(ledger: Ledger, tmp_path: Path) -> None:
    missing = [Move("654200", S.NOT_REPORTED, "没有收到"), Move("650500", S.ACCEPTED, "1个文件")]
    assert ledger.note_standings("2022-11", missing, Moment(NOW, 1)) == 2
    assert ledger.note_standings("2022-11", missing, Moment(NOW, 2)) == 0
    assert ledger.note_standings("2022-11", [Move("654200", S.NIL, "写明无此项工作")], Moment(NOW, 3)) == 1
    with pytest.raises(IllegalTransition):
        ledger.note_standings("2022-11", [Move("654200", S.NOT_REPORTED)], Moment(NOW, 4))
    changes = History.at_home(tmp_path).standings("2022-11")
    assert [(one.region_code, one.from_state, one.to_state, one.load_id) for one in changes] == [
        ("654200", None, "not_reported", 1),
        ("650500", None, "accepted", 1),
        ("654200", "not_reported", "nil", 3),
    ]


def test_a_file_that_nobody_can_open_stays_failed_when_it_is_sent_back(ledger: Ledger, tmp_path: Path) -> None:
    broken, held = arrive(ledger), arrive(ledger, "another")
    walk(ledger, broken, "failed")
    walk(ledger, held, "read harmonised validated held")
    assert not ledger.send_back(broken, Moment(NOW, 2), "退回报送单位核实")
    assert ledger.send_back(held, Moment(NOW, 2), "退回报送单位核实")
    assert course(tmp_path, broken) == "received failed"
    assert course(tmp_path, held).endswith("held returned")
