"""Know a process again, and stop it: a number alone may by now belong to somebody else."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
_STATE, _PARENT, _STARTED = 0, 1, 19
"""Fields of /proc/PID/stat after the name: state, parent, and start in ticks since the machine started (proc(5))."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its number and when it started, which together are never given twice."""

    pid: int
    started: str

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return started_mark(self.pid) == self.started


def started_mark(pid: int) -> str | None:
    """When the process of this number started, as the system writes it; None when there is none or it has ended."""
    if not (PROC / "self" / "stat").exists():
        return _started_by_ps(pid)
    fields = _stat(pid)
    if fields is None or fields[_STATE] in "ZX":
        return None
    return f"{_boot()}:{fields[_STARTED]}"


def identify(pid: int) -> Process | None:
    """The process of this number as it can be known again; None when there is none."""
    mark = started_mark(pid)
    return None if mark is None else Process(pid, mark)


def descendants(pid: int) -> list[Process]:
    """Every process that this one started, directly or through others."""
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*"):
        if fields := _stat(int(entry.name)):
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            waiting.append(child)
            found.append(child)
    return [process for child in found if (process := identify(child)) is not None]


def stop(process: Process, first: signal.Signals, patience: float) -> bool:
    """Ask a process to end, wait `patience` seconds, then end it; False when it had ended before.

    Everything it started ends with it. A process that took over the number is left alone.
    """
    if not process.is_alive:
        return False
    family = descendants(process.pid)
    _send(process, first)
    _await_end([process], patience)
    for member in (process, *family):
        _send(member, signal.SIGKILL if member == process else signal.SIGTERM)
    if not _await_end([process, *family], patience):
        for member in family:
            _send(member, signal.SIGKILL)
        _await_end([process, *family], patience)
    return True


def _send(process: Process, what: signal.Signals) -> None:
    if process.is_alive:
        with suppress(ProcessLookupError):
            os.kill(process.pid, what)


def _await_end(processes: list[Process], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while any(process.is_alive for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _stat(pid: int) -> list[str] | None:
    """The fields after the name, which stands in brackets and may hold anything."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _boot() -> str:
    with suppress(OSError):
        return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    return ""


def _started_by_ps(pid: int) -> str | None:
    """The same where there is no /proc."""
    words = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip() or None
