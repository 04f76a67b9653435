"""The frozen reference data that everything else asks: regions, indicators, units, dimensions, rules.

Types and look-ups only; `reference.loader` reads the CSV files, cross-checks them and builds one `Catalog`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from domain.naming.index import NameIndex
from domain.violation import Effect, Severity

REGION_WIDE = "650000"
"""Xinjiang as a whole (GB/T 2260)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place a figure can be about, valid from `valid_from` until before `valid_to`."""

    code: str
    name_zh: str
    aliases: tuple[str, ...]
    parent_code: str | None
    level: int  # 1 region, 2 prefecture, 3 county; 0 and aggregate nodes are never reporters
    type: str
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: tuple[str, ...] = ()
    located_within: tuple[str, ...] = ()  # prefectures around an XPCC city or division, which do not count it

    def is_valid_in(self, month_start: date, month_end: date) -> bool:
        """Whether the region existed at some day of the month."""
        starts = self.valid_from is None or self.valid_from <= month_end
        return starts and (self.valid_to is None or self.valid_to > month_start)


@dataclass(frozen=True, slots=True)
class AllowedUnit:
    """A unit an indicator accepts: the factor to its base unit, and whether it is a different concept (`人:1?`)."""

    unit: str
    multiplier: float
    is_related: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, by definition."""

    code: str
    name_zh: str
    wordings: tuple[str, ...]  # synonyms, name first
    category: str
    measure_type: str  # flow, stock, rate, money
    unit_base: str
    units: Mapping[str, AllowedUnit]
    is_integer: bool
    plausible_min: float | None
    plausible_max: float | None
    dimensions: frozenset[str]  # of audience, programme, channel, venue, funding: those the catalogue declares
    aggregates_over_time: str
    aggregates_over_regions: str
    parent_total: str | None
    parts: tuple[str, ...]
    identity: str | None
    frequency: str
    tier: str  # core, extended, annual
    season_months: frozenset[int] = frozenset()
    is_wording_of: str | None = None  # the canonical indicator when this one is only another wording of it
    notes: str = ""
    part_wordings: tuple[str, ...] = ()  # wordings that mean this indicator only under its total: 其他, 女, 国家级
    stands_for: tuple[str, str] | None = None  # (indicator, audience): facts stated so are filed here instead
    name_en: str = ""
    verification: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One member of a dimension: an audience, programme, channel, venue type or funding source."""

    code: str
    name_zh: str
    wordings: tuple[str, ...]
    parent_code: str | None = None
    is_plan_group: bool = False
    season_months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A claim about the data, as reference/rules.csv states it. `version` rises when its meaning changes."""

    rule_id: str
    category: str
    severity: Severity
    effect: Effect
    name: str
    scope: str
    formula: str
    message_zh: str
    remedy_zh: str
    version: int
    stage: str  # file, observation, region_month, none
    engine: str  # domain, expectation, sql, none: the one place where it is decided
    owner: str = ""
    not_evaluated_reason: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorPair:
    """Sessions and the people who attended them, with the plausible average per session."""

    sessions_code: str
    participants_code: str
    average_min: float
    average_max: float


@dataclass(frozen=True)
class Catalog:
    """Everything that is known before a file arrives. `version` is a hash over the reference files."""

    version: str
    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    audiences: Mapping[str, Dimension]
    programmes: Mapping[str, Dimension]
    channels: Mapping[str, Dimension]
    venue_types: Mapping[str, Dimension]
    funding_sources: Mapping[str, Dimension]
    rules: Mapping[str, Rule]
    pairs: tuple[IndicatorPair, ...]
    population: Mapping[str, float]  # persons, census 2020
    region_collisions: Mapping[str, tuple[str, ...]]  # bare name → candidate codes
    indicator_collisions: Mapping[str, tuple[str, ...]]  # wording → candidate codes
    due_dates: Mapping[str, date]  # month → last day for reports about it
    thresholds: Mapping[str, float] = field(default_factory=dict)  # "RULE.parameter[.indicator]" → value
    aliases: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (kind, normalised wording) → code
    base_units: frozenset[str] = frozenset()
    unit_classes: Mapping[str, str] = field(default_factory=dict)  # raw unit → class

    @cached_property
    def prefectures(self) -> tuple[Region, ...]:
        """The 14 bodies that report, in code order."""
        return tuple(
            region
            for code, region in sorted(self.regions.items())
            if region.level == 2
            and region.parent_code == REGION_WIDE
            and region.valid_to is None
            and region.type in ("地级市", "自治州", "地区")
        )

    def counties_of(self, prefecture_code: str) -> tuple[Region, ...]:
        """The county-level units of a prefecture that exist today, in code order."""
        return tuple(
            region
            for code, region in sorted(self.regions.items())
            if region.level == 3 and region.parent_code == prefecture_code and region.valid_to is None
        )

    @cached_property
    def names(self) -> NameIndex:
        """The look-ups behind `domain.names`, built once."""
        return NameIndex.build(self)

    @cached_property
    def _filed_instead(self) -> Mapping[tuple[str, str], str]:
        """(indicator, audience) → the indicator that stands for the two."""
        return {one.stands_for: one.code for one in self.indicators.values() if one.stands_for is not None}

    def canonical(self, indicator_code: str, audience_code: str | None = None) -> str:
        """The indicator that facts are filed under: itself, or the one it is only a wording of.

        With an audience, the pair may be another indicator: 科技培训参与人次 of 农牧民 is 培训农牧民人次
        (docs/decisions/0003-farmers-trained.md).
        """
        code = self.indicators[indicator_code].is_wording_of or indicator_code
        return self._filed_instead.get((code, audience_code), code) if audience_code else code

    def threshold(self, rule_id: str, name: str, indicator_code: str | None = None) -> float:
        """A rule's threshold: the one for the indicator if stated, else the general one. Raises KeyError if neither."""
        if indicator_code is not None and (specific := f"{rule_id}.{name}.{indicator_code}") in self.thresholds:
            return self.thresholds[specific]
        return self.thresholds[f"{rule_id}.{name}"]
