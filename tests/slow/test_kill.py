"""A run killed at any moment: after a restart nothing is lost, nothing is doubled, and the published file opens."""

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
MOMENTS = [random.Random(20221100 + n).uniform(0.3, 1.0) for n in range(12)]
"""At which share of an undisturbed run's time each kill comes; the first third is Prefect starting."""


def start(home: Path, inbox: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PREFECT_HOME": str(home.parent / "prefect")}
    words = [sys.executable, "-m", "cli", "ingest", "--inbox", str(inbox), "--home", str(home)]
    return subprocess.Popen(
        words,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run_through(home: Path, inbox: Path) -> float:
    """Run to the end; the seconds it took."""
    began = time.monotonic()
    assert start(home, inbox).wait(timeout=600) == 0
    return time.monotonic() - began


@pytest.fixture(scope="module")
def inbox() -> Path:
    return CHECKOUT / "samples" / "inbox"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> tuple[Path, float]:
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    return home, run_through(home, inbox)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:.2f}")
def test_a_run_killed_and_started_again_ends_like_one_that_was_left_alone(
    undisturbed: tuple[Path, float], inbox: Path, tmp_path: Path, moment: float
) -> None:
    reference, seconds = undisturbed
    home = tmp_path / "home"
    process = start(home, inbox)
    try:
        process.wait(timeout=seconds * moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    if published_path(home).exists():  # what readers see is whole at every moment
        with duckdb.connect(published_path(home), read_only=True) as connection:
            assert connection.execute("select count(*) from fct_observation").fetchone() is not None
    run_through(home, inbox)

    assert logical_hash(published_path(home)) == logical_hash(published_path(reference))
    with duckdb.connect(published_path(home), read_only=True) as connection:
        assert broken_invariants(connection) == []
    archive = Archive.at_home(home)
    assert archive.verify() == []
    files = {file.source_file for file in inbox_files(inbox)}
    receipts = [event["source_file"] for event in archive.events() if event["event"] == "receipt"]
    assert set(receipts) == files
    shutil.rmtree(home)
