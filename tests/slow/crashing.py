"""Processes that are killed on purpose: at the n-th thing they write, or after some milliseconds.

A forge is one process that has imported everything and has run once. It forks for every act, so that a run costs what
it does and not what it imports. In the fork workers and Prefect are left out, and what Great Expectations says of a
frame it has seen is remembered; `test_kill` also kills whole runs. Everything that writes is named on its way in and
out; at the wanted name the fork kills itself with SIGKILL: nothing is flushed, no `finally` runs.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any  # Any: functions and results of every kind

CHECKOUT = Path(__file__).resolve().parents[2]
NOW = datetime(2022, 12, 6, 1, 0, tzinfo=UTC)
LEDGER_WRITES = (
    *("start_load", "add_receipt", "add_arrival", "advance", "note_standings", "note_layout", "mark_month"),
    *("decide_load", "finish_decided", "finish_load", "add_decision", "add_feedback", "add_baseline"),
)
FUNCTIONS = {
    "tasks.session": ("open_working",),
    "tasks.loading": ("load_month", "publish", "load_reference"),
    "warehouse.load": ("_replace_frames", "_merge_facts"),
    "warehouse.publication": ("_checkpointed", "_copy", "_verify", "_keep_version", "_link_or_copy", "_sync"),
    "tasks.reporting": ("write_summary", "write_validation_report", "write_reminders"),
    "tasks.publishing": ("publish", "roll_back"),
    "tasks.closing": ("close_month", "publish"),
    "reports.ruling": ("confirm_alias",),
    "upkeep.backup": ("write_private",),
    "flows.rebuild": ("carry_accounts", "settle_rebuilt", "put_in_place", "publish"),
    "tasks.swapping": ("_set_aside",),
}
METHODS = {
    "intake.archive:Archive": ("keep", "record"),
    "ledger.store:Ledger": LEDGER_WRITES,
    "intake.understood:UnderstoodStore": ("keep", "drop", "close"),
}
FILE_EVENTS = ("os.rename", "os.remove", "os.link", "shutil.copyfile", "shutil.rmtree", "os.mkdir")


@dataclass(frozen=True)
class Act:
    """Something that a person or the schedule does to a home: a name of `ACTS` and its arguments."""

    name: str
    home: Path
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """How an act ended: killed or not, what it passed on its way, what it returned, or its traceback."""

    is_killed: bool
    passed: tuple[str, ...]
    result: Any
    error: str


class Points:
    """Notes what is passed, and kills this process at the wanted place."""

    def __init__(self, home: Path, kill_at: str | None, trail: Path) -> None:
        self._home = str(home.parent)
        self._kill_at = kill_at
        self._trail = os.open(trail, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._counts: dict[str, int] = {}

    def passing(self, name: str) -> None:
        """Note one place; its second time is called `name #2`."""
        self._counts[name] = count = self._counts.get(name, 0) + 1
        label = name if count == 1 else f"{name} #{count}"
        os.write(self._trail, f"{label}\n".encode())
        if label == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, owner: Any, name: str) -> None:
        inner = getattr(owner, name, None)
        if inner is None:
            return
        label = f"{getattr(owner, '__name__', owner)}.{name}"

        @functools.wraps(inner)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.passing(f"before {label}")
            result = inner(*args, **kwargs)
            self.passing(f"after {label}")
            return result

        setattr(owner, name, wrapped)

    def install(self) -> None:
        """Watch every place where something is written."""
        for module, names in FUNCTIONS.items():
            if module in sys.modules:
                for name in names:
                    self.wrap(sys.modules[module], name)
        for place, names in METHODS.items():
            module, _, owner = place.partition(":")
            for name in names:
                self.wrap(getattr(sys.modules[module], owner), name)
        sys.addaudithook(self._audit)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and arguments and str(arguments[0]).startswith(self._home):
            self.passing(f"before {event}")


class InlineWorkers:
    """Understands in this process, so that a fork has no processes of its own."""

    def __init__(self, _count: int, overlay: str | None, _limits: object = None) -> None:
        self._overlay = overlay

    def __enter__(self) -> InlineWorkers:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def understand(self, tasks: Any, _catalog: Any) -> Any:
        from intake.understand import understand_chunk

        return understand_chunk(tasks, self._overlay)

    def understand_timed(self, tasks: Any, catalog: Any) -> Any:
        return *self.understand(tasks, catalog), 1.0

    def read_answer(self, *arguments: Any) -> Any:
        from intake.answers import read_answer

        return read_answer(*arguments)


class _Done:
    """A future that is there already."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def result(self, **_: Any) -> Any:
        return self._value


