"""What a later or second file does to what was said before: `settle`, and what becomes of the fact: `next_fact`.

Several files of one prefecture and month complement each other. Within one load the same key stated twice with
agreeing values is a repeat, with different values a conflict. A later load is a revision per key: an equal value
changes nothing; a different value from the same form of document (or a correction form) supersedes; from another form
it conflicts and the old value stays. An absent key is untouched, unless the later file declares itself complete.
Order is the load, a counter, never the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from domain.observation import Disposition, Observation
from domain.record import record
from domain.submission import DocumentForm

FORM_ORDER: tuple[DocumentForm, ...] = (
    DocumentForm.CORRECTION,
    DocumentForm.FORM,
    DocumentForm.COUNTY_TABLE,
    DocumentForm.LONG_LIST,
    DocumentForm.TABLE,
    DocumentForm.PROSE,
)
"""Which form of document speaks first where several state one key: a suggestion, never a decision."""


class StandingKind(StrEnum):
    """How an observation stands among all that its prefecture sent for the month."""

    LIVE = "live"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@record
class Standing:
    """The standing of one observation; `others` are the observations that made it so."""

    kind: StandingKind
    others: tuple[str, ...] = ()


@record
class Arrival:
    """An observation as part of one arrival: bytes that come twice arrive twice."""

    observation: Observation
    load_id: int
    form: DocumentForm
    document_slot: str  # same slot, later load = a new version of the same document
    is_complete: bool = False  # declares that what it does not state does not exist
    is_corrected: bool = False  # the value is a decision's, not the reporter's own word

    @property
    def precedence(self) -> tuple[int, str, str, str]:
        """Within one load: form before table before prose, then the order of file and place."""
        order = FORM_ORDER.index(self.form) if self.form in FORM_ORDER else len(FORM_ORDER)
        seen = self.observation
        return (order, seen.source_file, seen.member, seen.address)


def settle(arrivals: Iterable[Arrival]) -> dict[str, Standing]:
    """Say how each observation of one prefecture and month stands. Keyed by observation id; later loads win."""
    ordered = sorted(arrivals, key=lambda arrival: (arrival.load_id, arrival.precedence))
    standing: dict[str, Standing] = {}
    replaced_slots = _replaced_slots(ordered)
    by_key: defaultdict[str, list[Arrival]] = defaultdict(list)
    for arrival in ordered:
        observation = arrival.observation
        if observation.status == Disposition.NOT_A_STATISTIC or not _is_comparable(observation):
            standing[observation.observation_id] = _standing_without_key(arrival, replaced_slots)
        else:
            by_key[observation.observation_key or ""].append(arrival)
    for same_key in by_key.values():
        _settle_key(same_key, standing)
    _withdraw_absent(ordered, standing)
    return standing


def _is_comparable(observation: Observation) -> bool:
    return observation.observation_key is not None and observation.value is not None


def _replaced_slots(ordered: Sequence[Arrival]) -> Mapping[str, int]:
    """The last load in which each slot of document came."""
    return {arrival.document_slot: arrival.load_id for arrival in ordered}


def _standing_without_key(arrival: Arrival, replaced_slots: Mapping[str, int]) -> Standing:
    if replaced_slots[arrival.document_slot] > arrival.load_id:
        return Standing(StandingKind.SUPERSEDED)
    return Standing(StandingKind.LIVE)


def _settle_key(same_key: Sequence[Arrival], standing: dict[str, Standing]) -> None:
    current: Arrival | None = None
    for load_id in sorted({arrival.load_id for arrival in same_key}):
        load = [arrival for arrival in same_key if arrival.load_id == load_id]
        first = _settle_load(load, standing)
        if first is not None:
            current = _settle_against(current, first, standing)


def _settle_load(load: Sequence[Arrival], standing: dict[str, Standing]) -> Arrival | None:
    """Settle one key within one load; return the arrival that speaks for it, None when they disagree."""
    first, *rest = load
    disagreeing = [arrival for arrival in rest if not agree(first.observation, arrival.observation)]
    for arrival in rest:
        standing[arrival.observation.observation_id] = Standing(
            StandingKind.REPEAT, (first.observation.observation_id,)
        )
    if not disagreeing:
        standing[first.observation.observation_id] = Standing(StandingKind.LIVE)
        return first
    parties = [first, *disagreeing]
    for arrival in parties:
        others = tuple(p.observation.observation_id for p in parties if p is not arrival)
        standing[arrival.observation.observation_id] = Standing(StandingKind.CONFLICT, others)
    return None


def _settle_against(current: Arrival | None, newcomer: Arrival, standing: dict[str, Standing]) -> Arrival:
    """Settle what a later load says against what stood before; return what stands now."""
    new_id = newcomer.observation.observation_id
    if current is None or current.observation.observation_id == new_id:
        return newcomer
    old_id = current.observation.observation_id
    same_document = newcomer.form in (current.form, DocumentForm.CORRECTION)
    speaks_for_itself = current.is_corrected and not newcomer.is_corrected and same_document
    if _same_value(current.observation, newcomer.observation, exactly=same_document) and not speaks_for_itself:
        standing[new_id] = Standing(StandingKind.REPEAT, (old_id,))
        return current
    if same_document:
        standing[old_id] = Standing(StandingKind.SUPERSEDED, (new_id,))
        standing[new_id] = Standing(StandingKind.LIVE, (old_id,))
        return newcomer
    standing[new_id] = Standing(StandingKind.CONFLICT, (old_id,))
    return current


def _same_value(old: Observation, new: Observation, *, exactly: bool) -> bool:
    if not exactly:
        return agree(old, new)
    return (old.value, old.qualifier, old.state) == (new.value, new.qualifier, new.state)


def agree(one: Observation, other: Observation) -> bool:
    """Whether two figures can be the same number, within rounding and hedges.

    1.55万 and 15 523 agree (half of the last digit is 50); 9.7多万 and 96 543 do not: the first says at least 97 000.
    """
    if one.value is None or other.value is None:
        return one.value is other.value and one.state == other.state
    low_one, high_one = _bounds(one)
    low_other, high_other = _bounds(other)
    return low_one <= high_other and low_other <= high_one


def _bounds(observation: Observation) -> tuple[float, float]:
    value = observation.value or 0.0
    slack = observation.half_width if observation.multiplier not in (None, 1.0) or observation.half_width > 0.5 else 0.0
    if observation.qualifier == "exact":
        return value - slack, value + slack
    low = observation.value_low if observation.value_low is not None else float("-inf")
    high = observation.value_high if observation.value_high is not None else float("inf")
    return low, high


def _withdraw_absent(ordered: Sequence[Arrival], standing: dict[str, Standing]) -> None:
    """A later complete document of a slot withdraws the keys that only its predecessor stated."""
    complete: dict[str, int] = {a.document_slot: a.load_id for a in ordered if a.is_complete}
    for slot, load_id in complete.items():
        later = (a.observation for a in ordered if a.load_id == load_id)
        stated = {observation.observation_key for observation in later if _is_comparable(observation)}
        for arrival in ordered:
            observation = arrival.observation
            is_older = arrival.document_slot == slot and arrival.load_id < load_id
            is_standing = standing[observation.observation_id].kind in (StandingKind.LIVE, StandingKind.CONFLICT)
            if is_older and is_standing and observation.observation_key not in stated:
                standing[observation.observation_id] = Standing(StandingKind.WITHDRAWN)


class FactChange(StrEnum):
    """Why a fact has a new version."""

    FIRST = "first"
    RESUBMISSION = "resubmission"
    DECISION = "decision"
    RESTATEMENT = "restatement"
    REFERENCE_CHANGE = "reference_change"
    WITHDRAWN = "withdrawn"


_RANK = {Disposition.ACCEPTED.value: 2, Disposition.PROVISIONAL.value: 1}


def displaces(new_status: str, old_status: str) -> bool:
    """Whether a newcomer's value may take the place of an open fact: only when it stands at least as well.

    A resubmission does not displace an accepted fact until its own failures are cleared.
    """
    return 0 < _RANK.get(new_status, 0) >= _RANK.get(old_status, 0)
