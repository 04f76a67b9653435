"""Look at, wait for, or take the lock that keeps two runs from working on one home."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from tasks.session import only_run

PAUSE: Final = 0.5
"""Seconds between two looks at the lock."""
RUN_PATIENCE: Final = 3600.0
"""Seconds to wait for a run: a month takes seconds, ten years of archives most of an hour."""


def is_running(home: Path) -> bool:
    """Whether a run holds the home now."""
    try:
        descriptor = os.open(home / "run.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def holder(home: Path) -> int | None:
    """The number of the process that holds the lock, where the system tells (Linux)."""
    try:
        wanted = (home / "run.lock").stat().st_ino
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = line.split()
        if fields[1] == "FLOCK" and fields[3] == "WRITE" and fields[5].rpartition(":")[2] == str(wanted):
            return int(fields[4])
    return None


def await_no_run(home: Path, say_waiting: Callable[[], None], patience: float = RUN_PATIENCE) -> None:
    """Wait until no run holds the home; `say_waiting` is called once when there is one.

    Raises SettingError after `patience` seconds.
    """
    deadline, has_said = time.monotonic() + patience, False
    while is_running(home):
        if not has_said:
            say_waiting()
            has_said = True
        if time.monotonic() > deadline:
            raise SettingError(f"等了 {patience / 60:.0f} 分钟，运行还没有走完。请用 kepu doctor 看看它，或稍后再试。")
        time.sleep(PAUSE)


@contextmanager
def between_runs(home: Path, say_waiting: Callable[[], None], patience: float = RUN_PATIENCE) -> Iterator[None]:
    """Hold the home as a run does, after the one that may be going on. Raises SettingError after `patience` seconds."""
    with ExitStack() as stack:
        deadline = time.monotonic() + patience
        while True:
            await_no_run(home, say_waiting, patience)
            try:
                stack.enter_context(only_run(home))
                break
            except SettingError:
                if time.monotonic() > deadline:
                    raise
        yield