def _plain(one: Any) -> Callable[..., Any]:
    """The task as a plain function; a state it returns is opened."""

    def call(*args: Any, **kwargs: Any) -> Any:
        result = one.fn(*args, **kwargs)
        return result.data if type(result).__name__ == "State" else result

    call.submit = lambda *args, **kwargs: _Done(call(*args, **kwargs))  # type: ignore[attr-defined]  # as a task has
    return call


def _leave_out_prefect() -> None:
    from prefect import Task

    import flows.backfill
    import flows.ingest
    import flows.rebuild
    import tasks.reporting
    import tasks.session

    for module in (flows.ingest, flows.backfill, flows.rebuild):
        for name, one in list(vars(module).items()):
            if isinstance(one, Task):
                setattr(module, name, _plain(one))
        for name in ("Workers",):
            if hasattr(module, name):
                setattr(module, name, InlineWorkers)
    vars(flows.ingest)["wait"] = lambda _futures: None  # they are done
    vars(tasks.session)["Workers"] = InlineWorkers
    for name in [name for name in vars(tasks.reporting) if name.startswith("create_")]:
        setattr(tasks.reporting, name, lambda *_args, **_kwargs: None)


# What can be done to a home


def _ingest(home: Path, inbox: str) -> Any:
    from flows.ingest import ingest_months

    return list(ingest_months.fn(str(home), inbox, None, NOW).periods)


def _backfill(home: Path, inbox: str, approved_by: str = "") -> Any:
    from flows.backfill import backfill_months

    outcome = backfill_months.fn(str(home), inbox, NOW, approved_by or None)
    return [list(outcome.periods), outcome.understood, outcome.understood_before]


def _decide(home: Path, issue: str, value: str) -> Any:
    from domain.deciding import Ruling
    from domain.decision import DecisionKind
    from reference.loader import load_catalog
    from reference.overlay import confirmed_overlay
    from reports.ruling import rule_on_issue

    kind = DecisionKind.ALIAS if value.isupper() else DecisionKind.CORRECT
    parts = (None, None, value) if kind is DecisionKind.ALIAS else (value, "电话", None)
    ruling = Ruling(kind, "电话核实，原稿写错", "steward.one", *parts)
    return rule_on_issue(home, issue, ruling, load_catalog(overlay=confirmed_overlay(home)), NOW).decision_id


def _publish(home: Path) -> Any:
    from tasks.publishing import publish_again

    return publish_again(home, NOW).version


def _roll_back(home: Path) -> Any:
    from tasks.publishing import roll_back_to

    return roll_back_to(home, None, NOW)


def _close(home: Path, period: str) -> Any:
    from tasks.closing import close_period
    from warehouse.releases import Closing

    return close_period(home, Closing(period, "张三", NOW, ""))[0].release_number


def _back_up(home: Path, target: str) -> Any:
    from upkeep.backup import back_up

    return back_up(home, Path(target), datetime.now(UTC), lambda _sentence: None).files


def _rebuild(home: Path) -> Any:
    from flows.rebuild import rebuild_home

    return rebuild_home.fn(str(home)).load_count


ACTS: dict[str, Callable[..., Any]] = {
    "ingest": _ingest,
    "backfill": _backfill,
    "decide": _decide,
    "publish": _publish,
    "roll_back": _roll_back,
    "close": _close,
    "back_up": _back_up,
    "rebuild": _rebuild,
}


# The forge


