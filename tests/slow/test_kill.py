"""A whole run, with Prefect and workers, killed at any moment: nothing lost, nothing doubled, the published file opens.

`test_kill_everywhere` kills at every place where something is written, in processes that cost less.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from intake.archive import Archive
from intake.inbox import inbox_files
from warehouse.connection import published_path
from warehouse.content import logical_hash
from warehouse.invariants import broken_invariants

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = ("ingest", "backfill")
MOMENTS = [random.Random(20221100 + n).uniform(0.3, 1.0) for n in range(2)]
"""At which share of an undisturbed run's time each kill comes; the first third is Prefect starting."""
NUMBERS = frozenset({"load_id", "superseded_by_load"})  # a run that is killed may use up a number


def start(command: str, home: Path, inbox: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PREFECT_HOME": str(home.parent / "prefect")}
    words = [sys.executable, "-m", "cli", command, "--inbox", str(inbox), "--home", str(home)]
    return subprocess.Popen(
        words,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run_through(command: str, home: Path, inbox: Path) -> float:
    """Run to the end; the seconds it took."""
    began = time.monotonic()
    assert start(command, home, inbox).wait(timeout=600) == 0
    return time.monotonic() - began


@pytest.fixture(scope="module")
def inbox() -> Path:
    return CHECKOUT / "samples" / "inbox"


@pytest.fixture(scope="module", params=COMMANDS)
def undisturbed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, inbox: Path
) -> tuple[str, Path, float]:
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    return request.param, home, run_through(request.param, home, inbox)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:.2f}")
def test_a_run_killed_and_started_again_ends_like_one_that_was_left_alone(
    undisturbed: tuple[str, Path, float], inbox: Path, tmp_path: Path, moment: float
) -> None:
    command, reference, seconds = undisturbed
    home = tmp_path / "home"
    process = start(command, home, inbox)
    try:
        process.wait(timeout=seconds * moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    if published_path(home).exists():  # what readers see is whole at every moment
        with duckdb.connect(published_path(home), read_only=True) as connection:
            assert connection.execute("select count(*) from fct_observation").fetchone() is not None
    run_through(command, home, inbox)

    assert logical_hash(published_path(home), NUMBERS) == logical_hash(published_path(reference), NUMBERS)
    with duckdb.connect(published_path(home), read_only=True) as connection:
        assert broken_invariants(connection) == []
    archive = Archive.at_home(home)
    assert archive.verify() == []
    files = {file.source_file for file in inbox_files(inbox)}
    receipts = [event["source_file"] for event in archive.events() if event["event"] == "receipt"]
    assert set(receipts) == files
    shutil.rmtree(home)
