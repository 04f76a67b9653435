"""The schedule: is a run going on, do the services live, what runs next, how did the last run end, what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import yaml

from domain.catalog import Catalog
from domain.errors import KepuError
from ledger.loads import Loads, is_readable
from ledger.store import Ledger
from upkeep.finding import Finding, bad, good, local, poor
from upkeep.place import CONSOLE, SERVICES, log_file, noted, running
from upkeep.prefect_server import PrefectServer
from upkeep.run_lock import holder, is_running
from upkeep.services import DEPLOYMENTS_FILE, NAME_ZH, answers, office_server

LONGEST_RUN: Final = timedelta(hours=6)
"""Ten years of archives take an hour or two; a run that holds the home for longer is worth a look."""
IDLE: Final = timedelta(days=35)
SHOWN: Final = 6


def examine_schedule(home: Path, now: datetime, catalog: Catalog | None) -> Iterator[Finding]:
    """Look at runs and services."""
    yield _lock(home, now)
    yield _services(home)
    server = PrefectServer.from_environment() or office_server(home)
    if server is not None:
        yield from _server(server)
    if is_readable(home):
        yield _last_load(home, now)
        if catalog is not None:
            yield _months(home, now, catalog)


def _lock(home: Path, now: datetime) -> Finding:
    if not is_running(home):
        return good("运行", "没有正在进行的运行")
    pid, since = holder(home), datetime.fromtimestamp((home / "run.lock").stat().st_mtime, now.tzinfo)
    seen = "有一次运行正在进行" + (f"（进程号 {pid}）" if pid else "")
    if now - since > LONGEST_RUN and _started_long_ago(pid, now):
        return poor(
            "运行", f"{seen}，已超过 {LONGEST_RUN.seconds // 3600} 小时", f"若确认卡住：kill {pid}，再运行一次。"
        )
    return good("运行", seen)


def _started_long_ago(pid: int | None, now: datetime) -> bool:
    try:
        started = Path(f"/proc/{pid}").stat().st_mtime
    except OSError:
        return False
    return now.timestamp() - started > LONGEST_RUN.total_seconds()


def _services(home: Path) -> Finding:
    known = [service for service in SERVICES if noted(home, service) is not None]
    dead = [service for service in known if running(home, service) is None]
    if dead:
        names = "、".join(NAME_ZH[service] for service in dead)
        return bad("服务", f"{names}已经停了", f"请运行 kepu up；原因看 {log_file(home, dead[0])} 的末尾。")
    if not known:
        return poor("服务", "没有常驻服务：每月运行不会自动进行", "请运行 kepu up（或按 docs/runbook.md 用 systemd）。")
    console = running(home, CONSOLE)
    if console is not None and not answers(console.address):
        return bad("服务", f"控制台 {console.address} 没有应答", "请运行 kepu down，再 kepu up。")
    alive = [found for service in SERVICES if (found := running(home, service)) is not None]
    missing = [NAME_ZH[service] for service in SERVICES if service not in known]
    if missing:
        return poor("服务", f"{'、'.join(missing)}没有启动", "请运行 kepu up。")
    return good("服务", f"{len(alive)} 个服务都在运行（进程号 {'、'.join(str(found.pid) for found in alive)}）")


def _server(server: PrefectServer) -> Iterator[Finding]:
    try:
        server.check()
        yield _deployments(server)
        yield _queue(server)
        if (last := server.last_run()) is not None:
            yield _last_run(last.name, last.state, last.message, is_good=last.state_type == "COMPLETED")
    except KepuError as error:
        yield bad("定时任务", error.message, "")
    except (OSError, ValueError, KeyError):
        yield bad("定时任务", f"Prefect 服务 {server.api_url} 没有正常应答", "请运行 kepu down，再 kepu up。")


def _deployments(server: PrefectServer) -> Finding:
    there = server.deployments()
    missing = [name for name in declared_deployments() if name not in there]
    if missing:
        return bad("定时任务", f"没有登记：{'、'.join(missing)}", "请运行 kepu up（或 prefect deploy --all）。")
    if paused := [name for name, is_paused in there.items() if is_paused]:
        return poor("定时任务", f"已暂停：{'、'.join(paused)}", "需要时在 Prefect 页面上恢复（Deployments → Resume）。")
    if not server.workers_online():
        return bad("定时任务", "没有运行进程在线，到点也不会运行", "请运行 kepu up（或 systemctl start kepu-worker）。")
    due = server.next_run()
    when = f"，下一次 {local(due.due_at)}" if due is not None and due.due_at is not None else ""
    return good("定时任务", f"{'、'.join(sorted(there))}{when}")


def declared_deployments() -> list[str]:
    """The names in prefect.yaml that have a schedule; none where the file is not there."""
    if not DEPLOYMENTS_FILE.exists():
        return []
    declared = yaml.safe_load(DEPLOYMENTS_FILE.read_text(encoding="utf-8"))["deployments"]
    return [str(deployment["name"]) for deployment in declared]


def _queue(server: PrefectServer) -> Finding:
    overdue = server.overdue_runs()
    if not overdue:
        return good("排队", "没有到点未运行的任务")
    since = min(run.due_at for run in overdue if run.due_at is not None)
    advice = "一次只运行一个，前一个走完就轮到它；若一直不动，请 kepu down --now，再 kepu up。"
    return poor("排队", f"{len(overdue)} 个任务到点还没有运行，最早的应在 {local(since)}", advice)


def _last_run(name: str, state: str, message: str, *, is_good: bool) -> Finding:
    if is_good:
        return good("上次定时运行", f"{name}：完成")
    seen = f"{name}：{state} {message}".strip()
    return bad("上次定时运行", seen[:200], "收到的文件没有丢。按上面的原因处理后运行 kepu ingest。")


def _last_load(home: Path, now: datetime) -> Finding:
    loads = Loads.at_home(home)
    try:
        last = loads.latest()
    finally:
        loads.close()
    if last is None:
        return good("上次运行", "还没有运行过")
    seen = f"第 {last.load_id} 次，{local(last.started_at)}"
    if last.finished_at is None and not is_running(home):
        return poor("上次运行", f"{seen}，没有走完", "没有丢失任何内容。再运行一次 kepu ingest，会接着做。")
    if now - last.started_at > IDLE:
        return poor(
            "上次运行", f"{seen}，已过 {(now - last.started_at).days} 天", "请看看定时任务是否还在（kepu up）。"
        )
    return good("上次运行", seen)


def _months(home: Path, now: datetime, catalog: Catalog) -> Finding:
    """Which months wait for a run, and which should have had one."""
    ledger = Ledger.at_home(home)
    try:
        run, waiting = set(ledger.marks()[0]), ledger.changed_periods(catalog.version)
    finally:
        ledger.close()
    if waiting and not is_running(home):
        seen = f"{len(waiting)} 个月有还没有处理的报送、决定或参考数据：{_shown(waiting)}"
        return poor("各月", seen, "请运行 kepu ingest（或等每日巡检）。")
    missed = missed_months(run, catalog.due_dates, now.date())
    if missed:
        seen = f"已过报送期限、却没有任何报送的月份：{_shown(missed)}"
        return poor("各月", seen, "请看文件是否放进了收件目录；kepu remind 可写催报单。")
    return good("各月", f"已处理 {len(run)} 个月，没有遗漏")


def missed_months(run: set[str], due_dates: Mapping[str, date], today: date) -> list[str]:
    """Months after the first one that was run whose reports are due, and that were never run."""
    first = min(run, default="9999-12")
    return [
        month for month, due_on in sorted(due_dates.items()) if month > first and month not in run and due_on < today
    ]


def _shown(months: list[str]) -> str:
    return "、".join(months[:SHOWN]) + (f"等 {len(months)} 个月" if len(months) > SHOWN else "")
