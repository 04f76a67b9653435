"""Commands of the analyst: query what is published, and write the bulletin from it."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, check_period, user_errors, write_lines

app = typer.Typer()

OFFICE_TIME = ZoneInfo("Asia/Shanghai")


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
def bulletin(
    period: Annotated[str | None, typer.Option("--period", help="月份，如 2022-11；不写则为最近一个月。")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写到哪个目录；不写则为数据目录下的 reports/月份。")] = None,
    release: Annotated[int | None, typer.Option("--release", help="引用第几号发布；不写则为该月最近一次封账。")] = None,
    made_on: Annotated[str | None, typer.Option("--date", help="编印日期，如 2022-12-12；不写则为今天。")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """编科普统计月报（Word 和网页各一份）：先看覆盖，再看数字、排名、地图、数据质量；未封账的月份标明工作稿。"""
    from reports.bulletin import write_bulletin
    from warehouse.run_lines import latest_period

    check_period(period)
    month = period or latest_period(home)
    for path in write_bulletin(home, month, out or home / "reports" / month, made_on=_day(made_on), release=release):
        typer.echo(f"已写入 {path}")


def _day(text: str | None) -> date:
    """The day a text names, or today on the clock of the office; wrong usage when it names none."""
    if text is None:
        return datetime.now(OFFICE_TIME).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("日期请写成 2022-12-12 的样子。", param_hint="--date") from error
