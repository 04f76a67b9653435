"""A simulated region, written apart from the rules: places, months and figures that agree with each other.

Everything here is synthetic. Monthly flows are lognormal around a level that follows population and season; persons
follow from sessions by an average that each place and activity keeps; totals are sums; years to date accumulate;
stocks grow slowly. The spreads are assumptions and are stated beside the results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.catalog import Catalog
from domain.observation import NOT_DECLARED, NOT_STATED, OBSERVATION_COLUMNS, observation_key

MONTH_SPREAD = 0.25
"""Log standard deviation of a month around its level."""
PLACE_SPREAD = 0.35
"""Log standard deviation of a place around what its population would have."""
ACTIVITIES = ("TRAIN", "PUBLICITY", "POLICY", "EPIDEMIC", "LECTURE", "EXHIB", "CONTEST", "VOLSERV")
LEVELS = {
    "TRAIN": 80,
    "PUBLICITY": 40,
    "POLICY": 200,
    "EPIDEMIC": 30,
    "LECTURE": 60,
    "EXHIB": 12,
    "CONTEST": 10,
    "VOLSERV": 50,
}
"""Sessions a month in a prefecture of a million."""
AVERAGES = {
    "TRAIN": 70,
    "PUBLICITY": 120,
    "POLICY": 60,
    "EPIDEMIC": 80,
    "LECTURE": 90,
    "EXHIB": 250,
    "CONTEST": 150,
    "VOLSERV": 110,
}
FLOWS = {"MAT.ALL.DISTRIBUTED": 9000, "MED.VIDEO.PRODUCED": 25, "MED.VIEWS": 60000, "VEN.STM.VISITS": 7000}
STOCKS = {"VEN.BASE.NUM": 40, "VEN.DEMOBASE.NUM": 60, "VEN.VILLAGEHALL.NUM": 80, "HR.VOLUNTEER": 8000, "VEN.STM.NUM": 5}
COUNTY_TABLE = ("MAT.ALL.DISTRIBUTED", "VEN.VILLAGEHALL.NUM")
"""What a form also states county by county, and what the cities of 兵团 state for themselves."""
XPCC_SIZE = 0.15
"""A city of 兵团, in millions of inhabitants."""
SEASON = np.array([0.6, 0.7, 0.9, 1.0, 1.2, 1.1, 0.9, 0.9, 1.5, 1.1, 1.0, 0.9])


@dataclass(frozen=True)
class Simulated:
    """One simulated region. `flows` and `stocks`: one row per region, indicator and month (0 is January)."""

    flows: pd.DataFrame
    stocks: pd.DataFrame
    first_year: int

    def month(self, month: int) -> pd.DataFrame:
        """What every place reports for a month: month and year-to-date flows, stocks. Grain: one row per key."""
        flows = self.flows[self.flows["month"] == month].assign(period_type="month")
        year = self.flows["month"].between(month - month % 12, month)
        keys = ["region_code", "submitter_code", "indicator_code"]
        total = self.flows[year].groupby(keys, as_index=False)["value"].sum().assign(period_type="ytd", month=month)
        stock = self.stocks[self.stocks["month"] == month].assign(period_type="stock")
        stated = pd.concat([flows, total, stock], ignore_index=True)
        listed: pd.DataFrame = stated.assign(period=self.period(month))
        return listed

    def only(self, codes: Sequence[str]) -> Simulated:
        """The same region with some indicators only."""
        flows, stocks = (frame[frame["indicator_code"].isin(codes)] for frame in (self.flows, self.stocks))
        return Simulated(flows, stocks, self.first_year)

    def period(self, month: int) -> str:
        """The month as YYYY-MM."""
        return f"{self.first_year + month // 12:04d}-{month % 12 + 1:02d}"


def simulate(catalog: Catalog, months: int, seed: int, *, with_counties: bool = False) -> Simulated:
    """Simulate all prefectures (and their counties, of which the prefecture is then the sum) for some months."""
    generator = np.random.default_rng(seed)
    flows, stocks = [], []
    for prefecture in catalog.prefectures:
        million = catalog.population[prefecture.code] / 1_000_000
        counties = [county.code for county in catalog.counties_of(prefecture.code)] if with_counties else []
        for place in counties or [prefecture.code]:
            size = million / max(1, len(counties))
            flows.append(_flows(place, prefecture.code, size, months, generator))
        stocks.append(_stocks(prefecture.code, million, months, generator))
    listed = pd.concat(flows, ignore_index=True)
    if with_counties:
        sums = listed.groupby(["submitter_code", "indicator_code", "month"], as_index=False)["value"].sum()
        listed = pd.concat([listed, sums.assign(region_code=sums["submitter_code"])], ignore_index=True)
    return Simulated(listed, pd.concat(stocks, ignore_index=True), first_year=2021)


def simulate_xpcc(catalog: Catalog, months: int, seed: int) -> Simulated:
    """Simulate what the cities of 兵团 within the prefectures state for themselves (COUNTY_TABLE)."""
    generator = np.random.default_rng(seed)
    cities = sorted(code for code, region in catalog.regions.items() if region.level == 3 and region.located_within)
    flows = [_flows(city, city, XPCC_SIZE, months, generator) for city in cities]
    stocks = [_stocks(city, XPCC_SIZE, months, generator) for city in cities]
    whole = Simulated(pd.concat(flows, ignore_index=True), pd.concat(stocks, ignore_index=True), first_year=2021)
    return whole.only(COUNTY_TABLE)


def by_county(region: Simulated, catalog: Catalog, seed: int) -> Simulated:
    """The same figures (COUNTY_TABLE) divided among the counties of each prefecture, which add up to it exactly."""
    generator = np.random.default_rng(seed)
    shares = {
        place.code: (counties, generator.dirichlet(np.full(len(counties), 5.0)))
        for place in catalog.prefectures
        if len(counties := [county.code for county in catalog.counties_of(place.code)]) > 1
    }
    told = region.only(COUNTY_TABLE)
    return Simulated(_divided(told.flows, shares), _divided(told.stocks, shares), region.first_year)


def _divided(frame: pd.DataFrame, shares: Mapping[str, tuple[list[str], np.ndarray]]) -> pd.DataFrame:
    rows = frame[frame["region_code"].isin(shares)]
    parts = []
    for place, (counties, share) in shares.items():
        own = rows[rows["region_code"] == place]
        edges = np.round(np.outer(own["value"], np.concatenate([[0.0], np.cumsum(share)])))
        for number, county in enumerate(counties):
            parts.append(own.assign(region_code=county, value=edges[:, number + 1] - edges[:, number]))
    return pd.concat(parts, ignore_index=True)


def _flows(place: str, submitter: str, million: float, months: int, generator: np.random.Generator) -> pd.DataFrame:
    series: dict[str, np.ndarray] = {}
    season = SEASON[np.arange(months) % 12]
    for activity in ACTIVITIES:
        level = LEVELS[activity] * max(million, 0.02) * np.exp(generator.normal(0, PLACE_SPREAD))
        sessions = np.maximum(1, np.round(level * season * np.exp(generator.normal(0, MONTH_SPREAD, months))))
        average = AVERAGES[activity] * np.exp(generator.normal(0, PLACE_SPREAD / 2))
        people = np.round(sessions * average * np.exp(generator.normal(0, MONTH_SPREAD / 2, months)))
        series[f"ACT.{activity}.SESSIONS"], series[f"ACT.{activity}.PARTICIPANTS"] = sessions, people
    for kind in ("SESSIONS", "PARTICIPANTS"):
        series[f"ACT.ALL.{kind}"] = sum(series[f"ACT.{activity}.{kind}"] for activity in ACTIVITIES)  # type: ignore[assignment]  # a sum of arrays
    series["ACT.TRAIN.FARMERS"] = np.round(series["ACT.TRAIN.PARTICIPANTS"] * generator.uniform(0.6, 0.95, months))
    for code, level in FLOWS.items():
        scale = level * max(million, 0.02) * np.exp(generator.normal(0, PLACE_SPREAD))
        series[code] = np.maximum(1, np.round(scale * season * np.exp(generator.normal(0, MONTH_SPREAD, months))))
    return _long(place, submitter, series, months)


def _stocks(place: str, million: float, months: int, generator: np.random.Generator) -> pd.DataFrame:
    series = {
        code: np.round(level * million * np.exp(generator.normal(0, PLACE_SPREAD)))
        + 3
        + np.cumsum(generator.random(months) < 0.1)
        for code, level in STOCKS.items()
    }
    return _long(place, place, series, months)


def _long(place: str, submitter: str, series: dict[str, np.ndarray], months: int) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame({"indicator_code": code, "month": np.arange(months), "value": values.astype(float)})
            for code, values in series.items()
        ],
        ignore_index=True,
    ).assign(region_code=place, submitter_code=submitter)


def observations(stated: pd.DataFrame, catalog: Catalog, reported_in: Sequence[str] | str) -> pd.DataFrame:
    """Rows of OBSERVATION_COLUMNS (and the three of the staged month) for stated figures, as a form would give them."""
    rows = stated.reset_index(drop=True)
    codes = rows["indicator_code"]
    units = codes.map({code: item.unit_base for code, item in catalog.indicators.items()})
    frame = pd.DataFrame(
        {
            "observation_id": [f"n{number}" for number in range(len(rows))],
            "submission_id": "s" + rows["submitter_code"],
            "submitter_code": rows["submitter_code"],
            "reported_in": reported_in,
            "source_file": "synthetic.xlsx",
            "member": "",
            "address": [f"汇总!B{number + 2}" for number in range(len(rows))],
            "raw": rows["value"].map("{:g}".format),
            "origin": "table",
            "kind": "level",
            "region_code": rows["region_code"],
            "region_resolution": "resolved",
            "indicator_code": codes,
            "indicator_resolution": "resolved",
            "period": rows["period"],
            "period_type": rows["period_type"],
            "scope": "default",
            "event_id": "",
            "value": rows["value"],
            "value_low": rows["value"],
            "value_high": rows["value"],
            "half_width": 0.0,
            "unit": units,
            "unit_code": units,
            "unit_match": "exact",
            "multiplier": 1.0,
            "qualifier": "exact",
            "state": "reported",
            "maturity": "actual",
            "confidence": 1.0,
            "status": "accepted",
            "load_id": 1,
            "document_form": "form",
            **_dimensions(codes, catalog),
        }
    )
    for name in ("is_vague", "is_double_hedged", "is_text_number", "is_corrected"):
        frame[name] = False
    for name in (
        "row_labels",
        "column_labels",
        "quote",
        "region_candidates",
        "indicator_candidates",
        "audiences",
        "programmes",
    ):
        frame[name] = ""
    frame["observation_key"] = _keys(frame)
    listed = [*OBSERVATION_COLUMNS, "load_id", "document_form", "is_corrected"]
    return frame.reindex(columns=listed).astype({"target_year": "Int64", "start": "Int64", "end": "Int64"})


def _dimensions(codes: pd.Series, catalog: Catalog) -> dict[str, pd.Series]:
    return {
        f"{name}_code": codes.map(
            {code: NOT_STATED if name in item.dimensions else NOT_DECLARED for code, item in catalog.indicators.items()}
        )
        for name in ("audience", "channel", "venue", "funding")
    }


def _keys(frame: pd.DataFrame) -> list[str]:
    columns = ("region_code", "period", "period_type", "indicator_code")
    more = ("audience_code", "channel_code", "venue_code", "funding_code")
    return [
        observation_key(
            region_code=place,
            period=period,
            period_type=kind,
            indicator_code=code,
            audience_code=audience,
            channel_code=channel,
            venue_code=venue,
            funding_code=funding,
        )
        for place, period, kind, code, audience, channel, venue, funding in zip(
            *(frame[name] for name in (*columns, *more)), strict=True
        )
    ]
