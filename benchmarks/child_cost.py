"""What a command costs in full: CPU of all its processes, those it leaves behind too, and their memory."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system, all processes); the largest process and the most memory at once, in megabytes."""

    cpu_seconds: float
    largest_megabytes: float
    peak_megabytes: float


def cost_of(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and return what it cost. Raises CalledProcessError with its output when it fails.

    Processes that outlive the command are inherited and waited for, so that their time counts (Linux).
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = _cpu()
    child = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = _Watch()
    output, _ = child.communicate()
    _wait_for_orphans()
    watch.stop()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(command), output)
    return Cost(_cpu() - before, watch.largest / 1024, watch.peak / 1024)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wait_for_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


class _Watch(threading.Thread):
    """Looks every half second at the memory of all descendants. Kilobytes, shared pages counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._own = os.getpid()
        self._done = threading.Event()
        self.peak = self.largest = 0
        self.start()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._done.wait(SAMPLE_SECONDS):
            held = [_proportional_kilobytes(pid) for pid in _descendants(self._own)]
            self.peak = max(self.peak, sum(held))
            self.largest = max(self.largest, *held, 0)

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()
        self.join()


def _descendants(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue  # it ended in between
            parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _proportional_kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it ended in between
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
