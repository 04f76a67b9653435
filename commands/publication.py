"""Commands that publish: close a month, say what changed, publish again or roll back, export, describe."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, check_period, lines_of, user_errors, write_lines

app = typer.Typer()

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
Month = Annotated[str, typer.Argument(metavar="月份", help="如 2022-11。")]


@app.command()
@user_errors
def close(
    period: Month,
    signed_by: Annotated[str, typer.Option("--signed-by", help="签发人姓名。")],
    reason: Annotated[str, typer.Option("--reason", help="再次封账时必填：为什么重新封账。")] = "",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """封账：把一个月的事实冻结为有编号的发布，供引用；此后的更改要有更正单，并显示为重述。内容没变则编号不变。"""
    from tasks.closing import close_period
    from warehouse.releases import Closing

    check_period(period)
    if waiting := decisions_waiting(home, period):
        typer.echo(
            f"注意：{period} 有 {waiting} 个处理决定还没有生效，这次封账不含它们；要包括请先运行 kepu ingest。",
            err=True,
        )
    release, is_new = close_period(home, Closing(period, signed_by, datetime.now(UTC), reason))
    if as_json:
        write_lines([{**asdict(release), "is_new": is_new}])
        return
    typer.echo(release.sentence if is_new else f"内容没有变化，仍是{release.sentence}")
    typer.echo(f"各地州数值：release_month({release.release_number})；全部事实：release({release.release_number})。")


def decisions_waiting(home: Path, period: str) -> int:
    """How many decisions about a month the published content has not taken into account."""
    from ledger.store import Ledger
    from warehouse.run_lines import published_decisions

    known = published_decisions(home)
    ledger = Ledger.at_home(home)
    try:
        return sum(decision.decision_id not in known for decision in ledger.decisions(period))
    finally:
        ledger.close()


@app.command()
@user_errors
def diff(
    period: Month,
    since: Annotated[str | None, typer.Option("--since", help="从何时起（北京时间），如 2022-12-06。")] = None,
    release: Annotated[int | None, typer.Option("--release", help="与第几号发布相比。")] = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """这个月的数后来改了什么、为什么改：一处一句。--since 看某日以来，--release 与封账时相比；都不写则看全部改动。"""
    from warehouse.releases import find_release
    from warehouse.revisions import release_differences, revision_lines

    check_period(period)
    if since is not None and release is not None:
        raise typer.BadParameter("--since 和 --release 只能写一个。")
    if release is None:
        changes = revision_lines(home, period, None if since is None else instant_of(since))
    elif find_release(home, release).period != period:
        raise typer.BadParameter(f"第 {release} 号发布不是 {period} 的。", param_hint="--release")
    else:
        changes = release_differences(home, release)
    if as_json:
        write_lines(
            {**line, "sentence": change.sentence} for line, change in zip(lines_of(changes), changes, strict=True)
        )
        return
    for change in changes:
        typer.echo(change.sentence)
    typer.echo(f"共 {len(changes)} 处改动。" if changes else "没有改动。")


def instant_of(text: str) -> datetime:
    """The instant a day or a time names on the clock of the office; wrong usage when it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("日期请写成 2022-12-06 或 2022-12-06T18:00 的样子。", param_hint="--since") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL_TIME)


@app.command()
@user_errors
def publish(
    number: Annotated[int | None, typer.Argument(metavar="版本", help="配合 --rollback：回到第几版。")] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="回到较早的一版；不写版本则回到上一版。")] = False,
    show: Annotated[bool, typer.Option("--list", help="列出保留的各版和各次封账。")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """重新发布工作文件；--rollback 回到较早的一版；--list 列出各版。正在读旧文件的人不受影响。"""
    from tasks.publishing import publish_again, roll_back_to

    if show:
        show_versions(home)
    elif rollback:
        version = roll_back_to(home, number, datetime.now(UTC))
        typer.echo(f"已回到第 {version} 版。下一次 kepu ingest 或 kepu publish 会发布工作文件的内容。")
    elif number is not None:
        raise typer.BadParameter("要回到较早的一版，请加 --rollback。")
    else:
        published = publish_again(home, datetime.now(UTC))
        state = "内容有更新" if published.is_new_content else "内容与上一版相同"
        typer.echo(f"已发布第 {published.version} 版（{state}）：{published.path}")


def show_versions(home: Path) -> None:
    """Print the contents that can be brought back, and the closed releases in the published file."""
    from warehouse.connection import published_path
    from warehouse.publication import kept_versions, shown_version
    from warehouse.releases import releases

    shown = shown_version(home)
    for version in kept_versions(home):
        mark = "（当前）" if version.number == shown else ""
        written = datetime.fromtimestamp(version.path.stat().st_mtime, LOCAL_TIME)
        typer.echo(f"第 {version.number} 版{mark}  {written:%Y-%m-%d %H:%M}  {version.content_hash}")
    if published_path(home).exists():
        for release in releases(home):
            typer.echo(release.sentence)


@app.command()
@user_errors
def export(home: Home = DEFAULT_HOME) -> None:
    """把已发布的事实写成 Parquet（按月分区）和 Frictionless 数据包，放在 published/parquet。"""
    from warehouse.export import export_parquet

    exported = export_parquet(home)
    typer.echo(f"已导出 {exported.tables} 张表和 datapackage.json：{exported.folder}")


@app.command()
@user_errors
def dictionary(
    out: Annotated[Path, typer.Option("--out", help="写到哪里：.xlsx 或 .md。")] = Path("数据字典.xlsx"),
) -> None:
    """写出数据字典：每张表、每个视图、每一列的含义，取自数据库里的注释。"""
    from reports.dictionary import write_dictionary

    count = write_dictionary(out)
    typer.echo(f"已写入 {out}（{count} 张表和视图）。")
