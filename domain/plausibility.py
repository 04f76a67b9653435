"""How far a plausible bound reaches: wider for a large prefecture, for a year to date, and where the place's own level
has been above it before and was accepted (rule VAL-12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from domain.catalog import REGION_WIDE, Catalog, Indicator


def accumulates(indicator: Indicator) -> bool:
    """Whether months add up to a year to date, so that its bound grows with the year."""
    return indicator.measure_type in ("flow", "money") and indicator.aggregates_over_time == "sum"


def accumulation_factor(month_number: float, growth: float) -> float:
    """1 in January, more with each month: the bound is a peak month, and no year is twelve peaks."""
    return 1 + growth * (month_number - 1)


def accustomed_bound(bound: float, accepted: Sequence[float], catalog: Catalog) -> float:
    """The bound for a place whose accepted figures have stood above the proposed one before; else that one.

    `accepted` are earlier accepted figures of the same series, one a month, in the terms of this bound (a year to date
    scaled to the same month of the year). One explained month excuses no other: at least VAL-12.accustomed_months of
    them lie above the bound, or it stands. Else a figure is news from VAL-12.accustomed_margin × the highest on.
    """
    above = [value for value in accepted if value > bound]
    if len(above) < catalog.threshold("VAL-12", "accustomed_months"):
        return bound
    return max(above) * catalog.threshold("VAL-12", "accustomed_margin")


def population_factors(catalog: Catalog) -> dict[str, float]:
    """How far the bounds of each region widen by population; counties go with their prefecture.

    The whole region is worth its prefectures together.
    """
    known = [region.code for region in catalog.prefectures if region.code in catalog.population]
    if not known:
        return {}
    middle = median(catalog.population[code] for code in known)
    limit = catalog.threshold("VAL-12", "population_factor")
    ratios = {code: catalog.population[code] / middle for code in known}
    own = {code: ratio if ratio > limit else 1.0 for code, ratio in ratios.items()}
    counties = {code: own.get(region.parent_code or "", 1.0) for code, region in catalog.regions.items()}
    return {**counties, **own, REGION_WIDE: float(len(known))}


def population_of(region_code: str | None, catalog: Catalog) -> float | None:
    """Census persons of a region, or of its prefecture when it is a county: an upper bound for the county."""
    if region_code is None:
        return None
    population: Mapping[str, float] = catalog.population
    if region_code in population:
        return population[region_code]
    region = catalog.regions.get(region_code)
    return population.get(region.parent_code or "") if region is not None and region.level == 3 else None
