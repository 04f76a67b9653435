"""Commands of the operator: run the month, see who reported, rebuild, examine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_HOME,
    DEFAULT_INBOX,
    AsJson,
    Home,
    Inbox,
    Period,
    check_period,
    lines_of,
    user_errors,
    write_lines,
)

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer()


@app.command()
@user_errors
def ingest(
    inbox: Inbox = DEFAULT_INBOX, period: Period = None, home: Home = DEFAULT_HOME, as_json: AsJson = False
) -> None:
    """月度运行：收件、识别、校验、装载、发布，并写出汇总表和催报单。

    同样的收件目录再跑一次，结果不变。例：kepu ingest --inbox samples/inbox --home var
    """
    from flows.environment import prepare_environment

    check_period(period)
    prepare_environment(home)
    outcome = run_with_progress(home, inbox, period)
    if as_json:
        from warehouse.run_lines import submission_lines

        write_lines(line for month in outcome for line in lines_of(submission_lines(home, month)))
        return
    show_outcome(home, outcome)


def run_with_progress(home: Path, inbox: Path, period: str | None, approved_by: str | None = None) -> tuple[str, ...]:
    """Run the monthly flow, showing on stderr what it is doing; returns the months it decided."""
    from rich.console import Console

    from reports.progress import showing_progress

    with showing_progress(Console(stderr=True)):
        from flows.ingest import run_ingest

        outcome = run_ingest(home, inbox, period, approved_by=approved_by)
    for sentence in (*(left.sentence for left in outcome.left), *outcome.told):
        typer.echo(sentence, err=True)
    return outcome.periods


def show_outcome(home: Path, periods: tuple[str, ...]) -> None:
    """Print the run's result: a table a month, the issue most worth a look, who is missing, where everything is."""
    from reports.terminal import issue_panel, missing_sentence, month_table, safe_to_stop_sentence, terminal
    from warehouse.connection import published_path
    from warehouse.queries import issue_lines, status_lines
    from warehouse.run_lines import retired_sentences

    console = terminal()
    if not periods:
        console.print(nothing_new(home))
        _show_answers(console, home)
        return
    for period in periods:
        lines = lines_of(status_lines(home, period))
        console.print(month_table(period, lines))
        if sentence := missing_sentence(lines):
            console.print(sentence)
        for failed in failed_files(home, period):
            style = "[red]无法使用[/red]" if failed["error_code"] else "[yellow]提示[/yellow]"
            console.print(f"{style} {failed['source_file']}：{failed['message']}", soft_wrap=True)
        for retired in retired_sentences(home, period):
            console.print(f"[yellow]提示[/yellow] {retired}", soft_wrap=True)
    waiting = [line for line in lines_of(issue_lines(home, periods[-1])) if line["status"] == "open"]
    if waiting:  # files that cannot be used are named above; a number is more worth a look
        console.print(issue_panel(next((line for line in waiting if line["observation_ids"]), waiting[0])))
        console.print(f"共有 {len(waiting)} 个待处理问题：kepu issues --period {periods[-1]} --home {home}")
        console.print(safe_to_stop_sentence([float(str(line["weight"])) for line in waiting]))
    _show_answers(console, home)
    console.print(f"已发布：{published_path(home)}（kepu sql 可查询）")
    console.print(f"汇总表和催报单：{home / 'reports' / periods[-1]}")
    console.print(f"校验报告：{home / 'reports' / periods[-1] / '校验报告.html'}")


def _show_answers(console: Console, home: Path) -> None:
    """Say how many answers of prefectures wait to be confirmed; nothing when none do."""
    from reports.confirming import waiting_sentence

    if sentence := waiting_sentence(home):
        console.print(sentence)


def nothing_new(home: Path) -> str:
    """Why a run did nothing: everything is known already, or nothing has ever arrived."""
    from warehouse.connection import published_path

    if published_path(home).exists():
        return "没有新的报送，也没有新的决定；已发布的数据保持不变。"
    return "收件目录里还没有报送文件。请按“年-月/地州”建目录，把文件放进去，再运行一次。"


def failed_files(home: Path, period: str) -> list[dict[str, object]]:
    """The files of a month that could not be used, or about which reading them has something to say."""
    from warehouse.run_lines import submission_lines

    return [line for line in lines_of(submission_lines(home, period)) if line["message"]]


@app.command()
@user_errors
def status(
    period: Period = None,
    history: Annotated[bool, typer.Option("--history", help="每一次状态变化：时间、原因、由哪次运行引起。")] = False,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """谁报了、何时报的、处于什么状态。不写月份则看最近一个月；--history 看状态怎样一步步变化。"""
    from reports.terminal import missing_sentence, month_table, terminal
    from warehouse.queries import status_lines
    from warehouse.run_lines import latest_period

    check_period(period)
    month = period or latest_period(home)
    if history:
        show_history(home, month, as_json=as_json)
        return
    lines = lines_of(status_lines(home, month))
    if as_json:
        write_lines(lines)
        return
    console = terminal()
    console.print(month_table(month, lines))
    if sentence := missing_sentence(lines):
        console.print(sentence)


def show_history(home: Path, period: str, *, as_json: bool) -> None:
    """Print every change of state in a month, of each file and of each prefecture, with its time and cause."""
    from ledger.history import History
    from reference.loader import load_catalog
    from reports.state_history import history_table
    from reports.terminal import terminal

    past = History.at_home(home)
    lines = past.month(period)
    past.close()
    if as_json:
        write_lines({**line, "at": one.at.isoformat()} for one, line in zip(lines, lines_of(lines), strict=True))
        return
    regions = load_catalog().regions
    terminal().print(
        history_table(lines, lambda code: regions[code].name_zh if code in regions else "未识别单位")
        if lines
        else f"{period} 还没有任何记录。"
    )


@app.command()
@user_errors
def rebuild(home: Home = DEFAULT_HOME) -> None:
    """从存档和日志重建全部数据：工作文件损坏或版本不符时用。结果与已发布内容相同；原文件保留在 before-rebuild。"""
    from rich.console import Console

    from flows.environment import prepare_environment
    from reports.progress import showing_progress

    prepare_environment(home)
    with showing_progress(Console(stderr=True)):
        from flows.rebuild import run_rebuild

        outcome = run_rebuild(home)
    typer.echo(f"已重放 {outcome.event_count} 条记录、{outcome.load_count} 次运行，并发布 {outcome.published.path}。")
    if not outcome.has_accounts:
        typer.echo("原来的台账已损坏，控制台的账号读不出来：请用 kepu console 重新设置账号。", err=True)
