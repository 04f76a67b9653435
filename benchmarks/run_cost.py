"""Where the CPU of the sample run goes: Prefect and Great Expectations by themselves, and our own work on top.

The bare side is a flow with as many trivial tasks as the sample run has, in which as many batches are validated, each
against as many expectations of one simple kind, on a frame of a few hundred rows. It imports nothing else of ours. Both
sides start in a fresh home folder with a Prefect server of their own; every process counts; the least of the repeats.

`python -m benchmarks.run_cost [REPEATS]`
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from pathlib import Path

from benchmarks.child_cost import cost_of

ROOT = Path(__file__).resolve().parents[1]
INBOX, SUITES = ROOT / "samples" / "inbox", ROOT / "expectations" / "suites"
KEPU = "from cli import main; main()"
SIMPLE, COLUMNS, ROWS = "expect_column_values_to_be_between", 10, 300
"""About as many numbers as a month of the samples states."""


def main() -> None:
    """Measure both sides in turn and write the three figures to standard output."""
    if sys.argv[1:2] == ["--bare"]:
        run_bare(Path(sys.argv[2]), *map(int, sys.argv[3:5]))
        return
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    whole: list[float] = []
    bare: list[float] = []
    tasks = months = 0
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "kepu"
            ingest = [sys.executable, "-c", KEPU, "ingest", "--inbox", str(INBOX), "--home", str(home)]
            whole.append(cost_of(ingest, cwd=ROOT).cpu_seconds)
            tasks, months = count_tasks(home), len(list((home / "reports").iterdir()))
            alone = [sys.executable, "-m", "benchmarks.run_cost", "--bare", f"{folder}/bare", str(tasks), str(months)]
            bare.append(cost_of(alone, cwd=ROOT).cpu_seconds)
    sys.stdout.write(f"the sample run, {months} months, {tasks} tasks: {min(whole):.1f} CPU s of {seconds(whole)}\n")
    sys.stdout.write(
        f"Prefect and Great Expectations alone, {tasks} tasks, {3 * months} batches of {expectation_counts()} "
        f"expectations: {min(bare):.1f} CPU s of {seconds(bare)}\n"
    )
    sys.stdout.write(f"our own work on top: {min(whole) - min(bare):.1f} CPU s\n")


def seconds(measured: list[float]) -> str:
    """All repeats, for who wants to see how far they lie apart."""
    return ", ".join(f"{one:.1f}" for one in measured)


def count_tasks(home: Path) -> int:
    """How many task runs Prefect recorded."""
    connection = sqlite3.connect(home / "prefect" / "prefect.db")
    try:
        return int(connection.execute("select count(*) from task_run").fetchone()[0])
    finally:
        connection.close()


def expectation_counts() -> list[int]:
    """How many expectations each of our suites has."""
    suites = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(SUITES.glob("*.json")))
    return [len(suite["expectations"]) for suite in suites]


def bounds_of(number: int) -> dict[str, object]:
    """The arguments of one expectation, each another one."""
    return {"column": f"column{number % COLUMNS}", "min_value": 0, "max_value": ROWS + number}


def run_bare(home: Path, tasks: int, months: int) -> None:
    """Run a flow of so many tasks; the first of them validate a batch each."""
    from flows.environment import prepare_environment

    prepare_environment(home)
    import great_expectations as gx
    import pandas as pd
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]  # a plain mapping is taken
    source = context.data_sources.add_pandas("frames")
    frame = pd.DataFrame({f"column{number}": range(ROWS) for number in range(COLUMNS)})
    asset = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("frame")

    @task(cache_policy=NO_CACHE)
    def step(size: int) -> bool:
        if not size:
            return True
        suite = gx.ExpectationSuite(
            f"suite{size}", [{"type": SIMPLE, "kwargs": bounds_of(number)} for number in range(size)]
        )
        return bool(asset.get_batch({"dataframe": frame}).validate(suite, result_format="COMPLETE").success)

    @flow
    def bare() -> bool:
        sizes = [*expectation_counts() * months, *[0] * tasks][:tasks]
        passed = [step(size) for size in sizes]
        return all(passed)

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        bare()


if __name__ == "__main__":
    main()
