"""Commands about the rules themselves: how they fare, and what a change of them would have done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import DEFAULT_HOME, AsJson, Home, Period, check_period, lines_of, user_errors, write_lines

if TYPE_CHECKING:
    from tasks.rehearsing import Rehearsal

app = typer.Typer()


@app.command()
@user_errors
def rules(period: Period = None, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """每条规则的表现：报出多少、改了多少（命中率）、被说明多少、多久处理。写月份则看截至该月的一年。"""
    from reports.rule_tables import performance_table
    from reports.terminal import terminal
    from warehouse.validation import rule_lines

    check_period(period)
    lines = rule_lines(home, period)
    if as_json:
        write_lines(lines_of(lines))
        return
    terminal().print(performance_table(lines))


@app.command()
@user_errors
def rehearse(
    change: Annotated[
        Path | None, typer.Argument(metavar="改动", help="含 thresholds.csv、rules.csv 改动行的目录或文件。")
    ] = None,
    threshold: Annotated[
        list[str] | None, typer.Option("--threshold", help="规则.名称[.指标]=数值，可写多次，如 CRS-02.max=2000。")
    ] = None,
    period: Period = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """规则预演：改动采用之前，先看它在全部历史上会报出什么。只在副本上算，什么都不改。

    例：kepu rehearse --threshold CRS-02.max=2000
    """
    from rich.console import Console

    from reference.loader import load_catalog
    from reference.overlay import confirmed_overlay
    from reference.rehearsal import Limit, changed_catalog
    from reports.progress import showing_progress

    check_period(period)
    overlay = confirmed_overlay(home)
    present = load_catalog(overlay=overlay)
    changed = changed_catalog(present, overlay, change, [Limit.parse(text) for text in threshold or ()])
    with showing_progress(Console(stderr=True)):
        from tasks.rehearsing import rehearse as run_rehearsal

        found = run_rehearsal(home, present, changed, period)
    if as_json:
        write_lines([{"kind": "rule", **line} for line in lines_of(found.rules)])
        write_lines([{"kind": "month", **line} for line in lines_of(found.months)])
        return
    show_rehearsal(home, found)


def show_rehearsal(home: Path, found: Rehearsal) -> None:
    """Print what would fire and what would change, with examples; last how to adopt it."""
    from reports.rule_tables import example_lines, months_table, rehearsal_table
    from reports.terminal import terminal

    console = terminal()
    if found.rules:
        console.print(rehearsal_table(found.rules))
    elif not found.untried:
        console.print("这项改动在历史上什么都不会改变。")
    if found.untried:
        console.print(f"{'、'.join(found.untried)} 按文件判断（能否读、表头、签字、布局），预演不重读文件，没有试。")
    for line in example_lines(found.rules):
        console.print(line, markup=False, soft_wrap=True)
    console.print(months_table(found.months))
    console.print("文件一级的规则没有预演；“原来”指用现行规则重算历史，已经说明或更正过的数不再受影响。")
    from reference.overlay import overlay_folder

    own = overlay_folder(home) / "thresholds.csv"
    console.print(
        f"以上只是预演，什么都没有改。采用：阈值写进 {own}；规则写进 reference/rules.csv 并把版本加一，"
        "场均区间写进 reference/indicator_pairs.csv；再运行 kepu ingest。",
        soft_wrap=True,
    )
