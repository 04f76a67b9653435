"""The seeded errors before another engine: a VTL 2.1 ruleset run by vtlengine (Banca d'Italia, ESS practice).

VTL says declaratively what must hold and lists what does not; it localises nothing, suggests nothing and knows no
robust history. So the ruleset holds what it can say: signs, plausible ranges, totals and parts, the ladder, pairs of
sessions and participants, the ratio to last month, the step of a stock, the sum of the counties. A broken rule falls on
every cell it names, except last month's. Same reports, same counting as `benchmarks.seeded_errors`.

The engine runs in an interpreter of its own: KEPU_VTL_PYTHON, else this one. Where it has no vtlengine nothing is run.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from benchmarks.seeded_reports import Case, Stated, cases
from domain.catalog import Catalog
from domain.plausibility import accumulates, accumulation_factor, population_factors
from reference.loader import load_catalog

RUNNER = Path(__file__).with_name("vtl_checks.py")
Cell = tuple[str, str]
"""Indicator and period type."""
SHORT = {"month": "M", "ytd": "Y", "stock": "S"}
FACTOR, GROWTH = "FACTOR", "GROWTH"


@dataclass(frozen=True)
class VtlRule:
    """One line of the ruleset and the cells of this month that it names."""

    text: str
    cells: tuple[Cell, ...]


@dataclass
class Counted:
    """What came of it."""

    seeded: int = 0
    caught: int = 0
    wrong: int = 0
    silent: int = 0
    clean: int = 0
    alarmed: int = 0
    beside: int = 0  # clean cells that an error takes with it
    rules: set[str] = field(default_factory=set)


def main() -> None:
    """Run the peer, or say why not."""
    python = os.environ.get("KEPU_VTL_PYTHON", sys.executable)
    has_engine = subprocess.run([python, "-c", "import vtlengine"], capture_output=True, check=False).returncode == 0
    if not has_engine:
        sys.stdout.write(f"skipped: {Path(python).name} has no vtlengine (KEPU_VTL_PYTHON names one that has)\n")
        return
    catalog = load_catalog()
    listed = list(cases(catalog))
    rules = list(ruleset(catalog))
    with tempfile.TemporaryDirectory(prefix="kepu-vtl-") as place:
        failures, cost = _run(python, Path(place), rules, _rows(listed, catalog))
    counted = _counted(listed, rules, failures)
    alarms = 1000 * counted.alarmed / counted.clean
    sys.stdout.write(
        f"vtlengine {cost['version']}: {len(rules)} rules, {cost['cpu_seconds']:.1f} CPU s\n"
        f"caught {counted.caught}/{counted.seeded} = {counted.caught / counted.seeded:.3f}\n"
        f"false alarms {counted.alarmed} of {counted.clean} = {alarms:.2f} per 1,000\n"
        f"wrong and silent {counted.silent} of {counted.wrong} wrong\n"
        f"clean values taken along {counted.beside}, {counted.beside / counted.seeded:.2f} an error\n"
        f"rules behind false alarms: {sorted(counted.rules)}\n"
    )


def _column(code: str, kind: str) -> str:
    return f"{code.replace('.', '_')}__{SHORT.get(kind, kind)}"


def ruleset(catalog: Catalog) -> Iterator[VtlRule]:
    """What VTL can say of a report, from the reference data."""
    told = _codes(catalog)
    for code in told:
        indicator = catalog.indicators[code]
        for kind in _kinds(code, catalog):
            name = _column(code, kind)
            yield VtlRule(f"{name} >= 0", ((code, kind),))
            if indicator.plausible_max is not None:
                growth = f" * {GROWTH}" if kind == "ytd" and accumulates(indicator) else ""
                yield VtlRule(f"{name} <= {indicator.plausible_max:.1f} * {FACTOR}{growth}", ((code, kind),))
            yield VtlRule(f"{name} = {_column(code, kind + '_COUNTIES')}", ((code, kind),))
        yield from _against_the_past(code, catalog)
        parts = [part for part in indicator.parts if part in told]
        for kind in _kinds(code, catalog) if parts else ():
            yield from _of_parts(code, parts, kind, indicator.identity or "")
    yield from _of_pairs(catalog, told)


def _codes(catalog: Catalog) -> list[str]:
    first = next(cases(catalog, regions=1))
    return sorted(set(first.clean["indicator_code"]))


def _kinds(code: str, catalog: Catalog) -> tuple[str, ...]:
    return ("stock",) if catalog.indicators[code].measure_type == "stock" else ("month", "ytd")


def _against_the_past(code: str, catalog: Catalog) -> Iterator[VtlRule]:
    if _kinds(code, catalog) == ("stock",):
        now, past = _column(code, "stock"), _column(code, "stock_PAST")
        yield VtlRule(f"abs({now} - {past}) <= 2 or abs({now} - {past}) <= 0.1 * {past}", ((code, "stock"),))
        return
    month, year = _column(code, "month"), _column(code, "ytd")
    before, last = _column(code, "ytd_PAST"), _column(code, "month_PAST")
    yield VtlRule(f"{year} = {before} + {month}", ((code, "ytd"), (code, "month")))
    yield VtlRule(f"{year} >= {before}", ((code, "ytd"),))
    far = f"abs({month} - {last}) <= 50"
    yield VtlRule(f"{far} or ({month} <= 5 * {last} and 5 * {month} >= {last})", ((code, "month"),))


def _of_parts(code: str, parts: Sequence[str], kind: str, identity: str) -> Iterator[VtlRule]:
    whole = _column(code, kind)
    if identity == ">=each":
        for part in parts:
            yield VtlRule(f"{_column(part, kind)} <= {whole}", ((part, kind),))
        return
    summed = " + ".join(_column(part, kind) for part in parts)
    sign = "=" if identity == "=" else ">="
    yield VtlRule(f"{whole} {sign} {summed}", ((code, kind), *((part, kind) for part in parts)))


def _of_pairs(catalog: Catalog, told: Sequence[str]) -> Iterator[VtlRule]:
    for pair in catalog.pairs:
        if pair.sessions_code not in told or pair.participants_code not in told:
            continue
        for kind in ("month", "ytd"):
            people, sessions = _column(pair.participants_code, kind), _column(pair.sessions_code, kind)
            low, high = pair.average_min, pair.average_max
            text = f"{people} >= {low:.1f} * {sessions} and {people} <= {high:.1f} * {sessions}"
            yield VtlRule(text, ((pair.participants_code, kind), (pair.sessions_code, kind)))


def _rows(listed: Sequence[Case], catalog: Catalog) -> list[dict[str, object]]:
    """One row a prefecture, month and state (c clean, w wrong): this month's cells and those of the past."""
    factors = population_factors(catalog)
    growth = catalog.threshold("VAL-12", "ytd_growth")
    rows = []
    for number, case in enumerate(listed):
        past = _cells(case.earlier[-1])
        is_january = str(case.clean["period"].iloc[0]).endswith("-01")
        month = int(str(case.clean["period"].iloc[0])[5:])
        for state, stated in (("c", case.clean), ("w", case.wrong)):
            cells, counties = _cells(stated), _county_sums(stated)
            for region in catalog.prefectures:
                row: dict[str, object] = {"PLACE": f"{number}:{state}:{region.code}"}
                row |= {FACTOR: factors[region.code], GROWTH: accumulation_factor(month, growth)}
                row |= {_column(code, kind): value for (code, kind), value in cells[region.code].items()}
                row |= {
                    _column(code, f"{kind}_PAST"): 0.0 if is_january and kind == "ytd" else value
                    for (code, kind), value in past[region.code].items()
                }
                sums = counties.get(region.code, {})
                row |= {_column(code, f"{kind}_COUNTIES"): value for (code, kind), value in sums.items()}
                rows.append(row)
    return rows


