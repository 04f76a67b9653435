"""Commands of the steward: the queue, a decision, the passport of a number."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
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
    from domain.decision import DecisionKind

app = typer.Typer()


@app.command()
@user_errors
def issues(
    period: Period = None,
    region: Annotated[str | None, typer.Option("--region", help="地州代码，如 654200。")] = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """需要数据管理员处理的问题，最重要的在前。"""
    from ledger.answers import waiting_answers
    from ledger.store import Ledger
    from reports.issue_queue import with_answers, with_decisions
    from reports.terminal import issue_table, terminal
    from warehouse.queries import issue_lines
    from warehouse.run_lines import published_decisions

    check_period(period)
    ledger = Ledger.at_home(home)
    decisions = ledger.decisions()
    lines = with_decisions(lines_of(issue_lines(home, period, region)), decisions, published_decisions(home))
    lines = with_answers(lines, waiting_answers(ledger.answers(), decisions))
    if as_json:
        write_lines(lines)
        return
    terminal().print(issue_table(lines) if lines else "没有需要处理的问题。")


@app.command()
@user_errors
def decide(
    issue: Annotated[str, typer.Argument(help="问题编号，可只写前 6 位以上。")],
    reason: Annotated[str | None, typer.Option("--reason", help="真实、具体的理由；只写“核实无误”不算。")] = None,
    correct: Annotated[
        str | None, typer.Option("--correct", help="更正为这个值（基本单位），如 132000 或 13.2万。")
    ] = None,
    confirmed_by: Annotated[
        str | None, typer.Option("--confirmed-by", help="报送单位怎样确认的：电话、反馈、更正单。")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="原值无误，理由即说明。")] = False,
    send_back: Annotated[bool, typer.Option("--return", help="退回报送单位核实。")] = False,
    alias: Annotated[str | None, typer.Option("--alias", help="这个名称就是该代码（指标或地区）。")] = None,
    not_a_statistic: Annotated[bool, typer.Option("--not-a-statistic", help="这个数不是统计数。")] = False,
    answered: Annotated[
        bool, typer.Option("--confirm-answer", help="采用报送单位在“反馈”表里的更正或说明，不必再写理由。")
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """对一个问题作出决定；下一次 kepu ingest 起生效。更正后的值照样要过校验。"""
    from reference.loader import load_catalog
    from reference.overlay import overlay_folder

    overlay = overlay_folder(home)
    catalog = load_catalog(overlay=overlay if overlay.is_dir() else None)
    author, now = getpass.getuser(), datetime.now(UTC)
    if answered and not (correct or confirmed_by or accept or send_back or alias or not_a_statistic):
        from reports.confirming import confirm_answer

        decision = confirm_answer(home, issue, author, catalog, now, reason or "")
    else:
        from domain.deciding import Ruling
        from reports.ruling import rule_on_issue

        kind = chosen_kind(correct, alias, accept=accept, send_back=send_back, not_a_statistic=not_a_statistic)
        if reason is None or answered:
            raise typer.BadParameter("请用 --reason 写明理由；--confirm-answer 单独使用。")
        ruling = Ruling(kind, reason, author, correct, confirmed_by, alias)
        decision = rule_on_issue(home, issue, ruling, catalog, now)
    subject = decision.observation_id or issue
    typer.echo(f"已记录：{KIND_ZH[decision.kind]}。运行 kepu ingest 后生效；kepu trace {subject} 可看来历。")


KIND_ZH = {
    "correct": "更正",
    "accept": "接受并说明",
    "return": "退回",
    "alias": "确认名称",
    "not_a_statistic": "不是统计数",
}


def chosen_kind(
    correct: str | None, alias: str | None, *, accept: bool, send_back: bool, not_a_statistic: bool
) -> DecisionKind:
    """The one kind of decision asked for; wrong usage when none or several are."""
    from domain.decision import DecisionKind

    asked = {
        DecisionKind.CORRECT: correct is not None,
        DecisionKind.ACCEPT: accept,
        DecisionKind.RETURN: send_back,
        DecisionKind.ALIAS: alias is not None,
        DecisionKind.NOT_A_STATISTIC: not_a_statistic,
    }
    chosen = [kind for kind, is_asked in asked.items() if is_asked]
    if len(chosen) != 1:
        raise typer.BadParameter("请在 --correct、--accept、--return、--alias、--not-a-statistic 中选一个。")
    return chosen[0]


@app.command()
@user_errors
def trace(
    identity: Annotated[str, typer.Argument(metavar="ID", help="数值、事实或问题的编号，可只写前 6 位以上。")],
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """一个数的来历：从事实、决定、规则一直到原文的句子或单元格和文件指纹。"""
    from reports.terminal import passport, terminal
    from warehouse.trace import trace_steps

    steps = lines_of(trace_steps(home, identity))
    if as_json:
        write_lines(steps)
        return
    terminal().print(passport(steps))


@app.command()
@user_errors
def console(
    home: Home = DEFAULT_HOME,
    inbox: Inbox = DEFAULT_INBOX,
    host: Annotated[str, typer.Option("--host", help="监听地址；默认只有本机能访问。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="监听端口。")] = 8765,
    link: Annotated[bool, typer.Option("--link/--no-link", help="还没有用户时，是否给出设置管理员的链接。")] = True,
) -> None:
    """控制台：在浏览器里看问题和原文、作决定、上传、重新发布。第一次启动会给出一次性的设置链接。

    例：kepu console --home var --inbox samples/inbox
    """
    from console.serve import serve
    from console.settings import ConsoleSettings

    serve(ConsoleSettings(home, inbox, host, port), typer.echo, with_link=link)
