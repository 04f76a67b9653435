"""Understanding handed to a Dask cluster gives what threads of one process give."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from flows.runners import SETTING
from warehouse.connection import published_path
from warehouse.content import logical_hash

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]


def published_by(runner: str, inbox: Path, home: Path) -> str:
    """The content that a run with this task runner publishes."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PREFECT_HOME": str(home / "prefect"), SETTING: runner}
    words = [sys.executable, "-m", "cli", "ingest", "--inbox", str(inbox), "--home", str(home)]
    subprocess.run(words, cwd=CHECKOUT, env=environment, check=True, capture_output=True, timeout=900)
    return logical_hash(published_path(home))


@pytest.mark.skipif(find_spec("prefect_dask") is None, reason="the extra kepu[dask] is not installed")
def test_a_cluster_publishes_what_one_process_publishes(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(CHECKOUT / "samples" / "inbox" / "2022-10", inbox / "2022-10")  # forms, prose, a mail, a zip, a csv
    shutil.copy(CHECKOUT / "samples" / "inbox" / "receipts.csv", inbox)
    (inbox / "2022-10" / "阿勒泰地区" / "坏文件.xlsx").write_bytes(b"PK\x03\x04 cut off")
    assert published_by("dask", inbox, tmp_path / "dask") == published_by("threads", inbox, tmp_path / "threads")