def _cells(stated: Stated) -> Mapping[str, dict[Cell, float]]:
    cells: defaultdict[str, dict[Cell, float]] = defaultdict(dict)
    for row in stated[stated["region_code"] == stated["submitter_code"]].itertuples(index=False):
        cells[str(row.region_code)][str(row.indicator_code), str(row.period_type)] = float(str(row.value))
    return cells


def _county_sums(stated: Stated) -> Mapping[str, dict[Cell, float]]:
    counties = stated[stated["region_code"] != stated["submitter_code"]]
    summed = counties.groupby(["submitter_code", "indicator_code", "period_type"], as_index=False)["value"].sum()
    sums: defaultdict[str, dict[Cell, float]] = defaultdict(dict)
    for row in summed.itertuples(index=False):
        sums[str(row.submitter_code)][str(row.indicator_code), str(row.period_type)] = float(str(row.value))
    return sums


def _run(
    python: str, folder: Path, rules: Sequence[VtlRule], rows: list[dict[str, object]]
) -> tuple[Mapping[str, list[int]], dict[str, object]]:
    frame = pd.DataFrame(rows)
    measures = [str(name) for name in frame.columns if name != "PLACE"]
    used = [name for name in measures if any(name in rule.text for rule in rules)]
    known = [(number, rule) for number, rule in enumerate(rules) if _names(rule.text) <= {*used}]
    lines = ";\n".join(f'r{number}: {rule.text} errorcode "{number}"' for number, rule in known)
    script = f"define datapoint ruleset CHECKS (variable {', '.join(used)}) is\n{lines}\nend datapoint ruleset;\n"
    (folder / "ruleset.vtl").write_text(f"{script}FAILURES <- check_datapoint(REPORTS, CHECKS invalid);\n")
    (folder / "structures.json").write_text(json.dumps({"datasets": [_structure(used)]}))
    frame[["PLACE", *used]].to_csv(folder / "reports.csv", index=False)
    subprocess.run([python, str(RUNNER), str(folder)], check=True, env=_environment())
    failures: defaultdict[str, list[int]] = defaultdict(list)
    with (folder / "failures.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            failures[row["PLACE"]].append(int(row["errorcode"]))
    return failures, json.loads((folder / "cost.json").read_text(encoding="utf-8"))


def _names(text: str) -> set[str]:
    cleaned = text.replace("(", " ").replace(")", " ")
    return {word for word in cleaned.split() if "__" in word}


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _structure(measures: Sequence[str]) -> dict[str, object]:
    place = {"name": "PLACE", "type": "String", "role": "Identifier", "nullable": False}
    cells = [{"name": name, "type": "Number", "role": "Measure", "nullable": True} for name in measures]
    return {"name": "REPORTS", "DataStructure": [place, *cells]}


def _counted(listed: Sequence[Case], rules: Sequence[VtlRule], failures: Mapping[str, list[int]]) -> Counted:
    counted = Counted()
    for number, case in enumerate(listed):
        flagged = _flagged(number, "c", rules, failures)
        counted.clean += len(case.clean)
        counted.alarmed += len(flagged)
        counted.rules |= {rule for names in flagged.values() for rule in names}
        already = set(flagged)
        flagged = _flagged(number, "w", rules, failures)
        counted.beside += len(flagged.keys() - already)
        for error in case.seeded:
            rows = case.wrong.iloc[list(error.rows)]
            keys = list(zip(rows["region_code"], rows["indicator_code"], rows["period_type"], strict=True))
            hits = sum(key in flagged for key in keys)
            counted.seeded += 1
            counted.caught += hits > 0
            counted.wrong += len(keys)
            counted.silent += len(keys) - hits
            counted.beside -= sum(key in flagged and key not in already for key in keys)
    return counted


def _flagged(
    number: int, state: str, rules: Sequence[VtlRule], failures: Mapping[str, list[int]]
) -> Mapping[tuple[str, str, str], set[str]]:
    flagged: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place, failed in failures.items():
        case, of_state, region = place.split(":")
        for rule in failed if (case, of_state) == (str(number), state) else ():
            for code, kind in rules[rule].cells:
                flagged[region, code, kind].add(rules[rule].text)
    return flagged


if __name__ == "__main__":
    main()
