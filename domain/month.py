"""One prefecture and month, decided: corrections, standings, and after the rules have spoken verdicts and facts.

`prepare` comes before validation, `conclude` after it; between them the rules look at `Prepared.live`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.adjudicate import Case, Verdict, adjudicate
from domain.decision import Decision
from domain.facts import FactMove, OpenFact, against_open_facts, move_facts, stand_of
from domain.observation import Observation
from domain.replay import explained_violations, replay_corrections
from domain.revision import Arrival, Standing, StandingKind, settle
from domain.violation import Violation

_LIVE = (StandingKind.LIVE, StandingKind.CONFLICT)


@dataclass(frozen=True)
class Prepared:
    """Effective observations of one prefecture and month, and how each stands. One observation an id."""

    arrivals: tuple[Arrival, ...]
    standings: Mapping[str, Standing]
    corrections: Mapping[str, Decision]
    retired: tuple[Decision, ...]

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Every effective observation once."""
        return tuple({a.observation.observation_id: a.observation for a in self.arrivals}.values())

    @cached_property
    def live(self) -> tuple[Observation, ...]:
        """What the rules look at: neither superseded, nor withdrawn, nor said twice."""
        return tuple(o for o in self.observations if self.standings[o.observation_id].kind in _LIVE)

    @cached_property
    def _by_submission(self) -> Mapping[str, tuple[Observation, ...]]:
        found: defaultdict[str, list[Observation]] = defaultdict(list)
        for observation in self.observations:
            found[observation.submission_id].append(observation)
        return {submission_id: tuple(own) for submission_id, own in found.items()}

    def of_submission(self, submission_id: str) -> tuple[Observation, ...]:
        """The effective observations of one file, in the order in which it states them."""
        return self._by_submission.get(submission_id, ())


@dataclass(frozen=True, slots=True)
class Concluded:
    """The verdict of every observation, the moves of the facts, and which violations a steward has explained."""

    verdicts: Mapping[str, Verdict]
    moves: tuple[FactMove, ...]
    explained: Mapping[str, Decision]


def prepare(arrivals: Sequence[Arrival], decisions: Sequence[Decision], open_facts: Mapping[str, OpenFact]) -> Prepared:
    """Apply corrections and settle what several files say of one key."""
    replayed = replay_corrections([a.observation for a in arrivals], decisions)
    effective = tuple(
        replace(arrival, observation=observation, is_corrected=True)
        if observation.observation_id in replayed.applied
        else arrival
        for arrival, observation in zip(arrivals, replayed.observations, strict=True)
    )
    standings = against_open_facts(effective, settle(effective), open_facts)
    return Prepared(
        effective, standings, replayed.applied, (*replayed.retired, *_outlived(replayed.applied, standings))
    )


def _outlived(applied: Mapping[str, Decision], standings: Mapping[str, Standing]) -> tuple[Decision, ...]:
    """Decisions that answer only to numbers which a later file has replaced."""
    by_id = {decision.decision_id: decision for decision in applied.values()}
    answering = {
        decision.decision_id
        for observation_id, decision in applied.items()
        if standings[observation_id].kind not in (StandingKind.SUPERSEDED, StandingKind.WITHDRAWN)
    }
    return tuple(decision for identity, decision in by_id.items() if identity not in answering)


def conclude(  # noqa: PLR0913 - all that bears on a verdict
    prepared: Prepared,
    violations: Sequence[Violation],
    decisions: Sequence[Decision],
    open_facts: Mapping[str, OpenFact],
    approved: frozenset[str] = frozenset(),
    located: Mapping[str, str] | None = None,
) -> Concluded:
    """Give every number its verdict and say how the facts change.

    `approved` are numbers no rule falls on; `located` says of which number a broken sum is (violation id → number).
    """
    values = {o.observation_id: o.value for o in prepared.observations}
    explained = explained_violations(violations, decisions, values)
    corrections = prepared.corrections
    case = Case(tuple(violations), prepared.standings, corrections, frozenset(explained), approved, located or {})
    verdicts = adjudicate(prepared.observations, case)
    decided = set(prepared.corrections)
    decided |= {v.observation_id for v in violations if v.violation_id in explained and v.observation_id}
    stands = stand_of(prepared.arrivals, verdicts, prepared.standings, frozenset(decided))
    return Concluded(verdicts, tuple(move_facts(stands, open_facts)), explained)
