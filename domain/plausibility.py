"""How far a plausible bound reaches: wider for a large prefecture and for a year to date (rule VAL-12)."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from domain.catalog import REGION_WIDE, Catalog, Indicator


def accumulates(indicator: Indicator) -> bool:
    """Whether months add up to a year to date, so that its bound grows with the year."""
    return indicator.measure_type in ("flow", "money") and indicator.aggregates_over_time == "sum"


def accumulation_factor(month_number: float, growth: float) -> float:
    """1 in January, more with each month: the bound is a peak month, and no year is twelve peaks."""
    return 1 + growth * (month_number - 1)


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
