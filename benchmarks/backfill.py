"""A backfill of years of archives: CPU, time and memory by the number of files, and what orchestration costs.

`python -m benchmarks.backfill 1000 20000` makes the archives (synthetic forms of eight indicators, 16 figures and about
90 cells each; 167 files a month, one in a thousand damaged), loads them as `kepu backfill` does in a process of its
own, and prints one row a size. `--bare` runs the same functions without Prefect besides: the difference in CPU is
orchestration.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any  # Any: functions of every kind, stripped of Prefect

import numpy as np

from benchmarks.child_cost import cost_of
from benchmarks.form_inbox import FormInbox, Place
from domain.catalog import Catalog
from reference.loader import load_catalog
from samples.forms import FormRow, FormSheet, OfficialForm, write_form

if TYPE_CHECKING:
    from prefect import Task

FIRST_YEAR = 2012
FILES_A_MONTH = 167
ACTIVITIES = ("TRAIN", "LECTURE", "EXHIB", "POLICY")
MARK = 7_000_000
_MARKED = re.compile(r"<v>(7\d{6})</v>")
REPORTER, PERIOD = "某单位某某", "1111年11月"
DAMAGED_EVERY = 1000


def make_archives(folder: Path, count: int, catalog: Catalog) -> None:
    """Write so many forms, month after month: the prefecture's is the sum of its counties', years to date add up."""
    places = FormInbox(catalog).places
    parts = _pattern(catalog)
    for number, (path, place, period, figures) in enumerate(_files(places)):
        if number == count:
            return
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = _filled(parts, place, period, figures, number)
        target.write_bytes(data[:900] if number % DAMAGED_EVERY == DAMAGED_EVERY - 1 else data)


def _files(places: list[Place]) -> Iterator[tuple[str, Place, str, list[int]]]:
    year = FIRST_YEAR
    while True:
        flow = _year(places, year)
        to_date = np.cumsum(flow, axis=2)
        for month in range(12):
            for number in range(FILES_A_MONTH):
                place = places[number % len(places)]
                folder = f"{year}-{month + 1:02d}/{place.prefecture.name_zh}"
                copy = "报表" if number < len(places) else "报表（另一份）"
                numbers = np.stack(
                    [flow[number % len(places), :, month], to_date[number % len(places), :, month]], axis=1
                )
                name = f"{folder}/{place.region.name_zh}{copy}.xlsx"
                yield name, place, f"{year}年{month + 1}月", [int(one) for one in numbers.reshape(-1)]
        year += 1


def _year(places: list[Place], year: int) -> np.ndarray:
    """Twelve months of every row of every place. Shape: places × rows × 12."""
    draw = np.random.default_rng(year)
    flow = np.zeros((len(places), 2 * len(ACTIVITIES), 12))
    for number, place in enumerate(places):
        sessions = np.round(40 * place.share * np.exp(draw.normal(0, 0.1, (len(ACTIVITIES), 12)))) + 2
        flow[number, 0::2] = sessions
        flow[number, 1::2] = np.round(sessions * 60 * np.exp(draw.normal(0, 0.05, sessions.shape)))
    for number, place in enumerate(places):
        if place.region is place.prefecture:
            own = [n for n, other in enumerate(places) if other.prefecture is place.prefecture and n != number]
            flow[number] = flow[own].sum(axis=0)
    return flow


def _pattern(catalog: Catalog) -> dict[str, str]:
    codes = [f"ACT.{activity}.{kind}" for activity in ACTIVITIES for kind in ("SESSIONS", "PARTICIPANTS")]
    rows = tuple(
        FormRow(
            code, catalog.indicators[code].name_zh, catalog.indicators[code].unit_base, (MARK + 2 * n, MARK + 2 * n + 1)
        )
        for n, code in enumerate(codes)
    )
    sheet = FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本月", "本年累计"), rows)
    data = write_form(OfficialForm(REPORTER, 1111, 11, "2022年12月3日", (sheet,), is_synthetic=True))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def _filled(parts: dict[str, str], place: Place, period: str, figures: list[int], number: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, xml in parts.items():
            text = _MARKED.sub(lambda found: f"<v>{figures[int(found[1]) - MARK]}</v>", xml)
            text = (
                text.replace(REPORTER, f"{place.region.name_zh}科协")
                .replace(PERIOD, period)
                .replace("×××", f"甲{number}")
            )
            book.writestr(name, text)
    return buffer.getvalue()


def load(home: Path, inbox: Path, *, is_bare: bool) -> dict[str, object]:
    """Load the archives in this process; returns what it took. Children are the workers, and Prefect's server."""
    from flows.environment import prepare_environment

    prepare_environment(home)
    began = time.monotonic()
    from flows import backfill

    run = _without_prefect(backfill) if is_bare else backfill.run_backfill
    outcome = run(home, inbox)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": time.monotonic() - began,
        "cpu_main": own.ru_utime + own.ru_stime,
        "rss_main_mb": own.ru_maxrss / 1024,
        "months": len(outcome.periods),
        "understood": outcome.understood,
        "understood_before": outcome.understood_before,
        "chunks": len(outcome.chunk_seconds),
        "chunk_median": float(np.median(outcome.chunk_seconds)),
        "chunks_below_half_a_second": sum(one < 0.5 for one in outcome.chunk_seconds),
    }


