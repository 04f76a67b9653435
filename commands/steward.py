"""Commands of the steward: the queue, a decision, the passport of a number."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, Period, check_period, lines_of, user_errors, write_lines
from domain.errors import DecisionError

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
    from ledger.store import Ledger
    from reports.issue_queue import with_decisions
    from reports.terminal import issue_table, terminal
    from warehouse.queries import issue_lines
    from warehouse.run_lines import published_decisions

    check_period(period)
    lines = with_decisions(
        lines_of(issue_lines(home, period, region)), Ledger.at_home(home).decisions(), published_decisions(home)
    )
    if as_json:
        write_lines(lines)
        return
    terminal().print(issue_table(lines) if lines else "没有需要处理的问题。")


@app.command()
@user_errors
def decide(
    issue: Annotated[str, typer.Argument(help="问题编号，可只写前 6 位以上。")],
    reason: Annotated[str, typer.Option("--reason", help="真实、具体的理由；只写“核实无误”不算。")],
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
    home: Home = DEFAULT_HOME,
) -> None:
    """对一个问题作出决定；下一次 kepu ingest 起生效。更正后的值照样要过校验。"""
    kind = chosen_kind(correct, alias, accept=accept, send_back=send_back, not_a_statistic=not_a_statistic)
    from domain.deciding import Ruling
    from domain.deciding import decide as make_decision
    from intake.archive import Archive
    from ledger.recording import record_decision
    from ledger.store import Ledger
    from reference.aliases import refusal_of_alias
    from reference.loader import load_catalog
    from reference.overlay import confirm_alias, overlay_folder
    from reports.issue_queue import case_of
    from warehouse.queries import find_issue

    overlay = overlay_folder(home)
    catalog = load_catalog(overlay=overlay if overlay.is_dir() else None)
    ruling = Ruling(kind, reason, getpass.getuser(), correct, confirmed_by, alias)
    decision = make_decision(case_of(find_issue(home, issue)), ruling, catalog, datetime.now(UTC))
    if decision.alias_kind and decision.alias_wording and decision.alias_code:
        wording = (decision.alias_kind, decision.alias_wording, decision.alias_code)
        if refusal := refusal_of_alias(catalog, *wording):
            raise DecisionError(f"不能确认这个名称：{refusal}")
        confirm_alias(overlay, *wording, decision.reason)
    record_decision(Archive.at_home(home).record, Ledger.at_home(home), decision)
    typer.echo(
        f"已记录：{KIND_ZH[kind]}。运行 kepu ingest 后生效；kepu trace {decision.observation_id or issue} 可看来历。"
    )


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
