"""A rebuild killed while it puts its files in place: whoever comes next finishes it, and nothing old comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.session import only_run
from tasks.swapping import FRESH, KEPT, LEDGER_FILE, put_in_place
from warehouse.connection import WORKING_FILE

NAMES = (WORKING_FILE, LEDGER_FILE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose rebuild has made its files; the old ledger also has a log of its own."""
    (tmp_path / FRESH).mkdir()
    for name in NAMES:
        (tmp_path / name).write_text(f"old {name}")
        (tmp_path / FRESH / name).write_text(f"new {name}")
    (tmp_path / f"{LEDGER_FILE}-wal").write_text("old log")
    return tmp_path


class Killed(BaseException):
    """Stands for SIGKILL: no handler of the program catches it."""


@pytest.mark.parametrize("moves", range(1, 7))
def test_a_swap_is_finished_by_the_next_run_wherever_it_was_killed(
    home: Path, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed: list[Path] = []
    rename = Path.rename

    def until_killed(path: Path, target: Path) -> Path:
        if len(renamed) == moves:
            raise Killed
        renamed.append(target)
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", until_killed)
        try:
            put_in_place(home)
        except Killed:
            assert moves < 5  # two files set aside, the log, two put in place
    with only_run(home):
        pass
    assert [(home / name).read_text() for name in NAMES] == [f"new {name}" for name in NAMES]
    assert [(home / KEPT / name).read_text() for name in NAMES] == [f"old {name}" for name in NAMES]
    assert (home / KEPT / f"{LEDGER_FILE}-wal").read_text() == "old log"
    assert not (home / f"{LEDGER_FILE}-wal").exists()
    assert not (home / FRESH).exists()


def test_a_rebuild_that_was_killed_before_its_files_were_whole_is_left_to_the_next_rebuild(home: Path) -> None:
    with only_run(home):
        pass
    assert (home / WORKING_FILE).read_text() == f"old {WORKING_FILE}"
