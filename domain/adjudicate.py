"""Accepted, provisional or held: what rules, standings and decisions together make of each number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.decision import Decision
from domain.observation import Disposition, Observation
from domain.revision import Standing, StandingKind
from domain.violation import Effect, Outcome, Violation

CONFLICT_RULES = frozenset({"DUP-03", "BAL-12"})
"""Two figures of one key: in two tables or two texts, or in a text and a table."""
_EFFECT_ORDER = {Effect.NOTICE: 0, Effect.NEEDS_EXPLANATION: 1, Effect.HOLD_VALUE: 2, Effect.HOLD_FILE: 3}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The disposition of one number and the rules that led to it."""

    observation_id: str
    status: Disposition
    rules: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All that bears on the verdicts of one prefecture and month."""

    violations: tuple[Violation, ...]
    standings: Mapping[str, Standing]
    corrections: Mapping[str, Decision]  # observation id → the decision that changed its value
    explained: frozenset[str]  # ids of violations that a steward has accepted with a reason
    approved: frozenset[str] = frozenset()  # ids of numbers whose month was approved before it was imported
    located: Mapping[str, str] = field(default_factory=dict)  # violation id → the number whose correction mends it


def adjudicate(observations: Iterable[Observation], case: Case) -> dict[str, Verdict]:
    """Give each observation its verdict. The worst open effect decides; a standing may decide before any rule."""
    open_effects = _open_effects(case)
    file_holds = {
        v.submission_id: v
        for v in case.violations
        if v.effect is Effect.HOLD_FILE and v.outcome is Outcome.FAIL and v.violation_id not in case.explained
    }
    return {
        o.observation_id: _verdict(o, case, open_effects.get(o.observation_id, []), file_holds.get(o.submission_id))
        for o in observations
    }


def _open_effects(case: Case) -> Mapping[str, list[Violation]]:
    """Violations that still count, by the observation they fall on.

    A failure falls on the number at fault; one that needs an explanation and names no number falls on its operands.
    One that adds up again when a single known number is corrected falls on that one. None falls on an approved number.
    """
    found: defaultdict[str, list[Violation]] = defaultdict(list)
    for violation in case.violations:
        if violation.outcome is not Outcome.FAIL or violation.violation_id in case.explained:
            continue
        at_fault = case.located.get(violation.violation_id, violation.observation_id)
        if at_fault is not None:
            found[at_fault].append(violation)
        elif violation.effect is Effect.NEEDS_EXPLANATION:
            for operand in violation.operands:
                found[operand].append(violation)
    for approved in case.approved & found.keys():
        del found[approved]
    return found


def _verdict(observation: Observation, case: Case, violations: list[Violation], file_hold: Violation | None) -> Verdict:
    identity = observation.observation_id
    if observation.status == Disposition.NOT_A_STATISTIC:
        return Verdict(identity, Disposition.NOT_A_STATISTIC)
    standing = case.standings.get(identity)
    if standing is not None and standing.kind is StandingKind.REPEAT:
        return Verdict(identity, Disposition.REPEAT)
    if file_hold is not None:
        return Verdict(identity, Disposition.HELD, (file_hold.rule_id,), file_hold.message)
    if observation.status == Disposition.HELD and not _is_lifted(observation, case):
        rules = tuple(sorted({observation.hold_rule or "", *(v.rule_id for v in violations)} - {""}))
        return Verdict(identity, Disposition.HELD, rules, observation.hold_reason)
    if standing is not None and standing.kind is StandingKind.CONFLICT and not _is_settled(identity, case):
        return Verdict(identity, Disposition.HELD, ("DUP-03",), "同一指标两处数值不一致。")
    return _by_effect(observation, case, violations)


def _is_lifted(observation: Observation, case: Case) -> bool:
    """Whether a steward has accepted the very rule that held the number when it was harmonised."""
    if observation.value is None or observation.observation_key is None:
        return False
    same_rule = [
        v
        for v in case.violations
        if v.rule_id == observation.hold_rule and v.observation_id == observation.observation_id
    ]
    return bool(same_rule) and all(v.violation_id in case.explained for v in same_rule)


def _is_settled(identity: str, case: Case) -> bool:
    """Whether a decision has chosen among conflicting figures."""
    if identity in case.corrections:
        return True
    conflicts = [v for v in case.violations if v.rule_id in CONFLICT_RULES and identity == v.observation_id]
    return bool(conflicts) and all(v.violation_id in case.explained for v in conflicts)


def _by_effect(observation: Observation, case: Case, violations: list[Violation]) -> Verdict:
    identity = observation.observation_id
    if not violations and identity not in case.corrections:
        return Verdict(identity, Disposition.ACCEPTED)
    rules = tuple(sorted({v.rule_id for v in violations}))
    worst = max((v.effect for v in violations), key=_EFFECT_ORDER.__getitem__, default=Effect.NOTICE)
    if worst in (Effect.HOLD_VALUE, Effect.HOLD_FILE):
        first = next(v for v in violations if v.effect is worst)
        return Verdict(identity, Disposition.HELD, rules, first.message)
    if worst is Effect.NEEDS_EXPLANATION:
        first = next(v for v in violations if v.effect is worst)
        return Verdict(identity, Disposition.PROVISIONAL, rules, first.message)
    correction = case.corrections.get(identity)
    if correction is not None and correction.confirmed_by is None:
        return Verdict(identity, Disposition.PROVISIONAL, ("PRV-01",), "更正值待报送单位确认。")
    return Verdict(identity, Disposition.ACCEPTED, rules)
