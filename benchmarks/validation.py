"""How much CPU a month of 50,000 numbers costs to validate, and whether memory stays flat over twelve of them.

Great Expectations is imported before the clock starts (its import is measured apart); everything else of the stage is
counted: joining the catalogue, the expectations, the violations with their sentences. The region stage includes staging
the month and its history in DuckDB and all violation views.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.region import observations, simulate
from domain.catalog import Catalog
from expectations import ValidationResult, validate_observations, validate_region_month
from reference.loader import load_catalog
from warehouse.connection import open_memory
from warehouse.reference_tables import load_reference
from warehouse.stage import REPORTER_COLUMNS, stage_month, violation_frames, violation_statement_names

NUMBERS = 50_000
WRONG_SHARE = 0.01
MONTHS = 12


@dataclass(frozen=True)
class Cost:
    """What a step took."""

    name: str
    cpu_seconds: float
    peak_megabytes: float
    violations: int


def main() -> None:
    """Measure and write the figures to standard output."""
    catalog = load_catalog()
    frame = month_frame(catalog)
    first = measured("import and first small month", lambda: validate_observations(frame.head(100), catalog))
    costs = [first] + [
        measured(f"numbers, month {month}", lambda: validate_observations(frame, catalog))
        for month in range(1, MONTHS + 1)
    ]
    costs.append(measured("region and month, with staging", lambda: region_month(frame, catalog)))
    for cost in costs:
        used = f"{cost.cpu_seconds:6.2f} CPU s  {cost.peak_megabytes:6.0f} MB"
        sys.stdout.write(f"{cost.name:32} {used}  {cost.violations:6} violations\n")


def month_frame(catalog: Catalog) -> pd.DataFrame:
    """50,000 synthetic numbers of one month, one in a hundred made a fraction so that rules have something to find.

    The simulated region states about 5,000; it is repeated for one audience after another, so that keys stay apart.
    """
    stated = simulate(catalog, 11, seed=1, with_counties=True).month(10)
    copies = -(-NUMBERS // len(stated))
    many = pd.concat([stated] * copies, ignore_index=True).head(NUMBERS)
    wrong = np.random.default_rng(2).random(len(many)) < WRONG_SHARE
    many["value"] = many["value"].where(~wrong, 13.2)
    audiences = sorted(catalog.audiences)
    of_copy = [audiences[number // len(stated)] for number in range(len(many))]
    frame = observations(many, catalog, "2021-11")
    return frame.assign(audience_code=of_copy, observation_key=frame["observation_key"] + of_copy)


def region_month(frame: pd.DataFrame, catalog: Catalog) -> ValidationResult:
    """Stage the month and judge every violation view."""
    reporters = pd.DataFrame(
        [
            (region.code, "2021-11", "received", pd.Timestamp("2021-12-02"), pd.Timestamp("2021-12-07"), 1, 1)
            for region in catalog.prefectures
        ],
        columns=list(REPORTER_COLUMNS),
    )
    with open_memory() as connection:
        load_reference(connection, catalog)
        stage_month(connection, "2021-11", frame, reporters)
        views = violation_frames(connection, violation_statement_names())
    return validate_region_month(views, catalog, period="2021-11")


def measured(name: str, step: Callable[[], ValidationResult]) -> Cost:
    """Run a step and note its CPU seconds (user and system) and the peak memory of the process so far."""
    before = _cpu_seconds()
    result = step()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(name, _cpu_seconds() - before, usage.ru_maxrss / 1024, len(result.violations))


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
