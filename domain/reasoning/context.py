"""What reasoning may look up: the catalogue, the month's numbers, what earlier months said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Protocol

from domain.catalog import Catalog, Indicator
from domain.observation import NOT_DECLARED, NOT_STATED, Disposition, Observation
from domain.period import Month

PREFECTURE_LEVEL = 2
UNDECLARED = (NOT_DECLARED, NOT_STATED)


class PastValue(Protocol):
    """A figure about an earlier month, as the warehouse knows it."""

    @property
    def region_code(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def period_type(self) -> str: ...
    @property
    def indicator_code(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def audience_code(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def status(self) -> str: ...
    @property
    def observation_id(self) -> str: ...


@dataclass(frozen=True)
class ReasoningContext:
    """What reasoning knows beside the violations and the month's observations."""

    catalog: Catalog
    history: Sequence[PastValue] = field(default_factory=tuple)


@dataclass(frozen=True)
class Board:
    """The month's numbers and their history, ready to be looked up. Grain of `numbers`: one per observation id."""

    numbers: Mapping[str, Observation]
    context: ReasoningContext

    @classmethod
    def of(cls, observations: Iterable[Observation], context: ReasoningContext) -> Board:
        """Lay out the observations of a month."""
        return cls({observation.observation_id: observation for observation in observations}, context)

    @property
    def catalog(self) -> Catalog:
        """The reference data."""
        return self.context.catalog

    def indicator(self, observation: Observation) -> Indicator | None:
        """The indicator of a number, None where it is not resolved."""
        return self.catalog.indicators.get(observation.indicator_code or "")

    def value(self, observation_id: str) -> float | None:
        """The value of a number of this month or of an earlier one."""
        known = self.numbers.get(observation_id)
        return known.value if known is not None else self._past_values.get(observation_id)

    def bounds(self, observation_id: str) -> tuple[float, float] | None:
        """What the wording of a number allows, hedges and rounding included; an earlier month's figure is exact."""
        known = self.numbers.get(observation_id)
        if known is None:
            past = self._past_values.get(observation_id)
            return None if past is None else (past, past)
        return None if known.value is None else _bounds(known, known.value)

    def earlier(self, observation: Observation) -> list[tuple[str, float]]:
        """Months and values of the same series before this number's, oldest first; a year to date keeps its year."""
        return [(period, value) for period, value, _ in self.past_of(observation)]

    def past_of(self, observation: Observation) -> list[tuple[str, float, str]]:
        """Month, value and observation id of the earlier figures of a series; see `earlier`."""
        listed = self._series.get(_series_key(observation), [])
        before = [past for past in listed if observation.period and past[0] < observation.period]
        if observation.period_type == "ytd":
            return [past for past in before if past[0][:4] == (observation.period or "")[:4]]
        return before

    def accepted_before(self, observation: Observation) -> list[tuple[str, float]]:
        """Months and values of the same series that were accepted in the twelve months before, oldest first."""
        if observation.period is None:
            return []
        month = Month.parse(observation.period)
        since = str(Month(month.year - 1, month.number))
        listed = self._accepted.get(_series_key(observation), [])
        return [(period, value) for period, value in listed if since <= period < observation.period]

    def expected(self, observation: Observation) -> float | None:
        """What history leads to expect: the year so far carried on, or the median of earlier months."""
        earlier = [(period, value) for period, value in self.earlier(observation) if value > 0]
        if not earlier or observation.period is None:
            return None
        if observation.period_type == "ytd":
            period, value = earlier[-1]
            return value * Month.parse(observation.period).number / Month.parse(period).number
        return median(value for _, value in earlier)

    def total(self, observation: Observation) -> float:
        """The region's total of this number's indicator and period type, prefecture figures only, as stated."""
        return self._totals.get((observation.indicator_code, observation.period_type, observation.period), 0.0)

    def beside(self, observation: Observation, indicator_code: str) -> Observation | None:
        """The figure of another indicator for the same place, time and scope in the same prefecture's report.

        Where audiences are stated differently the figure of the whole stands for it; the largest, where there are two.
        """
        listed = [
            other
            for other in self._by_place.get(_place_key(observation), ())
            if other.indicator_code == indicator_code and _may_compare(observation, other)
        ]
        listed.sort(key=lambda o: (o.audience_code != observation.audience_code, -(o.value or 0.0), o.observation_id))
        return listed[0] if listed else None

    @cached_property
    def writing_thousands(self) -> frozenset[str]:
        """Submissions that state some number in 千."""
        return frozenset(o.submission_id for o in self.numbers.values() if (o.unit or "").startswith("千"))

    @cached_property
    def _past_values(self) -> dict[str, float]:
        return {past.observation_id: past.value for past in self.context.history}

    @cached_property
    def _series(self) -> dict[tuple[str | None, ...], list[tuple[str, float, str]]]:
        series: defaultdict[tuple[str | None, ...], list[tuple[str, float, str]]] = defaultdict(list)
        for past in self.context.history:
            series[_past_key(past)].append((past.period, past.value, past.observation_id))
        return {key: sorted(values) for key, values in series.items()}

    @cached_property
    def _accepted(self) -> dict[tuple[str | None, ...], list[tuple[str, float]]]:
        accepted: defaultdict[tuple[str | None, ...], list[tuple[str, float]]] = defaultdict(list)
        for past in self.context.history:
            if past.status == Disposition.ACCEPTED:
                accepted[_past_key(past)].append((past.period, past.value))
        return {key: sorted(values) for key, values in accepted.items()}

    @cached_property
    def _by_place(self) -> dict[tuple[str | None, ...], list[Observation]]:
        places: defaultdict[tuple[str | None, ...], list[Observation]] = defaultdict(list)
        for observation in self.numbers.values():
            if observation.value is not None and observation.status != Disposition.HELD:
                places[_place_key(observation)].append(observation)
        return dict(places)

    @cached_property
    def _totals(self) -> dict[tuple[str | None, ...], float]:
        prefectures = {region.code for region in self.catalog.prefectures}
        stated: dict[str, Observation] = {}
        for observation in self.numbers.values():
            if observation.region_code in prefectures and observation.value is not None:
                stated.setdefault(observation.observation_key or observation.observation_id, observation)
        totals: defaultdict[tuple[str | None, ...], float] = defaultdict(float)
        for observation in stated.values():
            key = (observation.indicator_code, observation.period_type, observation.period)
            totals[key] += observation.value or 0.0
        return dict(totals)


def _bounds(observation: Observation, value: float) -> tuple[float, float]:
    width = observation.half_width if observation.half_width > 0.5 else 0.0
    low, high = observation.value_low, observation.value_high
    if low is None:
        low = 0.0 if observation.qualifier == "up_to" else value
    if high is None:
        high = float("inf") if observation.qualifier == "at_least" else value
    return low - width, high + width


def _series_key(observation: Observation) -> tuple[str | None, ...]:
    return (
        observation.region_code,
        observation.period_type,
        observation.indicator_code,
        observation.scope,
        observation.audience_code,
    )


def _past_key(past: PastValue) -> tuple[str | None, ...]:
    return (past.region_code, past.period_type, past.indicator_code, past.scope, past.audience_code)


def _place_key(observation: Observation) -> tuple[str | None, ...]:
    return (
        observation.submitter_code,
        observation.region_code,
        observation.period,
        observation.period_type,
        observation.scope,
        observation.event_id,
    )


def _may_compare(one: Observation, other: Observation) -> bool:
    same = one.audience_code == other.audience_code
    return same or one.audience_code in UNDECLARED or other.audience_code in UNDECLARED
