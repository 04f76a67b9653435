"""How many seeded errors the rules find, how often the suggestion is right, and what they say about clean values.

A simulated region (benchmarks/region.py: synthetic, written apart from the rules) reports month after month. In each
measured month one or two prefectures in two make one error of a stated kind; the others are clean. Half of the prefectures
send a form (month and year to date, totals), half write prose: year to date only, half of the indicators, no totals. The
same months without any error give the false alarms. A value counts as caught when a failure that holds it or asks for an explanation falls on
it, or when an issue names it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

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
    history_values,
    stage_month,
    violation_frames,
    violation_statement_names,
)
from warehouse.statements import statement

REGIONS = 1
FIRST_MONTH, LAST_MONTH = 13, 23
Stated = pd.DataFrame
Damage = Callable[[Stated, str, np.random.Generator], "Seeded | None"]


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
    accepted_clean: int = 0
    issues: int = 0
    prefecture_months: int = 0


def _choose(stated: Stated, place: str, generator: np.random.Generator, **wanted: str) -> int | None:
    rows = stated[stated["submitter_code"] == place]
    for name, value in wanted.items():
        rows = rows[rows[name].str.contains(value, regex=True)]
    return None if rows.empty else int(generator.choice(rows.index.to_numpy()))


def _scaled(kind: str, factor: float, **wanted: str) -> Damage:
    def damage(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
        row = _choose(stated, place, generator, **wanted)
        if row is None:
            return None
        value = float(stated.at[row, "value"])
        wrong = value * factor if factor >= 1 else round(value * factor, 4)
        if factor < 1 and kind.startswith("digit"):
            wrong = float(round(wrong))
        if wrong == value or wrong <= 0:
            return None
        stated.at[row, "value"] = wrong
        return Seeded(kind, (row,), (value,))

    return damage


def _swapped(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    row = _choose(stated, place, generator, indicator_code=r"ACT\.ALL", period_type="ytd")
    if row is None:
        return None
    value = float(stated.at[row, "value"])
    digits = str(int(value))
    place_of = int(generator.integers(0, len(digits) - 1))
    wrong = digits[:place_of] + digits[place_of + 1] + digits[place_of] + digits[place_of + 2 :]
    if float(wrong) == value or wrong[0] == "0":
        return None
    stated.at[row, "value"] = float(wrong)
    return Seeded("digits swapped in a total", (row,), (value,))


def _ytd_as_month(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    month = _choose(stated, place, generator, indicator_code=r"ACT\.\w+\.SESSIONS", period_type="month")
    if month is None or stated.at[month, "month"] % 12 < 2:
        return None
    same = stated["indicator_code"].eq(stated.at[month, "indicator_code"]) & stated["submitter_code"].eq(place)
    year = stated.index[same & stated["period_type"].eq("ytd")][0]
    true = float(stated.at[month, "value"])
    stated.at[month, "value"] = stated.at[year, "value"]
    return Seeded("year to date in the month column", (month,), (true,))


def _columns_exchanged(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    sessions = _choose(
        stated, place, generator, indicator_code=r"ACT\.(TRAIN|LECTURE|POLICY)\.SESSIONS", period_type="ytd"
    )
    if sessions is None:
        return None
    code = str(stated.at[sessions, "indicator_code"]).replace("SESSIONS", "PARTICIPANTS")
    same = stated["indicator_code"].eq(code) & stated["submitter_code"].eq(place) & stated["period_type"].eq("ytd")
    people = stated.index[same][0]
    true = (float(stated.at[sessions, "value"]), float(stated.at[people, "value"]))
    stated.at[sessions, "value"], stated.at[people, "value"] = true[1], true[0]
    return Seeded("sessions and participants exchanged", (sessions, int(people)), true)


def _part_left_out(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    row = _choose(stated, place, generator, indicator_code=r"ACT\.ALL\.SESSIONS", period_type="ytd")
    part = _choose(stated, place, generator, indicator_code=r"ACT\.(LECTURE|TRAIN)\.SESSIONS", period_type="ytd")
    if row is None or part is None:
        return None
    true = float(stated.at[row, "value"])
    stated.at[row, "value"] = true - float(stated.at[part, "value"])
    return Seeded("part left out of a total", (row,), (true,))


def _fallen(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    row = _choose(stated, place, generator, indicator_code=r"ACT\.(?!ALL)", period_type="ytd")
    if row is None or stated.at[row, "month"] % 12 < 2:
        return None
    true = float(stated.at[row, "value"])
    stated.at[row, "value"] = float(round(true * 0.6))
    return Seeded("year to date below last month's", (row,), (true,))


def _negative(stated: Stated, place: str, generator: np.random.Generator) -> Seeded | None:
    row = _choose(stated, place, generator, period_type="month")
    if row is None:
        return None
    true = float(stated.at[row, "value"])
    stated.at[row, "value"] = -true
    return Seeded("negative", (row,), (true,))


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
    with open_memory() as connection:
        load_reference(connection, catalog)
        for number in range(REGIONS):
            region = simulate(catalog, LAST_MONTH + 1, seed=100 + number)
            generator = np.random.default_rng(200 + number)
            for month in range(FIRST_MONTH, LAST_MONTH + 1):
                history = pd.concat([told(region, earlier, catalog) for earlier in range(month)], ignore_index=True)
                clean = told(region, month, catalog)
                _count_clean(_judged(connection, clean, history, catalog), clean, tally)
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
    is_told = stated["indicator_code"].isin(codes[::2] + ["ACT.TRAIN.SESSIONS"]) & stated["period_type"].ne("month")
    return stated[~is_prose | is_told].reset_index(drop=True)


def _damaged(stated: Stated, catalog: Catalog, generator: np.random.Generator) -> list[Seeded]:
    places = [region.code for region in catalog.prefectures][:: int(generator.integers(1, 3)) or 1]
    made = []
    for place in places:
        damage = DAMAGES[int(generator.integers(0, len(DAMAGES)))]
        seeded = damage(stated, place, generator)
        if seeded is not None:
            made.append(seeded)
    return made


@dataclass(frozen=True)
class Judged:
    """The verdict on one month. Observation ids are n0, n1, … in the order of the stated rows."""

    violations: list[Violation]
    issues: list[Issue]


def _judged(connection: DuckDBPyConnection, stated: Stated, history: Stated, catalog: Catalog) -> Judged:
    period = str(stated["period"].iloc[0])
    frame = observations(stated, catalog, period)
    reporters = [
        (region.code, period, "received", pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-02"), 1, 1)
        for region in catalog.prefectures
    ]
    _stage(connection, frame, observations(history, catalog, list(history["period"])), reporters, period)
    views = violation_frames(connection, violation_statement_names())
    found = validate_observations(frame, catalog) + validate_region_month(views, catalog, period=period)
    names = [item.name for item in fields(Observation)]
    plain = frame.astype(object).where(frame.notna(), None)
    rows = [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
    listed = [Observation(**{name: row.get(name) for name in names}) for row in rows]  # type: ignore[arg-type]  # a frame's cells carry no types
    past = history_values(connection)
    return Judged(found.violations, reason(found.violations, listed, ReasoningContext(catalog, past)))


def _stage(
    connection: DuckDBPyConnection,
    frame: pd.DataFrame,
    history: pd.DataFrame,
    reporters: list[tuple[object, ...]],
    period: str,
) -> None:
    stage_month(connection, period, frame, pd.DataFrame(reporters, columns=list(REPORTER_COLUMNS)))
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


def _count_clean(judged: Judged, stated: Stated, tally: Tally) -> None:
    falling = _falling(judged.violations)
    tally.clean_values += len(stated)
    tally.false_alarms += len(falling)
    tally.false_rules.update(rule for rules in falling.values() for rule in rules)
    tally.accepted_clean += len(stated) - len(falling)


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
        f"clean accepted alone {tally.accepted_clean / tally.clean_values:.4f}",
        f"wrong and silent {tally.silent_values} of {tally.wrong_values} wrong, {tally.clean_values} stated",
        f"issues per prefecture-month {tally.issues / tally.prefecture_months:.2f}",
        f"rules behind false alarms: {dict(tally.false_rules.most_common(8))}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
