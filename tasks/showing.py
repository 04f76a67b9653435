"""What Prefect's pages show of a run: its name, how far it is, what it came to, in Chinese tables with the places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run

from domain.period import Month
from reports.terminal import STATE_ZH
from tasks.session import Session
from warehouse.connection import published_path
from warehouse.queries import StatusLine, issue_lines, status_lines

LOCAL_TIME: Final = ZoneInfo("Asia/Shanghai")  # what the clock of the browser beside it shows
_T = TypeVar("_T")


def name_of_run() -> str:
    """Name a run after what started it and when: `sweep 2022-12-10 07:15`."""
    start = flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{deployment.name or 'ingest'} {start.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"


class RunProgress:
    """How far a run is, as a bar on Prefect's pages; moved once a step, for a step costs far more than moving it."""

    def __init__(self, steps: int) -> None:
        self._steps = max(steps, 1)
        self._done = 0
        bar = create_progress_artifact(0.0, key="progress", description="运行进度")
        self._bar = cast("UUID", bar)  # a coroutine only where the caller is one

    def after(self, result: _T, what: str) -> _T:
        """Count one step as done and hand its result on."""
        self._done = min(self._done + 1, self._steps)
        update_progress_artifact(self._bar, 100 * self._done / self._steps, description=f"运行进度：{what}")
        return result


@task(name="summarise", task_run_name="summary", cache_policy=NO_CACHE)
def summarise_run(session: Session, periods: Sequence[str]) -> str:
    """Show what the run came to: a row a month, what was left, where everything lies. Returns the Markdown."""
    rows = [_month_row(session.home, period) for period in periods]
    names = ("月份", "已报", "未报", "无法读取", "找到", "通过", "暂用", "待核", "待处理问题")
    said = markdown_table(names, rows) if rows else "没有新的报送，也没有新的决定；已发布的数据保持不变。"
    left = [f"- {one.sentence}" for one in session.left]
    places = [f"已发布：`{published_path(session.home)}`", f"各月报表：`{session.home / 'reports'}/<月份>/`"]
    text = "\n\n".join([said, *(["\n".join(left)] if left else []), *places])
    create_markdown_artifact(text, key="summary", description="这次运行的结果")
    return text


def show_month(home: Path, period: str, reporters: Sequence[StatusLine], papers: Sequence[Path]) -> str:
    """Show how a month stands: a row a prefecture, and the papers written. Returns the Markdown."""
    names = ("地州市", "状态", "及时", "文件", "找到", "通过", "暂用", "待核")
    said = markdown_table(names, [_reporter_row(line) for line in reporters])
    places = "\n".join(f"- [{path.stem}]({path.resolve().as_uri()})：`{path}`" for path in papers)
    waiting = f"需要处理的问题：`kepu issues --period {period} --home {home}`"
    text = f"{said}\n\n{places}\n\n{waiting}"
    create_markdown_artifact(text, key=f"month-{period}", description=f"{Month.parse(period).zh}报送情况和报表")
    return text


def markdown_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown; what would break out of a cell is made harmless."""
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "／").replace("\n", " ").replace("<", "＜")


def _month_row(home: Path, period: str) -> list[object]:
    lines = status_lines(home, period)
    counts = [sum(getattr(line, name) for line in lines) for name in ("found", "accepted", "provisional", "held")]
    missing = sum(line.state == "not_reported" for line in lines)
    failed = sum(line.state == "failed" for line in lines)
    waiting = sum(issue.status == "open" for issue in issue_lines(home, period))
    return [period, f"{len(lines) - missing - failed}/{len(lines)}", missing, failed, *counts, waiting]


def _reporter_row(line: StatusLine) -> list[object]:
    has_come = line.state != "not_reported"
    numbers = [line.files, line.found, line.accepted, line.provisional, line.held] if has_come else [""] * 5
    on_time = "" if line.on_time is None else "按时" if line.on_time else "迟报"
    return [line.name_zh, STATE_ZH.get(line.state, line.state), on_time, *numbers]
