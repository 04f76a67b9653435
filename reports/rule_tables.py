"""Rules on the terminal: how they fare, and what a rehearsal found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from domain.rehearsal import MonthChange, RuleChange
from reports.validation_report import EFFECT_ZH, is_nuisance, number, percent
from warehouse.validation import RuleLine


def performance_table(lines: Iterable[RuleLine]) -> Table:
    """One row a rule that ran; those that fire often and change almost nothing are marked."""
    table = Table(title="规则表现", caption="命中率 = 由决定改了数的 ÷ 报出的；标黄的报出多而几乎不改数，值得调整。")
    for name in ("规则", "后果", "月数", "判断", "报出", "改了数", "命中率", "经说明", "处理用时"):
        table.add_column(name, justify="left" if name in ("规则", "后果") else "right", no_wrap=True)
    for line in lines:
        if not line.months:
            continue
        hours = "—" if line.median_hours_to_decide is None else f"{line.median_hours_to_decide:.1f} 小时"
        cells = (number(line.months), number(line.checked), number(line.fired), number(line.changed))
        table.add_row(
            line.rule_id,
            EFFECT_ZH.get(line.effect, ""),
            *cells,
            percent(line.hit_rate),
            number(line.overruled),
            hours,
            style="yellow" if is_nuisance(line) else None,
        )
    return table


def rehearsal_table(changes: Sequence[RuleChange]) -> Table:
    """One row a month and rule."""
    table = Table(title="规则预演：报出多少")
    for name in ("月份", "规则", "原来", "改后", "新报出", "不再报出"):
        table.add_column(name, justify="left" if name in ("月份", "规则") else "right")
    for change in changes:
        counts = (change.fired_then, change.fired_now, change.newly_fired, change.no_longer_fired)
        table.add_row(change.period, change.rule_id, *(number(count) for count in counts))
    return table


def example_lines(changes: Iterable[RuleChange]) -> Iterator[str]:
    """The first examples of what differs, one line each."""
    for change in changes:
        for example in change.examples:
            what = "新报出" if example.is_new else "不再报出"
            raw = f"“{example.raw}”" if example.raw else ""
            yield f"{change.period} {change.rule_id} {what}：{example.place}{raw}：{example.message}"


def months_table(months: Sequence[MonthChange]) -> Table:
    """One row a month: how many numbers would be decided otherwise."""
    table = Table(title="规则预演：多少个数会变")
    for name in ("月份", "待核→放行", "放行→待核", "通过→暂用", "暂用→通过"):
        table.add_column(name, justify="left" if name == "月份" else "right")
    for month in months:
        counts = (month.held_to_passing, month.passing_to_held)
        others = (month.accepted_to_provisional, month.provisional_to_accepted)
        table.add_row(month.period, *(number(count) for count in (*counts, *others)))
    return table
