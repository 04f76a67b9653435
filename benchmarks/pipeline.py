"""What a file costs from the inbox to the published warehouse, side by side with other ways to load it.

Synthetic official forms of about 580 cells (`benchmarks.form_inbox`), everything measured in one run, every way in
processes of its own, children included. Each way is run at two sizes, and the CPU a file is the slope between them: the
start (imports, Prefect's server, the catalogue) does not count. Kepu is `kepu ingest`, everything included.

`python -m benchmarks.pipeline [FILES]`, 1,000 by default; 20,000 is the archive of fifteen years. The row with pandera
is measured when it is installed (no dependency of the project).
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child_cost import Cost, cost_of
from benchmarks.form_inbox import FormInbox
from reference.loader import load_catalog

ROOT = Path(__file__).resolve().parents[1]
FILES, SLOW_FILES, SMALL_SHARE = 1_000, 60, 0.25
KEPU = "from cli import main; main()"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to load forms: its name in the table, the largest size worth waiting for, and its command."""

    name: str
    limit: int
    command: Callable[[Path, Path], list[str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A way at two sizes."""

    way: Way
    sizes: tuple[int, int]
    small: Cost
    large: Cost

    @property
    def milliseconds(self) -> float:
        """CPU a file beyond the start."""
        return 1000 * (self.large.cpu_seconds - self.small.cpu_seconds) / (self.sizes[1] - self.sizes[0])

    @property
    def start_seconds(self) -> float:
        """What no file costs, by the same line."""
        return self.small.cpu_seconds - self.sizes[0] * self.milliseconds / 1000


def ways() -> list[Way]:
    """What is measured, in the order of the table."""
    unlimited = sys.maxsize
    found = [Way("a: calamine, every cell, one insert", unlimited, _stack("cells"))]
    if importlib.util.find_spec("pandera"):
        found.append(Way("e: pandas with calamine, pandera, one insert", 2_000, _stack("frames")))
    found.append(Way("c: kepu ingest, everything", unlimited, _kepu))
    found.append(Way("b: a Prefect task, openpyxl, 15 expectations, an insert a file", SLOW_FILES, _stack("tasks")))
    return found


def _stack(name: str) -> Callable[[Path, Path], list[str]]:
    module = ("-m", "benchmarks.pipeline_stacks", name)
    return lambda inbox, home: [sys.executable, *module, str(inbox), str(home / "stack.duckdb")]


def _kepu(inbox: Path, home: Path) -> list[str]:
    return [sys.executable, "-c", KEPU, "ingest", "--inbox", str(inbox), "--home", str(home / "kepu")]


def measure(way: Way, files: int, forms: FormInbox, folder: Path) -> Measured:
    """Run a way at a quarter of the size and at the size."""
    large = min(files, way.limit)
    sizes = (max(1, int(large * SMALL_SHARE)), large)
    costs = []
    for size in sizes:
        inbox = folder / f"inbox-{size}"
        if not inbox.exists():
            forms.write(inbox, size)
        with tempfile.TemporaryDirectory(dir=folder) as home:
            costs.append(cost_of(way.command(inbox, Path(home)), cwd=ROOT, environment={"PYTHONHASHSEED": "0"}))
    return Measured(way, sizes, costs[0], costs[1])


def table(measured: list[Measured], cells: int) -> list[str]:
    """Lines of a Markdown table."""
    limit = measured[0].milliseconds
    lines = [
        f"{cells} cells a form",
        "",
        "| way | files | CPU ms a file | × (a) | start, CPU s | largest process, MB | all at once, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in measured:
        memory = f"{one.large.largest_megabytes:.0f} | {one.large.peak_megabytes:.0f}"
        cpu = f"{one.milliseconds:.2f} | {one.milliseconds / limit:.1f} | {one.start_seconds:.1f}"
        lines.append(f"| {one.way.name} | {one.sizes[0]} → {one.sizes[1]} | {cpu} | {memory} |")
    return lines


def main() -> None:
    """Measure every way and write the table."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    forms = FormInbox(load_catalog())
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        measured = []
        for way in ways():
            measured.append(measure(way, files, forms, Path(folder)))
            sys.stdout.write(f"{way.name}: {measured[-1].milliseconds:.2f} ms\n")
            sys.stdout.flush()
        sys.stdout.write("\n" + "\n".join(table(measured, forms.cells)) + "\n")


if __name__ == "__main__":
    main()
