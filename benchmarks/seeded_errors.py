"""How many seeded errors the rules find, how often the suggestion is right, and what they say about clean values.

A simulated region reports month after month (benchmarks/seeded_reports.py: synthetic, written apart from the rules). In
each measured month every prefecture, or every second one, makes one error of a stated kind; the same months without any
error give the false alarms.

A value counts as caught when a failure that holds it or asks for an explanation falls on it, or when an issue names it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from benchmarks.region import observations
from benchmarks.seeded_reports import REGIONS, Seeded, Stated, cases
from domain.catalog import Catalog
from domain.issue import Issue
from domain.observation import Observation
from domain.reasoning import ReasoningContext, located_numbers, reason
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

NO_HISTORY = "--no-history"
"""On the command line: every month is the first one."""


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
    beside: int = 0  # clean values that a rule asks about because of an error elsewhere in the month
    issues: int = 0
    prefecture_months: int = 0


def main() -> None:
    """Measure and write the rates, each with the number of independent values behind it."""
    catalog, tally = load_catalog(), Tally()
    sys.stdout.write(report(measure(catalog, tally, with_history=NO_HISTORY not in sys.argv)))


def measure(catalog: Catalog, tally: Tally, *, with_history: bool, regions: int = REGIONS, seed: int = 100) -> Tally:
    """Judge every month clean and with its errors, and count."""
    known: dict[tuple[int, str], pd.DataFrame] = {}
    with open_memory() as connection:
        load_reference(connection, catalog)
        for case in cases(catalog, regions, seed):
            earlier = case.earlier if with_history else ()
            history = [_known(stated, case.region, known, catalog) for stated in earlier]
            clean = _judged(connection, case.clean, history, catalog)
            wrong = _judged(connection, case.wrong, history, catalog)
            _count_clean(clean, case.clean, tally, case.region)
            _count_seeded(wrong, case.seeded, tally)
            seeded = {f"n{row}" for error in case.seeded for row in error.rows}
            tally.beside += len(_falling(wrong).keys() - _falling(clean).keys() - seeded)
            tally.prefecture_months += len(catalog.prefectures)
    return tally


def _known(stated: Stated, region: int, known: dict[tuple[int, str], pd.DataFrame], catalog: Catalog) -> pd.DataFrame:
    """An earlier month as facts; each month of a region is turned into them once."""
    period = str(stated["period"].iloc[0])
    if (region, period) not in known:
        facts = observations(stated, catalog, period)
        known[region, period] = facts.assign(observation_id=f"h{period}" + facts["observation_id"], status="accepted")
    return known[region, period]


@dataclass(frozen=True)
class Judged:
    """The verdict on one month. Observation ids are n0, n1, … in the order of the stated rows."""

    violations: list[Violation]
    issues: list[Issue]


def _judged(
    connection: Any,  # noqa: ANN401 - DuckDB is imported in its own room only
    stated: Stated,
    history: Sequence[pd.DataFrame],
    catalog: Catalog,
) -> Judged:
    period = str(stated["period"].iloc[0])
    frame = observations(stated, catalog, period)
    reporters = [
        (region.code, period, "received", pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-02"), 1, 1)
        for region in catalog.prefectures
    ]
    _stage(connection, frame, history, reporters, period)
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
    history: Sequence[pd.DataFrame],
    reporters: Sequence[tuple[object, ...]],
    period: str,
) -> None:
    stage_month(connection, period, frame, pd.DataFrame(reporters, columns=list(REPORTER_COLUMNS)))
    if not history:
        return
    columns = [row[0] for row in connection.execute("describe history_fact").fetchall()]
    known = pd.concat(history, ignore_index=True)[columns]
    connection.register("known_facts", known)
    connection.execute("insert into history_fact by name select * from known_facts")
    connection.unregister("known_facts")
    for name in COMPARED:
        connection.execute(statement("stage", f"create_{name}"))


def _falling(judged: Judged) -> Mapping[str, set[str]]:
    """Rules that hold a number or ask about it, by observation id.

    A broken sum falls on the number that was localised, else on all its operands.
    """
    located = located_numbers(judged.issues, judged.violations)
    falling: defaultdict[str, set[str]] = defaultdict(set)
    for violation in judged.violations:
        if violation.effect is Effect.NOTICE:
            continue
        at_fault = located.get(violation.violation_id, violation.observation_id)
        for name in (at_fault,) if at_fault else violation.operands:
            falling[name].add(violation.rule_id)
    return falling


def _count_clean(judged: Judged, stated: Stated, tally: Tally, region: int) -> None:
    falling = _falling(judged)
    tally.clean_values += len(stated)
    tally.false_alarms += len(falling)
    tally.false_rules.update(rule for rules in falling.values() for rule in rules)
    tally.accepted_clean += len(stated) - len(falling)
    places, codes = stated["submitter_code"].tolist(), stated["indicator_code"].tolist()
    tally.false_series |= {(region, places[int(name[1:])], codes[int(name[1:])]) for name in falling}


def _count_seeded(judged: Judged, seeded: Sequence[Seeded], tally: Tally) -> None:
    falling = _falling(judged)
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
        f"clean values taken along {tally.beside}, {tally.beside / max(1, seeded):.2f} an error",
        f"issues per prefecture-month {tally.issues / tally.prefecture_months:.2f}",
        f"rules behind false alarms: {dict(tally.false_rules.most_common(8))}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
