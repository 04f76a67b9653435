"""Reports with errors put in: what a simulated region states of each month, clean and with errors of stated kinds.

Half of the prefectures send a form (month and year to date, totals, two indicators by county), half write prose: year
to date only, half of the indicators, no totals. The cities of 兵团 state these two indicators for themselves. It is all
synthetic, and written apart from the rules (benchmarks/region.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.region import Simulated, by_county, simulate, simulate_xpcc
from domain.catalog import Catalog

REGIONS = 3
FIRST_MONTH, LAST_MONTH = 13, 23
Stated = pd.DataFrame
Damage = Callable[["Report"], "Seeded | None"]


@dataclass(frozen=True)
class Seeded:
    """One error put in: the rows it changed, their true values, and whether a clerk could be told the right value."""

    kind: str
    rows: tuple[int, ...]
    true_values: tuple[float, ...]


@dataclass(frozen=True)
class Report:
    """What one prefecture reports, in a month's frame that an error may be written into."""

    stated: Stated
    place: str
    generator: np.random.Generator
    within: frozenset[str] = frozenset()  # cities of 兵团 within this prefecture

    def choose(self, **wanted: str) -> int | None:
        """A row of this prefecture whose columns match the patterns, at random."""
        rows = self.stated[self.stated["region_code"] == self.place]
        for name, pattern in wanted.items():
            rows = rows[rows[name].str.contains(pattern, regex=True)]
        return None if rows.empty else int(self.generator.choice(rows.index.to_numpy()))

    def find(self, code: str, period_type: str) -> int | None:
        """The row of one indicator."""
        return self.choose(indicator_code=f"^{re.escape(code)}$", period_type=period_type)

    def value(self, row: int) -> float:
        """The value of a row."""
        return float(self.stated["value"].to_numpy()[row])

    def code(self, row: int) -> str:
        """The indicator of a row."""
        return str(self.stated["indicator_code"].iloc[row])

    @property
    def month_of_year(self) -> int:
        """0 in January."""
        return int(self.stated["month"].to_numpy()[0]) % 12

    def seed(self, kind: str, wrong: Mapping[int, float]) -> Seeded | None:
        """Write wrong values into the report; nothing where they equal the true ones."""
        true = tuple(self.value(row) for row in wrong)
        if all(value == known for value, known in zip(wrong.values(), true, strict=True)):
            return None
        for row, value in wrong.items():
            self.stated.loc[row, "value"] = value
        return Seeded(kind, tuple(wrong), true)


def _scaled(kind: str, factor: float, **wanted: str) -> Damage:
    def damage(report: Report) -> Seeded | None:
        row = report.choose(**wanted)
        if row is None:
            return None
        wrong = round(report.value(row) * factor, 4)
        wrong = float(round(wrong)) if kind.startswith("digit") else wrong
        return report.seed(kind, {row: wrong}) if wrong > 0 else None

    return damage


def _swapped(report: Report) -> Seeded | None:
    row = report.choose(indicator_code=r"ACT\.ALL", period_type="ytd")
    if row is None:
        return None
    digits = str(int(report.value(row)))
    at = int(report.generator.integers(0, len(digits) - 1))
    wrong = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return None if wrong[0] == "0" else report.seed("digits swapped in a total", {row: float(wrong)})


def _ytd_as_month(report: Report) -> Seeded | None:
    row = report.choose(indicator_code=r"ACT\.\w+\.SESSIONS", period_type="month")
    if row is None or report.month_of_year < 2:
        return None
    year = report.find(report.code(row), "ytd")
    return None if year is None else report.seed("year to date in the month column", {row: report.value(year)})


def _columns_exchanged(report: Report) -> Seeded | None:
    sessions = report.choose(indicator_code=r"ACT\.(?:TRAIN|LECTURE|POLICY)\.SESSIONS", period_type="ytd")
    if sessions is None:
        return None
    people = report.find(report.code(sessions).replace("SESSIONS", "PARTICIPANTS"), "ytd")
    if people is None:
        return None
    exchanged = {sessions: report.value(people), people: report.value(sessions)}
    return report.seed("sessions and participants exchanged", exchanged)


def _part_left_out(report: Report) -> Seeded | None:
    total = report.find("ACT.ALL.SESSIONS", "ytd")
    part = report.choose(indicator_code=r"ACT\.(?:LECTURE|TRAIN)\.SESSIONS", period_type="ytd")
    if total is None or part is None:
        return None
    return report.seed("part left out of a total", {total: report.value(total) - report.value(part)})


def _fallen(report: Report) -> Seeded | None:
    row = report.choose(indicator_code=r"ACT\.(?!ALL)", period_type="ytd")
    if row is None or report.month_of_year < 2:
        return None
    return report.seed("year to date below last month's", {row: float(round(report.value(row) * 0.6))})


