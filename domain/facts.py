"""From verdicts to facts: which open facts stay, open, change or close, and why.

A fact is one value per key and recorded interval. A newcomer takes an open fact's place only if it arrived later and
stands at least as well; an equal value changes nothing, so that a second run changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.adjudicate import Verdict
from domain.observation import Disposition, Observation
from domain.revision import Arrival, FactChange, Standing, StandingKind, displaces

_IN_FACTS = (Disposition.ACCEPTED, Disposition.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class OpenFact:
    """What the warehouse holds for a key now. `arrival_load` is the load in which its observation last arrived."""

    observation_key: str
    observation_id: str
    submitter_code: str
    reported_in: str
    value: float | None
    qualifier: str
    status: str
    arrival_load: int


class Act(StrEnum):
    """What happens to the open fact of a key."""

    OPEN = "open"
    REPLACE = "replace"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class FactMove:
    """One change of the facts; keys without a move stay as they are."""

    observation_key: str
    act: Act
    cause: FactChange
    observation_id: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """One observation with everything that decides whether it becomes the fact of its key."""

    observation: Observation
    verdict: Verdict
    standing: Standing
    arrival_load: int
    is_decided: bool = False  # a decision changed its value or explained a failure

    @property
    def is_candidate(self) -> bool:
        """Whether the number may be a fact at all."""
        return (
            self.verdict.status in _IN_FACTS
            and self.standing.kind is not StandingKind.SUPERSEDED
            and self.standing.kind is not StandingKind.WITHDRAWN
            and self.observation.observation_key is not None
            and self.observation.value is not None
        )


def move_facts(stands: Sequence[Stand], open_facts: Mapping[str, OpenFact]) -> list[FactMove]:
    """Say how the facts of one prefecture and month change. `open_facts` is keyed by observation key."""
    candidates = {s.observation.observation_key: s for s in stands if s.is_candidate}
    by_id = {s.observation.observation_id: s for s in stands}
    moves: list[FactMove] = []
    for key, candidate in candidates.items():
        fact = open_facts.get(key or "")
        move = _move_candidate(candidate, fact)
        if move is None and fact is not None and _is_read_otherwise(candidate, fact, by_id):
            identity, status = candidate.observation.observation_id, candidate.verdict.status
            move = FactMove(fact.observation_key, Act.REPLACE, FactChange.REFERENCE_CHANGE, identity, status)
        if move is not None:
            moves.append(move)
    for key, fact in open_facts.items():
        owner = by_id.get(fact.observation_id)
        if key not in candidates and owner is not None:
            moves += _close_if_fallen(fact, owner)
    return moves


def _is_read_otherwise(candidate: Stand, fact: OpenFact, by_id: Mapping[str, Stand]) -> bool:
    """Whether the number of a fact is no longer found where it was: the same file, read better, states it elsewhere."""
    return fact.observation_id not in by_id and fact.reported_in == candidate.observation.reported_in


def _move_candidate(candidate: Stand, fact: OpenFact | None) -> FactMove | None:
    observation, status = candidate.observation, candidate.verdict.status
    key = observation.observation_key or ""
    if fact is None:
        cause = FactChange.DECISION if candidate.is_decided else FactChange.FIRST
        return FactMove(key, Act.OPEN, cause, observation.observation_id, status)
    is_equal = (observation.value, observation.qualifier) == (fact.value, fact.qualifier)
    if fact.observation_id == observation.observation_id:
        if is_equal and fact.status == status:
            return None
        cause = FactChange.DECISION if candidate.is_decided else FactChange.REFERENCE_CHANGE
        return FactMove(key, Act.REPLACE, cause, observation.observation_id, status)
    is_better = is_equal and displaces(status, fact.status) and status != fact.status
    is_newer = not is_equal and candidate.arrival_load > fact.arrival_load and displaces(status, fact.status)
    if not (is_better or is_newer):
        return None
    return FactMove(key, Act.REPLACE, _cause(candidate, fact), observation.observation_id, status)


def _cause(candidate: Stand, fact: OpenFact) -> FactChange:
    if candidate.observation.reported_in != fact.reported_in:
        return FactChange.RESTATEMENT
    return FactChange.DECISION if candidate.is_decided else FactChange.RESUBMISSION


def _close_if_fallen(fact: OpenFact, owner: Stand) -> list[FactMove]:
    """Close the fact of an observation that no longer stands, unless it was only superseded by a held newcomer."""
    if owner.standing.kind is StandingKind.WITHDRAWN:
        return [FactMove(fact.observation_key, Act.CLOSE, FactChange.WITHDRAWN)]
    if owner.standing.kind in (StandingKind.SUPERSEDED, StandingKind.REPEAT):
        return []
    if owner.verdict.status in _IN_FACTS and owner.observation.observation_key == fact.observation_key:
        return []
    cause = FactChange.DECISION if owner.is_decided else FactChange.REFERENCE_CHANGE
    return [FactMove(fact.observation_key, Act.CLOSE, cause)]


def stand_of(
    arrivals: Iterable[Arrival],
    verdicts: Mapping[str, Verdict],
    standings: Mapping[str, Standing],
    decided: frozenset[str],
) -> list[Stand]:
    """One stand an observation, with the load of its latest arrival."""
    latest: dict[str, Arrival] = {}
    for arrival in arrivals:
        known = latest.get(arrival.observation.observation_id)
        if known is None or arrival.load_id > known.load_id:
            latest[arrival.observation.observation_id] = arrival
    return [
        Stand(a.observation, verdicts[identity], standings[identity], a.load_id, identity in decided)
        for identity, a in latest.items()
    ]


def against_open_facts(
    arrivals: Iterable[Arrival], standings: Mapping[str, Standing], open_facts: Mapping[str, OpenFact]
) -> dict[str, Standing]:
    """Mark as repeats the live figures that another month's report of the same prefecture has already stated.

    A twelve-month matrix says January again in November: an equal value is a repeat of the fact, a different one stays
    live and is a restatement for the rules to speak about.
    """
    found = dict(standings)
    for arrival in arrivals:
        observation = arrival.observation
        fact = open_facts.get(observation.observation_key or "")
        standing = found[observation.observation_id]
        if fact is None or standing.kind is not StandingKind.LIVE or fact.reported_in == observation.reported_in:
            continue
        if (observation.value, observation.qualifier) == (fact.value, fact.qualifier):
            found[observation.observation_id] = Standing(StandingKind.REPEAT, (fact.observation_id,))
    return found
