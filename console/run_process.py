"""Ask for a run and watch it: `kepu ingest` as a process of its own, or Prefect where a server is configured.

The console imports no pipeline. A run goes on when the console stops; its steps are in `runs/steps.log`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import KepuError

DEPLOYMENT = "monthly-ingest/monthly"
_STEP = re.compile(r"^(\d{4}-\d{2}[ ：]|正在)")
_SENTENCES = 3


class RunInProgress(KepuError):
    """A run is on its way already."""

    exit_code = 17
    code = "RUN_IN_PROGRESS"


@dataclass(frozen=True, slots=True)
class RunState:
    """How the latest run stands. `state` is none, running, done or failed; `lines` are the submissions it decided."""

    state: str
    started_at: datetime | None = None
    started_by: str = ""
    finished_at: datetime | None = None
    steps: tuple[str, ...] = ()
    message: str = ""
    lines: tuple[dict[str, object], ...] = ()
    through_prefect: bool = False


class RunDesk:
    """The latest run of one home folder."""

    def __init__(
        self, home: Path, inbox: Path, clock: Callable[[], datetime], command: tuple[str, ...] | None = None
    ) -> None:
        self._folder = home / "runs"
        self._clock = clock
        self._command = command or run_command(home, inbox)
        self._lock = threading.Lock()

    def start(self, username: str) -> None:
        """Start a run. Raises RunInProgress when one is on its way."""
        with self._lock:
            if self.state().state == "running":
                raise RunInProgress("正在校验和发布，请等这一次结束。")
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for old in ("result.json", "lines.jsonl"):
                (self._folder / old).unlink(missing_ok=True)
            with (self._folder / "steps.log").open("wb") as steps, (self._folder / "lines.jsonl").open("wb") as lines:
                process = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, stdout=lines, stderr=steps, start_new_session=True
                )
            started = {"pid": process.pid, "started_at": self._clock().isoformat(), "started_by": username}
            self._write("started.json", started)
        threading.Thread(target=self._await, args=(process,), daemon=True).start()

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        self._write("result.json", {"exit_code": code, "finished_at": self._clock().isoformat()})

    def state(self) -> RunState:
        """How the latest run stands, read from its files: the console may have been restarted meanwhile."""
        started = self._read("started.json")
        if not started:
            return RunState("none")
        result = self._read("result.json")
        steps = self._steps()
        about = {
            "started_at": datetime.fromisoformat(str(started["started_at"])),
            "started_by": str(started["started_by"]),
            "steps": tuple(line for line in steps if _STEP.match(line)),
            "through_prefect": "prefect" in self._command,
        }
        if not result:
            alive = _is_alive(int(str(started["pid"])))
            gone = "控制台重启过，这次运行的结果请看报送页。"
            return RunState("running", **about) if alive else RunState("done", message=gone, **about)  # type: ignore[arg-type]  # fields by name
        finished = datetime.fromisoformat(str(result["finished_at"]))
        if result["exit_code"]:
            message = "\n".join(steps[-_SENTENCES:]) or "运行没有完成。"
            return RunState("failed", finished_at=finished, message=message, **about)  # type: ignore[arg-type]  # fields by name
        return RunState("done", finished_at=finished, lines=tuple(self._lines()), **about)  # type: ignore[arg-type]  # fields by name

    def _steps(self) -> list[str]:
        path = self._folder / "steps.log"
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _lines(self) -> list[dict[str, object]]:
        path = self._folder / "lines.jsonl"
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def _read(self, name: str) -> dict[str, object]:
        path = self._folder / name
        if not path.exists():
            return {}
        found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def _write(self, name: str, values: dict[str, object]) -> None:
        partial = self._folder / f"{name}.partial"
        partial.write_text(json.dumps(values), encoding="utf-8")
        partial.replace(self._folder / name)


def run_command(home: Path, inbox: Path) -> tuple[str, ...]:
    """What starts a run: a deployment on the configured server, else this installation's own command."""
    if os.environ.get("PREFECT_API_URL"):
        asked = ("--param", "is_attended=true")  # somebody waits: a file that looks cut off is taken as it is
        return (sys.executable, "-m", "prefect", "deployment", "run", DEPLOYMENT, *asked, "--watch")
    paths = ("--home", str(home.resolve()), "--inbox", str(inbox.resolve()))
    return (sys.executable, "-m", "cli", "ingest", *paths, "--json")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