def _negative(report: Report) -> Seeded | None:
    row = report.choose(period_type="month|ytd")
    return None if row is None else report.seed("negative", {row: -report.value(row)})


def _xpcc_counted(report: Report) -> Seeded | None:
    """A figure, with its month and its year to date, counts a city of 兵团 within the prefecture."""
    cities = report.stated[report.stated["region_code"].isin(report.within)]
    if cities.empty:
        return None
    code = str(report.generator.choice(sorted(set(cities["indicator_code"]))))
    city = str(report.generator.choice(sorted(set(cities["region_code"]))))
    own = cities[(cities["region_code"] == city) & (cities["indicator_code"] == code)]
    rows = {kind: report.find(code, f"^{kind}$") for kind in own["period_type"]}
    added = dict(zip(own["period_type"], own["value"], strict=True))
    wrong = {row: report.value(row) + added[kind] for kind, row in rows.items() if row is not None}
    return report.seed("兵团 counted in a prefecture's figure", wrong) if wrong else None


PEOPLE = r"PARTICIPANTS|FARMERS"
DAMAGES: tuple[Damage, ...] = (
    _scaled("万 left out (participants)", 1e-4, indicator_code=PEOPLE),
    _scaled("万 written twice (participants)", 1e4, indicator_code=PEOPLE),
    _scaled("万 left out (materials, views)", 1e-4, indicator_code=r"MAT|MED\.VIEWS"),
    _scaled("digit added (participants)", 10, indicator_code=PEOPLE),
    _scaled("digit added (sessions)", 10, indicator_code=r"ACT.*SESSIONS"),
    _scaled("digit lost (participants)", 0.1, indicator_code=PEOPLE),
    _scaled("digit added (stock)", 10, period_type="stock"),
    _swapped,
    _ytd_as_month,
    _columns_exchanged,
    _part_left_out,
    _fallen,
    _negative,
    _xpcc_counted,
)


@dataclass(frozen=True)
class Case:
    """One month of one region: as it is, with errors, and which. `earlier` are the months before, oldest first."""

    region: int
    clean: Stated
    wrong: Stated
    seeded: list[Seeded]
    earlier: tuple[Stated, ...]


def cases(catalog: Catalog, regions: int = REGIONS, seed: int = 100) -> Iterator[Case]:
    """Every measured month of every simulated region."""
    for number in range(regions):
        office = simulated_region(catalog, seed + number)
        generator = np.random.default_rng(seed + 100 + number)
        months = tuple(told(office, month, catalog) for month in range(LAST_MONTH + 1))
        for month in range(FIRST_MONTH, LAST_MONTH + 1):
            wrong = months[month].copy()
            yield Case(number, months[month], wrong, _damaged(wrong, catalog, generator), months[:month])


@dataclass(frozen=True)
class Office:
    """A simulated region as the rules see it: prefectures, the counties of those that send forms, 兵团."""

    prefectures: Simulated
    counties: Simulated
    xpcc: Simulated


def simulated_region(catalog: Catalog, seed: int) -> Office:
    """One region with everything that is reported in it."""
    months = LAST_MONTH + 1
    prefectures = simulate(catalog, months, seed=seed)
    counties = by_county(prefectures, catalog, seed=seed + 10_000)
    return Office(prefectures, counties, simulate_xpcc(catalog, months, seed=seed + 20_000))


def told(office: Office, month: int, catalog: Catalog) -> Stated:
    """What is reported of a month: every second prefecture writes prose and tells less; 兵团 tells a little."""
    stated = office.prefectures.month(month)
    writers = {place.code for number, place in enumerate(catalog.prefectures) if number % 2}
    is_prose = stated["submitter_code"].isin(writers)
    codes = sorted(set(stated["indicator_code"]) - {"ACT.ALL.SESSIONS", "ACT.ALL.PARTICIPANTS"})
    is_told = stated["indicator_code"].isin([*codes[::2], "ACT.TRAIN.SESSIONS"]) & stated["period_type"].ne("month")
    counties = office.counties.month(month)
    of_forms = counties[~counties["submitter_code"].isin(writers)]
    return pd.concat([stated[~is_prose | is_told], of_forms, office.xpcc.month(month)], ignore_index=True)


def _damaged(stated: Stated, catalog: Catalog, generator: np.random.Generator) -> list[Seeded]:
    places = [region.code for region in catalog.prefectures][:: int(generator.integers(1, 3)) or 1]
    made = []
    for place in places:
        damage = DAMAGES[int(generator.integers(0, len(DAMAGES)))]
        within = frozenset(code for code, region in catalog.regions.items() if place in region.located_within)
        seeded = damage(Report(stated, place, generator, within))
        if seeded is not None:
            made.append(seeded)
    return made
