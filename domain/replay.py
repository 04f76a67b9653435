"""How recorded decisions act on a run: corrections first, explanations after the rules have spoken.

Nothing corrects itself: a value changes only by a decision, and the changed value is validated like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.decision import CORRECTION_FORM, Decision, DecisionKind
from domain.observation import Disposition, Observation, Resolution, UnitMatch
from domain.quantity import Qualifier, ValueState
from domain.violation import Violation


@dataclass(frozen=True, slots=True)
class Replay:
    """Effective observations, which decision made each, and the decisions whose guard no longer fits."""

    observations: tuple[Observation, ...]
    applied: Mapping[str, Decision] = field(default_factory=dict)
    retired: tuple[Decision, ...] = ()


def replay_corrections(observations: Sequence[Observation], decisions: Iterable[Decision]) -> Replay:
    """Apply the decisions that change what a number is; the latest decision about a number counts.

    A correction binds to submitter, key and raw value: it finds the number again in another file that writes the same
    number, and retires when no number answers to it any more.
    """
    changing = [d for d in decisions if d.kind in (DecisionKind.CORRECT, DecisionKind.NOT_A_STATISTIC)]
    by_guard = {_guard(decision): decision for decision in sorted(changing, key=lambda d: d.decided_at)}
    by_id = {d.observation_id: d for d in by_guard.values()}
    applied: dict[str, Decision] = {}
    effective: list[Observation] = []
    for observation in observations:
        decision = by_guard.get(_guard_of(observation)) or _by_place(observation, by_id)
        if decision is None or observation.status == Disposition.NOT_A_STATISTIC:
            effective.append(observation)
            continue
        applied[observation.observation_id] = decision
        effective.append(_effective(observation, decision))
    used = {decision.decision_id for decision in applied.values()}
    retired = tuple(d for d in by_guard.values() if d.decision_id not in used)
    return Replay(tuple(effective), applied, retired)


def _guard(decision: Decision) -> tuple[str, str | None, str | None]:
    return (decision.submitter_code, decision.observation_key or decision.observation_id, decision.raw)


def _guard_of(observation: Observation) -> tuple[str, str | None, str | None]:
    return (
        observation.submitter_code,
        observation.observation_key or observation.observation_id,
        observation.raw,
    )


def _by_place(observation: Observation, by_id: Mapping[str | None, Decision]) -> Decision | None:
    """The decision about this very place, still guarded by the raw text (a key may have changed with the catalogue)."""
    decision = by_id.get(observation.observation_id)
    return decision if decision is not None and decision.raw == observation.raw else None


def _effective(observation: Observation, decision: Decision) -> Observation:
    if decision.kind is DecisionKind.NOT_A_STATISTIC:
        return replace(
            observation, status=Disposition.NOT_A_STATISTIC, token_class="decided", hold_rule=None, hold_reason=None
        )
    value = decision.value
    return replace(
        observation,
        value=value,
        value_low=value,
        value_high=value,
        half_width=0.0,
        multiplier=1.0,
        qualifier=Qualifier.EXACT.value,
        state=(ValueState.ZERO if value == 0 else ValueState.REPORTED).value,
        unit_match=UnitMatch.EXACT.value,
        is_vague=False,
        is_double_hedged=False,
        is_text_number=False,
        suspect=None,
        status=Disposition.ACCEPTED if _is_coded(observation) else observation.status,
        hold_rule=None if _is_coded(observation) else observation.hold_rule,
        hold_reason=None if _is_coded(observation) else observation.hold_reason,
    )


def _is_coded(observation: Observation) -> bool:
    """Whether a value is all that was missing: the codes are known."""
    return (
        observation.observation_key is not None
        and observation.indicator_resolution == Resolution.RESOLVED
        and observation.region_resolution == Resolution.RESOLVED
    )


def explains(decision: Decision, violation: Violation, operand_values: Mapping[str, float | None]) -> bool:
    """Whether an accept still covers a violation: same rule and version, same subject, same operand values.

    `operand_values` maps observation ids to effective values. A changed rule reopens; a changed operand (1181 as well
    as 13.2) reopens; another month has other operands.
    """
    if decision.kind is not DecisionKind.ACCEPT or decision.period != violation.period:
        return False
    if decision.submitter_code != violation.submitter_code:
        return False
    if decision.rules.get(violation.rule_id) != violation.rule_version:
        return False
    if "release" in violation.evidence and decision.confirmed_by != CORRECTION_FORM:
        return False  # a closed month: an explanation is not enough
    subjects = [s for s in (violation.observation_id, *violation.operands) if s is not None]
    if not subjects:
        return True
    return all(s in decision.operands and decision.operands[s] == operand_values.get(s) for s in subjects)


def explained_violations(
    violations: Iterable[Violation], decisions: Iterable[Decision], operand_values: Mapping[str, float | None]
) -> dict[str, Decision]:
    """Map the id of each violation that an accept covers to that decision."""
    accepts = [d for d in decisions if d.kind is DecisionKind.ACCEPT]
    found: dict[str, Decision] = {}
    for violation in violations:
        for decision in accepts:
            if explains(decision, violation, operand_values):
                found[violation.violation_id] = decision
    return found
