"""Trouble of the machine: a full disk, a closed folder, a clock set back, two runs at once; nothing is lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.archive import Archive
from upkeep.run_lock import is_running
from warehouse.connection import open_published, published_path
from warehouse.content import logical_hash
from warehouse.invariants import broken_invariants

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 600
MEBIBYTE = 1 << 20
REPORT = "哈密市科协2022年11月举办科普讲座{}场次。（示例数据，虚构）"
STARTED = datetime(2022, 12, 5, 3, tzinfo=UTC)
AT = """
import sys
from datetime import datetime
from pathlib import Path
if __name__ == "__main__":
    home, inbox, now = Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    from flows.environment import prepare_environment
    prepare_environment(home)
    from flows.ingest import run_ingest
    run_ingest(home, inbox, None, now)
"""


def surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEPU_"))}
    return {**kept, "PYTHONPATH": str(CHECKOUT)}


def start(home: Path, inbox: Path, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "cli", "ingest", "--home", str(home), "--inbox", str(inbox)]
    return subprocess.Popen(
        words,
        cwd=CHECKOUT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509  # the child starts no thread before it has its limit
    )


def run(home: Path, inbox: Path, limit: Callable[[], None] | None = None) -> tuple[int, str]:
    """Run to the end; the exit code, and what was said on stderr."""
    process = start(home, inbox, limit)
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    put(folder, 12)
    return folder


def put(inbox: Path, count: int) -> None:
    path = inbox / "2022-11" / "哈密市" / "情况.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(REPORT.format(count), encoding="utf-8")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a run comes to that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    put(folder / "inbox", 12)
    code, said = run(folder / "home", folder / "inbox")
    assert code == 0, said
    return logical_hash(published_path(folder / "home"))


def mounted(folder: Path, size: int) -> None:
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(words, check=False).returncode:
        pytest.skip("only root can mount a small disk")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 MB of its own."""
    folder = tmp_path / "disk"
    mounted(folder, 200 * MEBIBYTE)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def is_sentence(said: str) -> bool:
    """A Chinese sentence as the last line, and no traceback anywhere."""
    return "Traceback" not in said and said.strip().endswith("。")


# Disk


@pytest.mark.parametrize("kilobytes", [0, 100, 1000, 6000], ids=lambda size: f"{size} kB")
def test_a_file_that_may_not_grow_is_a_sentence_and_the_next_run_makes_it_good(
    tmp_path: Path, inbox: Path, undisturbed: str, kilobytes: int
) -> None:
    home = tmp_path / "home"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, resource.RLIM_INFINITY))

    code, said = run(home, inbox, limit)
    assert code in (13, 17), said
    assert is_sentence(said), said
    assert run(home, inbox)[0] == 0
    assert logical_hash(published_path(home)) == undisturbed


def test_a_disk_that_fills_up_during_a_run_is_a_sentence_and_readers_keep_what_they_had(
    small_disk: Path, tmp_path: Path, inbox: Path
) -> None:
    home = small_disk / "home"
    assert run(home, inbox)[0] == 0
    seen = logical_hash(published_path(home))
    put(inbox, 15)
    process = start(home, inbox)
    while process.poll() is None and not is_running(home):
        time.sleep(0.02)
    fill(small_disk / "ballast")
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in (13, 17), said
    assert is_sentence(said), said
    assert logical_hash(published_path(home)) == seen

    (small_disk / "ballast").unlink()
    assert run(home, inbox)[0] == 0
    with open_published(home) as connection:
        assert broken_invariants(connection) == []
        values = connection.execute("select value from fct_observation where recorded_to is null").fetchall()
    assert values == [(15.0,)]
    assert Archive.at_home(home).verify() == []


def fill(ballast: Path) -> None:
    """Write until nothing more goes in."""
    with ballast.open("wb", buffering=0) as stream:
        size = MEBIBYTE
        while size >= 512:
            try:
                stream.write(b"\0" * size)
            except OSError:
                size //= 2


def test_a_run_does_not_begin_on_a_disk_without_room(small_disk: Path, inbox: Path) -> None:
    fill(small_disk / "ballast")
    code, said = run(small_disk / "home", inbox)
    assert code == 13
    assert "磁盘空间不足" in said or "无法建立目录" in said


def test_a_folder_that_is_read_only_is_a_sentence(small_disk: Path, inbox: Path) -> None:
    home = small_disk / "home"
    home.mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = run(home, inbox)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert code == 13
    assert is_sentence(said), said


# Clock


def test_the_later_run_counts_although_the_clock_was_set_back(tmp_path: Path, inbox: Path) -> None:
    """Order is the number of the load, never the clock."""
    home = tmp_path / "home"
    for count, now in ((12, STARTED), (15, STARTED - timedelta(days=3)), (18, STARTED - timedelta(days=4))):
        put(inbox, count)
        words = [sys.executable, "-c", AT, str(home), str(inbox), now.isoformat()]
        (tmp_path / "at.py").write_text(AT, encoding="utf-8")
        words = [sys.executable, str(tmp_path / "at.py"), *words[3:]]
        subprocess.run(words, cwd=CHECKOUT, env=surroundings(), check=True, timeout=PATIENCE, capture_output=True)
    with open_published(home) as connection:
        assert broken_invariants(connection) == []
        query = "select value, version, recorded_to is null from fct_observation order by version"
        assert connection.execute(query).fetchall() == [(12.0, 1, False), (15.0, 2, False), (18.0, 3, True)]


# Two at once


def test_of_two_runs_started_at_once_one_does_the_work_and_the_other_leaves_with_a_sentence(
    tmp_path: Path, inbox: Path, undisturbed: str
) -> None:
    home = tmp_path / "home"
    both = [start(home, inbox) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE)[1] for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    for code, words in zip(codes, said, strict=True):
        assert code == 0 or (code == 13 and "另一次运行还没有结束" in words), words
    assert logical_hash(published_path(home)) == undisturbed
    receipts = [event for event in Archive.at_home(home).events() if event["event"] == "receipt"]
    assert len(receipts) == 1
