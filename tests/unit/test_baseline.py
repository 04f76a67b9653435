"""What an approval of earlier months covers, and what it leaves alone."""

from __future__ import annotations

import pytest

from domain.adjudicate import Case, adjudicate
from domain.baseline import Approval, Approved, as_notices
from domain.observation import Disposition, Observation
from domain.violation import Effect, Severity, Violation
from ledger.store import Ledger
from tests.unit.warehouse_month import CATALOG, RECORDED, figure

FILE, OTHER_FILE = "file approved", "file of november"
APPROVED = Approved(frozenset({"a", "b"}), frozenset({FILE}), frozenset({"654200"}))


def violation(rule: str, effect: Effect, **given: object) -> Violation:
    return Violation(rule, 1, Severity.CRITICAL, effect, "2022-10", "654200", "…", **given)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("found", "is_notice"),
    [
        (violation("OUT-01", Effect.HOLD_VALUE, observation_id="a"), True),
        (violation("OUT-01", Effect.HOLD_VALUE, observation_id="c"), False),  # of a file that came later
        (violation("BAL-01", Effect.NEEDS_EXPLANATION, operands=("a", "b")), True),
        (violation("BAL-01", Effect.NEEDS_EXPLANATION, operands=("a", "c")), False),  # the later one must be explained
        (violation("BAL-05", Effect.HOLD_FILE, submission_id=FILE), True),  # plausibility, although it holds files
        (violation("SYN-01", Effect.HOLD_FILE, submission_id=FILE), False),  # cannot be read: nothing to approve
        (violation("VAL-04", Effect.HOLD_FILE, submission_id=FILE), False),  # another month's file
        (violation("DUP-01", Effect.HOLD_FILE, submission_id=FILE), False),  # another prefecture's file
        (violation("CMP-03", Effect.NEEDS_EXPLANATION, submission_id=OTHER_FILE), False),
        (violation("CMP-02", Effect.NEEDS_EXPLANATION), True),  # about a prefecture that sent only approved files
    ],
)
def test_what_falls_on_approved_things_alone_becomes_a_notice(found: Violation, is_notice: bool) -> None:
    (seen,) = as_notices([found], APPROVED, CATALOG)
    assert (seen.effect is Effect.NOTICE) == is_notice
    assert seen.violation_id == found.violation_id  # it is the same violation, still on record
    assert seen.evidence.get("effect_of_rule") == (str(found.effect) if is_notice else None)


def test_an_operand_that_is_approved_stays_accepted_while_its_later_neighbour_waits() -> None:
    approved, later = observation(cell="B2"), observation(cell="B3", file="补充.xlsx")
    ids = (approved.observation_id, later.observation_id)
    unbalanced = violation("BAL-01", Effect.NEEDS_EXPLANATION, operands=ids)
    case = Case((unbalanced,), {}, {}, frozenset(), approved=frozenset({approved.observation_id}))
    verdicts = adjudicate([approved, later], case)
    assert [verdicts[one].status for one in ids] == [Disposition.ACCEPTED, Disposition.PROVISIONAL]


def observation(**given: object) -> Observation:
    row = figure("ACT.TRAIN.SESSIONS", 62, **given)
    return Observation(**{name: row[name] for name in Observation.__dataclass_fields__})


def test_a_load_never_takes_the_number_of_an_approved_one_that_was_interrupted() -> None:
    ledger = Ledger("sqlite://")
    ledger.add_baseline(Approval(1, "王五", RECORDED))  # replayed from the journal: load 1 never reached its end
    assert ledger.start_load(RECORDED, "v1") == 2
    assert ledger.start_load(RECORDED, "v1") == 3
    ledger.close()


def test_the_ledger_keeps_who_approved_a_load_once() -> None:
    ledger = Ledger("sqlite://")
    ledger.add_baseline(Approval(1, "王五", RECORDED))
    ledger.add_baseline(Approval(1, "李四", RECORDED))  # a replay of the same load
    assert ledger.approvals_of("2022-10") == {}
    assert ledger.latest_approved_hash("2022-10/塔城地区/月报.xlsx") is None
    ledger.close()