def _without_prefect(backfill: ModuleType) -> Callable[[Path, Path], Any]:
    """The same backfill with every task a plain function, and chunks on plain threads."""
    from prefect import Task

    import flows.ingest
    import tasks.reporting

    threads = ThreadPoolExecutor(4)
    for module in (backfill, flows.ingest):
        for name, one in list(vars(module).items()):
            if isinstance(one, Task):
                setattr(module, name, _plain(one, threads))
    for name in [name for name in vars(tasks.reporting) if name.startswith("create_")]:
        setattr(tasks.reporting, name, lambda *_args, **_kwargs: None)
    return lambda home, inbox: backfill.backfill_months.fn(str(home), str(inbox))


def _plain(one: Task[..., Any], threads: ThreadPoolExecutor) -> Callable[..., Any]:
    def call(*args: object, **kwargs: object) -> object:
        result = one.fn(*args, **kwargs)
        return getattr(result, "data", result) if type(result).__name__ == "State" else result

    call.submit = lambda *args, **kwargs: threads.submit(call, *args, **kwargs)  # type: ignore[attr-defined]  # as a task has
    return call


def measured(home: Path, inbox: Path, *, is_bare: bool) -> dict[str, object]:
    """Load in a process of its own, counting all its processes (the workers, and Prefect's server) from outside."""
    told = home.with_suffix(".json")
    words = ["--load", str(home), str(inbox), str(told), *(["--bare"] if is_bare else [])]
    environment = {"PREFECT_HOME": str(home.with_name(f"prefect-{home.name}"))}
    command = [sys.executable, "-m", "benchmarks.backfill", *words]
    cost = cost_of(command, cwd=Path(__file__).resolve().parents[1], environment=environment)
    own: dict[str, object] = json.loads(told.read_text())
    return {**own, "cpu_all": round(cost.cpu_seconds, 1), "peak_all_mb": round(cost.peak_megabytes)}


def main() -> None:
    """Measure the sizes asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", default=["1000"])
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--load", action="store_true")
    asked = parser.parse_args()
    if asked.load:
        home, inbox, told = map(Path, asked.sizes)
        told.write_text(json.dumps(load(home, inbox, is_bare=asked.bare)))
        return
    for size in map(int, asked.sizes):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            make_archives(place / "archives", size, load_catalog())
            for is_bare in (False, True) if asked.bare else (False,):
                home = place / ("bare" if is_bare else "home")
                row = measured(home, place / "archives", is_bare=is_bare)
                sys.stdout.write(f"files={size} bare={is_bare} {json.dumps(row)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
