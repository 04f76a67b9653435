"""How many seeded errors the rules find, how often the suggestion is right, and what they say about clean values.

A simulated region (benchmarks/region.py: synthetic, written apart from the rules) reports month after month. In each
measured month every prefecture, or every second one, makes one error of a stated kind. Half of the prefectures send a
form (month and year to date, totals), half write prose: year to date only, half of the indicators, no totals. The same
months without any error give the false alarms.

A value counts as caught when a failure that holds it or asks for an explanation falls on it, or when an issue names it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.region import Simulated, observations, simulate
from domain.catalog import Catalog
from domain.issue import Issue
from domain.observation import Observation
from domain.reasoning import ReasoningContext, reason
from domain.violation import Effect, Violation
from expectations import validate_observations, validate_region_month
from reference.loader import load_catalog
from warehouse.connection import open_memory
from warehouse.reference_tables import load_reference
from warehouse.stage import (
    COMPARED,
    REPORTER_COLUMNS,
    accepted_above_bound,
    history_values,
    stage_month,
    violation_frames,
    violation_statement_names,
)
from warehouse.statements import statement

REGIONS = 3
NO_HISTORY = "--no-history"
"""On the command line: every month is the first one."""
FIRST_MONTH, LAST_MONTH = 13, 23
Stated = pd.DataFrame
Damage = Callable[["Report"], "Seeded | None"]


@dataclass(frozen=True)
class Seeded:
    """One error put in: the rows it changed, their true values, and whether a clerk could be told the right value."""

    kind: str
    rows: tuple[int, ...]
    true_values: tuple[float, ...]


@dataclass
class Tally:
    """What was counted over all months."""

    seeded: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    silent_values: int = 0
    wrong_values: int = 0
    clean_values: int = 0
    false_alarms: int = 0
    false_rules: Counter[str] = field(default_factory=Counter)
    false_series: set[tuple[int, str, str]] = field(default_factory=set)  # region simulated, place, indicator
    accepted_clean: int = 0
    issues: int = 0
    prefecture_months: int = 0


@dataclass(frozen=True)
class Report:
    """What one prefecture reports, in a month's frame that an error may be written into."""

    stated: Stated
    place: str
    generator: np.random.Generator

    def choose(self, **wanted: str) -> int | None:
        """A row of this prefecture whose columns match the patterns, at random."""
        rows = self.stated[self.stated["submitter_code"] == self.place]
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
    sessions = report.choose(indicator_code=r"ACT\.(TRAIN|LECTURE|POLICY)\.SESSIONS", period_type="ytd")
    if sessions is None:
        return None
    people = report.find(report.code(sessions).replace("SESSIONS", "PARTICIPANTS"), "ytd")
    if people is None:
        return None
    exchanged = {sessions: report.value(people), people: report.value(sessions)}
    return report.seed("sessions and participants exchanged", exchanged)


def _part_left_out(report: Report) -> Seeded | None:
    total = report.find("ACT.ALL.SESSIONS", "ytd")
    part = report.choose(indicator_code=r"ACT\.(LECTURE|TRAIN)\.SESSIONS", period_type="ytd")
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
)


def main() -> None:
    """Measure and write the rates, each with the number of independent values behind it."""
    catalog, tally = load_catalog(), Tally()
    with_history = NO_HISTORY not in sys.argv
    with open_memory() as connection:
        load_reference(connection, catalog)
        for number in range(REGIONS):
            region = simulate(catalog, LAST_MONTH + 1, seed=100 + number)
            generator = np.random.default_rng(200 + number)
            for month in range(FIRST_MONTH, LAST_MONTH + 1):
                months = range(month) if with_history else range(0)
                earlier = [told(region, number_of, catalog) for number_of in months]
                history = pd.concat([told(region, 0, catalog).head(0), *earlier], ignore_index=True)
                clean = told(region, month, catalog)
                _count_clean(_judged(connection, clean, history, catalog), clean, tally, number)
                wrong = clean.copy()
                seeded = _damaged(wrong, catalog, generator)
                _count_seeded(_judged(connection, wrong, history, catalog), wrong, seeded, tally)
    sys.stdout.write(report(tally))


def told(region: Simulated, month: int, catalog: Catalog) -> Stated:
    """What the prefectures report of a month: every second one writes prose and tells less."""
    stated = region.month(month)
    writers = {place.code for number, place in enumerate(catalog.prefectures) if number % 2}
    is_prose = stated["submitter_code"].isin(writers)
    codes = sorted(set(stated["indicator_code"]) - {"ACT.ALL.SESSIONS", "ACT.ALL.PARTICIPANTS"})
    is_told = stated["indicator_code"].isin([*codes[::2], "ACT.TRAIN.SESSIONS"]) & stated["period_type"].ne("month")
    return stated[~is_prose | is_told].reset_index(drop=True)


def _damaged(stated: Stated, catalog: Catalog, generator: np.random.Generator) -> list[Seeded]:
    places = [region.code for region in catalog.prefectures][:: int(generator.integers(1, 3)) or 1]
    made = []
    for place in places:
        damage = DAMAGES[int(generator.integers(0, len(DAMAGES)))]
        seeded = damage(Report(stated, place, generator))
        if seeded is not None:
            made.append(seeded)
    return made