class Forge:
    """Forks warm processes for acts; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.kills = 0

    def __enter__(self) -> Forge:
        environment = {**os.environ, "PREFECT_HOME": str(self._folder / "prefect"), "PREFECT_LOGGING_LEVEL": "CRITICAL"}
        self._log = (self._folder / "forge.log").open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.slow.crashing", str(self._folder)],
            cwd=CHECKOUT,
            env={
                **environment,
                "KEPU_SETTLE_SECONDS": "0",
                "KEPU_INCOMPLETE_MINUTES": "0",
                "GX_ANALYTICS_ENABLED": "false",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=60)
        self._log.close()

    def run(self, act: Act, *, kill_at: str | None = None, kill_after: float | None = None) -> Ended:
        """Do something in a fork; kill it at a named place, or after so many seconds."""
        return self._ordered(act, {"kill_at": kill_at, "after": kill_after})

    def learn(self, act: Act) -> Ended:
        """Do something in the forge itself: what it builds and what the rules say is there in every later fork."""
        return self._ordered(act, {"learn": True})

    def _ordered(self, act: Act, more: dict[str, Any]) -> Ended:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"act": act.name, "home": str(act.home), "arguments": act.arguments, **more}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        ended = Ended(answer["killed"], tuple(answer["passed"]), answer["result"], answer["error"])
        self.kills += ended.is_killed
        return ended

    def done(self, act: Act) -> Ended:
        """Do something that must reach its end."""
        ended = self.run(act)
        assert ended.error == "", ended.error
        assert not ended.is_killed
        return ended


def _serve(folder: Path) -> None:
    """Import everything, then fork for every order on stdin."""
    for module in ("cli", "flows.backfill", "flows.rebuild", "tasks.closing", "tasks.publishing", "upkeep.backup"):
        importlib.import_module(module)
    _leave_out_prefect()
    _remember_rules()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing that a run prints may get between the answers
    for line in sys.stdin:
        order = json.loads(line)
        answers.write(json.dumps(_learned(order) if order.get("learn") else _forked(order, folder)) + "\n")
        answers.flush()


def _learned(order: dict[str, Any]) -> dict[str, Any]:
    told = _told(order)
    return {"killed": False, "passed": [], **told}


def _told(order: dict[str, Any]) -> dict[str, Any]:
    try:
        result = ACTS[order["act"]](Path(order["home"]), *order["arguments"])
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        return {"result": None, "error": traceback.format_exc()}
    return {"result": result, "error": ""}


def _remember_rules() -> None:
    """Ask Great Expectations once for the same frames: what it says does not depend on who was killed."""
    import tasks.validating

    for name in ("validate_files", "validate_observations", "validate_region_month"):
        setattr(tasks.validating, name, _remembering(getattr(tasks.validating, name)))


def _remembering(judge: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[str, Any] = {}

    def judged(*arguments: Any, **named: Any) -> Any:
        key = repr([_content(one) for one in (*arguments, *named.values())])
        if key not in known:
            known[key] = judge(*arguments, **named)
        return known[key]

    return judged


def _content(one: Any) -> Any:
    """A frame by what it says, without the numbers of loads; everything else by its name."""
    if isinstance(one, dict):
        return [(name, _content(frame)) for name, frame in sorted(one.items())]
    if hasattr(one, "to_json"):
        return one.drop(columns=["load_id"], errors="ignore").to_json(orient="split", default_handler=str)
    return one if isinstance(one, str) else type(one).__name__


def _forked(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    trail, outcome = folder / "trail.txt", folder / "outcome.json"
    outcome.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _act(order, trail, outcome)
    if order["after"] is not None:
        threading.Thread(target=_kill_after, args=(child, order["after"]), daemon=True).start()
    _, status = os.waitpid(child, 0)
    told = json.loads(outcome.read_text()) if outcome.exists() else {"result": None, "error": ""}
    killed = os.WIFSIGNALED(status)
    if not killed and not outcome.exists():
        told["error"] = f"ended with status {status} and told nothing"
    return {"killed": killed, "passed": trail.read_text().splitlines() if trail.exists() else [], **told}


def _kill_after(child: int, seconds: float) -> None:
    time.sleep(seconds)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def _act(order: dict[str, Any], trail: Path, outcome: Path) -> None:
    """Do what is ordered, in this fork, and leave without cleaning up."""
    Points(Path(order["home"]), order["kill_at"], trail).install()
    told = _told(order)
    partial = outcome.with_suffix(".partial")
    partial.write_text(json.dumps(told, default=str))
    partial.replace(outcome)
    os._exit(0)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
