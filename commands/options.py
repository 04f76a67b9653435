"""What all commands share: options, the turning of user errors into sentences, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec  # Any: rows of many kinds, all dataclasses

import typer

from commands.refusals import sentence_of
from domain.errors import KepuError, SettingError

Home = Annotated[Path, typer.Option("--home", envvar="KEPU_HOME", help="数据目录：存档、台账、仓库和报表都在这里。")]
Inbox = Annotated[Path, typer.Option("--inbox", envvar="KEPU_INBOX", help="收件目录，内为 年-月/地州/文件。")]
Period = Annotated[
    str | None, typer.Option("--period", help="月份，如 2022-11；不写：ingest 处理全部新内容，status 看最近。")
]
AsJson = Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象，供程序读取。")]
DEFAULT_HOME = Path("var")
DEFAULT_INBOX = Path("inbox")

P = ParamSpec("P")


def user_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a KepuError, or what the machine refuses, into one sentence on stderr and an exit code.

    Any other exception is a bug and shows as one.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KepuError as error:
            typer.echo(f"{error.message}", err=True)
            raise typer.Exit(error.exit_code) from None
        except Exception as error:  # a full disk comes out of any library as an error of its own; a bug goes on
            sentence = sentence_of(error)
            if sentence is None:
                raise
            typer.echo(sentence, err=True)
            raise typer.Exit(SettingError.exit_code) from None

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


def check_period(period: str | None) -> None:
    """Refuse a month that is not written YYYY-MM (exit code 2)."""
    from domain.period import Month

    if period is None:
        return
    try:
        Month.parse(period)
    except ValueError as error:
        raise typer.BadParameter("月份请写成 2022-11 的样子。", param_hint="--period") from error
