"""Commands that read one file and say how it was understood."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsJson, user_errors, write_lines

app = typer.Typer()


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
