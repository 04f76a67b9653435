"""Months that were approved before Kepu came: what they state is accepted, what rules say of it is kept as a notice.

An approval speaks for the numbers as reported. It does not make readable what cannot be read or coded, does not choose
between two values for one key, and does not extend to a value that a decision has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.catalog import Catalog
from domain.month import Prepared
from domain.observation import Disposition, Observation
from domain.revision import StandingKind
from domain.violation import Effect, Violation

_WHETHER_IT_IS_THIS_FILE = frozenset({"syntactic", "validity", "duplicate"})
"""Categories of rules whose failure says that a file cannot be read, or is not this month's or this reporter's."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the months that one load imports, and when it was recorded."""

    load_id: int
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class Approved:
    """What approvals cover in one month: numbers, files, and prefectures that sent nothing else."""

    observation_ids: frozenset[str] = frozenset()
    submission_ids: frozenset[str] = frozenset()
    submitter_codes: frozenset[str] = frozenset()


def approved_numbers(prepared: Prepared, submission_ids: frozenset[str]) -> frozenset[str]:
    """The numbers of approved files that have codes, a month and a value, and stand alone as they were reported."""
    return frozenset(
        o.observation_id
        for o in prepared.observations
        if o.submission_id in submission_ids
        and _is_whole(o)
        and o.observation_id not in prepared.corrections
        and prepared.standings[o.observation_id].kind is not StandingKind.CONFLICT
    )


def _is_whole(observation: Observation) -> bool:
    return observation.status != Disposition.HELD and observation.observation_key is not None


def as_notices(violations: Iterable[Violation], approved: Approved, catalog: Catalog) -> list[Violation]:
    """Keep every violation, and lower to a notice what falls on approved things alone.

    The effect that the rule has elsewhere stays in the evidence, as `effect_of_rule`.
    """
    return [_lowered(v) if _falls_on_approved(v, approved, catalog) else v for v in violations]


def _lowered(violation: Violation) -> Violation:
    evidence: Mapping[str, object] = {**violation.evidence, "effect_of_rule": str(violation.effect)}
    return replace(violation, effect=Effect.NOTICE, evidence=evidence)


def _falls_on_approved(violation: Violation, approved: Approved, catalog: Catalog) -> bool:
    if violation.effect is Effect.NOTICE:
        return False
    if violation.observation_id is not None:
        return violation.observation_id in approved.observation_ids
    rule = catalog.rules.get(violation.rule_id)
    if violation.effect is Effect.HOLD_FILE and rule is not None and rule.category in _WHETHER_IT_IS_THIS_FILE:
        return False
    if violation.operands:
        return approved.observation_ids.issuperset(violation.operands)
    if violation.submission_id is not None:
        return violation.submission_id in approved.submission_ids
    return violation.submitter_code in approved.submitter_codes
