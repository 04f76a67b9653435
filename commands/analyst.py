"""Commands of the analyst: query what is published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, user_errors, write_lines

app = typer.Typer()


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
