"""The `kepu` command. Heavy machinery is imported inside the commands that run it; readers answer at once.

Exit codes: 0 done, 2 wrong usage, 3 the inbox holds nothing for the month, 10 and above a named user error.
"""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec  # Any: rows of many kinds, all dataclasses

import typer

from domain.errors import DecisionError, KepuError

if TYPE_CHECKING:
    from domain.decision import DecisionKind

app = typer.Typer(
    name="kepu",
    help="科普月报：收件、识别、校验、装载、发布。先用 kepu ingest 跑一遍，再用 kepu issues 看需要处理的问题。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Home = Annotated[Path, typer.Option("--home", envvar="KEPU_HOME", help="数据目录：存档、台账、仓库和报表都在这里。")]
Inbox = Annotated[Path, typer.Option("--inbox", envvar="KEPU_INBOX", help="收件目录，内为 年-月/地州/文件。")]
Period = Annotated[str | None, typer.Option("--period", help="月份，如 2022-11；不写则为所有有新内容的月份。")]
AsJson = Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象，供程序读取。")]
DEFAULT_HOME = Path("var")
DEFAULT_INBOX = Path("inbox")

P = ParamSpec("P")


def user_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a KepuError into one sentence on stderr and its exit code; any other exception is a bug and shows as one."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KepuError as error:
            typer.echo(f"{error.message}", err=True)
            raise typer.Exit(error.exit_code) from None

    return guarded


def lines_of(rows: Iterable[Any]) -> list[dict[str, object]]:
    """Typed rows as plain mappings."""
    return [asdict(row) for row in rows]


def write_lines(lines: Iterable[Mapping[str, object]]) -> None:
    """One JSON object per line on stdout, and nothing else."""
    for line in lines:
        typer.echo(json.dumps(line, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    """Instants of the warehouse are UTC and say so; everything else as its text."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) and value.tzinfo is None else str(value)


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


def run_with_progress(home: Path, inbox: Path, period: str | None) -> tuple[str, ...]:
    """Run the monthly flow, showing on stderr what it is doing; returns the months it decided."""
    from rich.console import Console

    from reports.progress import showing_progress

    with showing_progress(Console(stderr=True)):
        from flows.ingest import run_ingest

        return run_ingest(home, inbox, period).periods


def show_outcome(home: Path, periods: tuple[str, ...]) -> None:
    """Print the run's result: a table a month, the issue most worth a look, who is missing, where everything is."""
    from reports.terminal import issue_panel, missing_sentence, month_table, terminal
    from warehouse.connection import published_path
    from warehouse.queries import issue_lines, status_lines

    console = terminal()
    if not periods:
        console.print("没有新的报送，也没有新的决定；已发布的数据保持不变。")
        return
    for period in periods:
        lines = lines_of(status_lines(home, period))
        console.print(month_table(period, lines))
        if sentence := missing_sentence(lines):
            console.print(sentence)
        for failed in failed_files(home, period):
            console.print(f"[red]无法使用[/red] {failed['source_file']}：{failed['message']}", soft_wrap=True)
    waiting = [line for line in lines_of(issue_lines(home, periods[-1])) if line["status"] == "open"]
    if waiting:  # files that cannot be used are named above; a number is more worth a look
        console.print(issue_panel(next((line for line in waiting if line["observation_ids"]), waiting[0])))
        console.print(f"共有 {len(waiting)} 个待处理问题：kepu issues --period {periods[-1]} --home {home}")
    console.print(f"已发布：{published_path(home)}（kepu sql 可查询）")
    console.print(f"汇总表和催报单：{home / 'reports' / periods[-1]}")


def failed_files(home: Path, period: str) -> list[dict[str, object]]:
    """The files of a month that could not be used."""
    from warehouse.run_lines import submission_lines

    return [line for line in lines_of(submission_lines(home, period)) if line["error_code"]]


def check_period(period: str | None) -> None:
    """Refuse a month that is not written YYYY-MM (exit code 2)."""
    from domain.period import Month

    if period is None:
        return
    try:
        Month.parse(period)
    except ValueError as error:
        raise typer.BadParameter("月份请写成 2022-11 的样子。", param_hint="--period") from error


@app.command()
@user_errors
def read(
    file: Annotated[Path, typer.Argument(help="要读的文件。", exists=True, dir_okay=False)], as_json: AsJson = False
) -> None:
    """读一个文件的表格：每个有标签的数、它的位置、单位和期间，并画出系统是怎样理解这张表的。"""
    from intake.read_lines import draw_tables, read_lines

    data = file.read_bytes()
    if as_json:
        write_lines(read_lines(data, file.name))
        return
    from reports.terminal import terminal

    draw_tables(data, file.name, terminal())


@app.command()
@user_errors
def extract(
    file: Annotated[str, typer.Argument(help="要读的文件；- 表示从标准输入读。")],
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="也列出不作为统计数的数字和原因。")] = False,
) -> None:
    """从文字里取数：每个数值、单位、约数、单位主体、期间和指标，附原句位置。"""
    from intake.extract_lines import draw_quantities, extract_lines

    name, data = ("标准输入.txt", sys.stdin.buffer.read()) if file == "-" else (file, existing(Path(file)).read_bytes())
    if as_json:
        write_lines(extract_lines(data, name, explain=explain))
        return
    from reports.terminal import terminal

    draw_quantities(data, name, terminal(), explain=explain)


def existing(path: Path) -> Path:
    """The path, if a file is there; wrong usage otherwise."""
    if not path.is_file():
        raise typer.BadParameter(f"文件“{path}”不存在。")
    return path


@app.command()
@user_errors
def status(period: Period = None, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """谁报了、何时报的、处于什么状态。不写月份则看最近一个月。"""
    from reports.terminal import missing_sentence, month_table, terminal
    from warehouse.queries import status_lines
    from warehouse.run_lines import latest_period

    check_period(period)
    month = period or latest_period(home)
    lines = lines_of(status_lines(home, month))
    if as_json:
        write_lines(lines)
        return
    console = terminal()
    console.print(month_table(month, lines))
    if sentence := missing_sentence(lines):
        console.print(sentence)


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


@app.command()
@user_errors
def sql(
    query: Annotated[str, typer.Argument(help="一条 select 语句。")],
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV。")] = False,
    excel: Annotated[Path | None, typer.Option("--excel", help="写成 Excel 文件。")] = None,
) -> None:
    """在已发布的文件上查询，只读；运行正在进行时也能查。例：kepu sql "select * from mart_monthly_summary" """
    from warehouse.query import query_published

    answer = query_published(home, query)
    if as_json:
        write_lines(dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    elif as_csv:
        from reports.answers import write_csv

        write_csv(sys.stdout, answer.columns, answer.rows)
    elif excel is not None:
        from reports.answers import write_excel

        write_excel(excel, answer.columns, answer.rows)
        typer.echo(f"已写入 {excel}（{len(answer.rows)} 行）。")
    else:
        from reports.terminal import answer_table, terminal

        terminal().print(answer_table(answer.columns, answer.rows))


@app.command()
@user_errors
def doctor(home: Home = DEFAULT_HOME, inbox: Inbox = DEFAULT_INBOX) -> None:
    """检查运行环境：版本、磁盘空间、存档完整性、日志链、仓库、最近一次运行。"""
    from reports.checkup import checkup_table, examine
    from reports.terminal import terminal

    findings = examine(home, inbox)
    terminal().print(checkup_table(findings))
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(10)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
