"""What must hold in every warehouse, as statements that return the rows that break it (checks/*.sql)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from warehouse.statements import names, statement

SHOWN = 3
"""How many offending rows a message names."""

SENTENCES: Final = {
    "additive_views_hold_one_level": "可加视图混入了不可相加的行",
    "fact_intervals_follow": "事实各版本的记录时间不衔接",
    "fact_key_is_its_parts": "事实键与其组成不符",
    "fact_key_is_open_once": "同一事实键有两个现行值",
    "fact_refers_to_dimensions": "事实引用了不存在的维度代码",
    "fact_refers_to_observation": "事实没有来源观测",
    "fact_refers_to_submission": "事实没有来源报送件",
    "fact_status_is_known": "事实的状态或类型不在规定之内",
    "fact_value_is_sound": "事实的数值不成立",
    "found_is_sum_of_dispositions": "发现的数字与处置合计不相等",
    "issue_holds_known_observations": "问题单引用了不存在的观测",
    "live_figure_is_a_fact": "已采纳的数字没有进入事实",
    "monthly_summary_has_every_prefecture": "月度汇总缺少地州市",
    "observation_has_one_disposition": "数字的处置不唯一或不在规定之内",
    "reporter_month_is_unique": "同一单位同一月有两个状态",
    "violation_refers_to_known_things": "规则记录引用了不存在的观测或报送件",
}
"""What each check says when it finds something, for the person who has to act."""


def broken_invariants(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Run every check; return one Chinese sentence per broken invariant, with the first offending rows."""
    sentences = []
    for name in names("checks"):
        rows = connection.execute(statement("checks", name)).fetchmany(SHOWN)
        if rows:
            shown = "、".join("/".join(str(cell) for cell in row) for row in rows)
            sentences.append(f"{SENTENCES[name]}（检查 {name}：{shown}）")
    return sentences


@contextmanager
def narrowed_to_load(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[None]:
    """Let merging and checks look only at the months that the load of a reporting month touches.

    They read their span from the variables checked_month, checked_from and checked_to; unset, it is everything. The
    span is the reporting month, and from the first to the last month that its figures are about.
    """
    row = connection.execute(statement("facts", "read_touched_periods"), {"period": period}).fetchone()
    first, last = row if row is not None and row[0] is not None else (period, period)
    span = {"checked_month": period, "checked_from": first, "checked_to": last}
    for name, value in span.items():
        connection.execute(statement("facts", f"set_{name}"), {"value": value})
    try:
        yield
    finally:
        for name in span:
            connection.execute(statement("facts", f"reset_{name}"))
