"""The operator's command for years of archives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.operator import failed_files, nothing_new
from commands.options import DEFAULT_HOME, DEFAULT_INBOX, AsJson, Home, Inbox, lines_of, user_errors, write_lines

if TYPE_CHECKING:
    from flows.backfill import BackfillOutcome

app = typer.Typer()
SHOWN_FILES = 20


@app.command()
@user_errors
def backfill(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="历年月报的目录，内为 年-月/地州/文件；不写则用 --inbox。")
    ] = None,
    inbox: Inbox = DEFAULT_INBOX,
    home: Home = DEFAULT_HOME,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="这些月份此前已经批准：能识别的数一律采纳，规则只作提示。")
    ] = False,
    approved_by: Annotated[str | None, typer.Option("--approved-by", help="谁批准的；与 --baseline 同用。")] = None,
    as_json: AsJson = False,
) -> None:
    """补录以往月份：一次处理很多文件，从最早的月份起；随时可以中断，再运行即接着做，做完的不重做。

    例：kepu backfill 历年月报 --baseline --approved-by 张三
    """
    from flows.environment import prepare_environment

    approver = (approved_by or "").strip() or None
    if baseline != (approver is not None):
        raise typer.BadParameter("--baseline 和 --approved-by 姓名 要一起写：谁批准的要留下记录。")
    prepare_environment(home)
    outcome = _run_with_progress(home, folder or inbox, approver)
    for left in outcome.left:
        typer.echo(left.sentence, err=True)
    if as_json:
        from warehouse.run_lines import submission_lines

        write_lines(line for month in outcome.periods for line in lines_of(submission_lines(home, month)))
        return
    show_backfill(home, outcome)


def _run_with_progress(home: Path, inbox: Path, approved_by: str | None) -> BackfillOutcome:
    from rich.console import Console

    from reports.progress import showing_progress

    with showing_progress(Console(stderr=True)):
        from flows.backfill import run_backfill

        return run_backfill(home, inbox, approved_by=approved_by)


def show_backfill(home: Path, outcome: BackfillOutcome) -> None:
    """Print one line a month: how many numbers stand and how many wait; then the files that could not be used."""
    from warehouse.queries import status_lines

    if not outcome.periods:
        typer.echo(nothing_new(home))
        return
    for period in outcome.periods:
        lines = status_lines(home, period)
        counts = [sum(getattr(line, name) for line in lines) for name in ("files", "accepted", "provisional", "held")]
        typer.echo("{}：文件 {} 个，通过 {}，暂用 {}，待核 {}".format(period, *counts))
    _show_failed(home, outcome.periods)
    before = f"，上次中断前已识别的 {outcome.understood_before} 个没有重做" if outcome.understood_before else ""
    typer.echo(f"共处理 {len(outcome.periods)} 个月；本次识别 {outcome.understood} 个文件{before}。")
    typer.echo(f"需要处理的问题：kepu issues --home {home}；校验报告在 {home / 'reports'}。")


def _show_failed(home: Path, periods: Sequence[str]) -> None:
    """Name the files that could not be used, each with its sentence; each month's 校验报告 names all of them."""
    failed = [line for period in periods for line in failed_files(home, period) if line["error_code"]]
    for line in failed[:SHOWN_FILES]:
        typer.echo(f"无法使用 {line['source_file']}：{line['message']}")
    if len(failed) > SHOWN_FILES:
        typer.echo(f"还有 {len(failed) - SHOWN_FILES} 个文件无法使用，见各月的校验报告。")
