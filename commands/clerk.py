"""Commands for what goes to the prefectures and comes back: returned copies with their letters, the template."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, check_period, lines_of, user_errors, write_lines

app = typer.Typer()


@app.command("return")
@user_errors
def send_back(
    issue: Annotated[str | None, typer.Argument(help="问题编号，可只写前 6 位以上。")] = None,
    submission: Annotated[str | None, typer.Option("--submission", help="报送编号：退回这份文件的全部问题。")] = None,
    period: Annotated[str | None, typer.Option("--period", help="月份，如 2022-11：退回该月全部待答复的问题。")] = None,
    region: Annotated[str | None, typer.Option("--region", help="地州代码，如 654200。")] = None,
    answer_by: Annotated[
        datetime | None, typer.Option("--answer-by", formats=["%Y-%m-%d"], help="答复期限；不写则为五个工作日。")
    ] = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """退回报送单位：在原文件上标出有问题的单元格，附“反馈”表和退回单，写入 returns/月份/地州。

    例：kepu return 9caa57fc8e；kepu return --period 2022-11 --region 654200
    """
    from reports.returning import ReturnOrder, open_desk

    if (issue is not None) + (submission is not None) + (period is not None) != 1:
        raise typer.BadParameter("请写一个问题编号，或用 --submission，或用 --period（可加 --region）。")
    check_period(period)
    due: date | None = answer_by.date() if answer_by else None
    order = ReturnOrder(issue, submission, period, region, due)
    files = lines_of(open_desk(home, getpass.getuser()).send_back(order))
    if as_json:
        write_lines(files)
        return
    for file in files:
        typer.echo(f"{file['source_file']}：{file['issues']} 个问题，请于 {file['answer_by']} 前答复")
        typer.echo(f"  {file['copy']}\n  {file['letter']}")


@app.command()
@user_errors
def template(
    prefecture: Annotated[str, typer.Option("--prefecture", help="地州代码，如 654200。")],
    out: Annotated[Path, typer.Option("--out", help="写成这个 Excel 文件。")],
    period: Annotated[str, typer.Option("--period", help="月份，如 2022-12。")],
    home: Home = DEFAULT_HOME,
) -> None:
    """填报模板：表头、指标代码、单位、县市已填好，附上月数供参考；填好报来，读取一定准确。"""
    from reports.template import TemplateOrder, write_template

    check_period(period)
    made = write_template(out, TemplateOrder(home, prefecture, period))
    typer.echo(f"已写入 {made}。")