@dataclass(frozen=True)
class Judged:
    """The verdict on one month. Observation ids are n0, n1, … in the order of the stated rows."""

    violations: list[Violation]
    issues: list[Issue]


def _judged(
    connection: Any,  # noqa: ANN401 - DuckDB is imported in its own room only
    stated: Stated,
    history: Stated,
    catalog: Catalog,
) -> Judged:
    period = str(stated["period"].iloc[0])
    frame = observations(stated, catalog, period)
    reporters = [
        (region.code, period, "received", pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-02"), 1, 1)
        for region in catalog.prefectures
    ]
    _stage(connection, frame, observations(history, catalog, list(history["period"])), reporters, period)
    views = violation_frames(connection, violation_statement_names())
    alone = validate_observations(frame, catalog, accepted_above_bound(connection))
    found = alone + validate_region_month(views, catalog, period=period)
    names = [item.name for item in fields(Observation)]
    plain = frame.astype(object).where(frame.notna(), None)
    rows = [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
    listed = [Observation(**{name: row.get(name) for name in names}) for row in rows]  # type: ignore[arg-type]  # a frame's cells carry no types
    past = history_values(connection)
    return Judged(found.violations, reason(found.violations, listed, ReasoningContext(catalog, past)))


def _stage(
    connection: Any,  # noqa: ANN401 - as above
    frame: pd.DataFrame,
    history: pd.DataFrame,
    reporters: Sequence[tuple[object, ...]],
    period: str,
) -> None:
    stage_month(connection, period, frame, pd.DataFrame(reporters, columns=list(REPORTER_COLUMNS)))
    if history.empty:
        return
    columns = [row[0] for row in connection.execute("describe history_fact").fetchall()]
    known = history.assign(observation_id="h" + history["observation_id"], status="accepted")[columns]
    connection.register("known_facts", known)
    connection.execute("insert into history_fact by name select * from known_facts")
    connection.unregister("known_facts")
    for name in COMPARED:
        connection.execute(statement("stage", f"create_{name}"))


def _falling(violations: list[Violation]) -> Mapping[str, set[str]]:
    """Rules that hold a number or ask about it, by observation id; a broken sum falls on all its operands."""
    falling: defaultdict[str, set[str]] = defaultdict(set)
    for violation in violations:
        if violation.effect is Effect.NOTICE:
            continue
        names = (violation.observation_id,) if violation.observation_id else violation.operands
        for name in names:
            falling[name].add(violation.rule_id)
    return falling


def _count_clean(judged: Judged, stated: Stated, tally: Tally, region: int) -> None:
    falling = _falling(judged.violations)
    tally.clean_values += len(stated)
    tally.false_alarms += len(falling)
    tally.false_rules.update(rule for rules in falling.values() for rule in rules)
    tally.accepted_clean += len(stated) - len(falling)
    places, codes = stated["submitter_code"].tolist(), stated["indicator_code"].tolist()
    tally.false_series |= {(region, places[int(name[1:])], codes[int(name[1:])]) for name in falling}


def _count_seeded(judged: Judged, stated: Stated, seeded: list[Seeded], tally: Tally) -> None:
    falling = _falling(judged.violations)
    tally.prefecture_months += stated["submitter_code"].nunique()
    tally.issues += len(judged.issues)
    by_first = {issue.observation_ids[0]: issue for issue in judged.issues if issue.observation_ids}
    named = {name for issue in judged.issues for name in issue.observation_ids}
    for error in seeded:
        tally.seeded[error.kind] += 1
        ids = [f"n{row}" for row in error.rows]
        tally.wrong_values += len(ids)
        tally.silent_values += sum(1 for name in ids if name not in falling and name not in named)
        if any(name in falling or name in named for name in ids):
            tally.caught[error.kind] += 1
        for name, true in zip(ids, error.true_values, strict=True):
            issue = by_first.get(name)
            if issue is not None and issue.suggestion_value is not None:
                tally.offered[error.kind] += 1
                tally.right[error.kind] += issue.suggestion_value == true


def report(tally: Tally) -> str:
    """The figures as a Markdown table and five lines."""
    lines = ["| error | seeded | caught | offered | right |", "|---|---|---|---|---|"]
    for kind in sorted(tally.seeded):
        counts = (tally.seeded[kind], tally.caught[kind], tally.offered[kind], tally.right[kind])
        lines.append(f"| {kind} | " + " | ".join(str(count) for count in counts) + " |")
    seeded, caught = tally.seeded.total(), tally.caught.total()
    offered, right = tally.offered.total(), tally.right.total()
    per_thousand = 1000 * tally.false_alarms / tally.clean_values
    lines += [
        f"caught {caught}/{seeded} = {caught / max(1, seeded):.3f}",
        f"suggestion right {right}/{offered} = {right / max(1, offered):.3f}",
        f"false alarms {tally.false_alarms} of {tally.clean_values} = {per_thousand:.2f} per 1,000",
        f"series (place and indicator) behind them: {len(tally.false_series)}",
        f"clean accepted alone {tally.accepted_clean / tally.clean_values:.4f}",
        f"wrong and silent {tally.silent_values} of {tally.wrong_values} wrong, {tally.clean_values} stated",
        f"issues per prefecture-month {tally.issues / tally.prefecture_months:.2f}",
        f"rules behind false alarms: {dict(tally.false_rules.most_common(8))}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
