"""How a month came to stand where it stands: each change of state with its time and its cause, on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from ledger.history import HistoryLine
from reports.terminal import STATE_STYLE, STATE_ZH

LOCAL_TIME: Final = ZoneInfo("Asia/Shanghai")


def history_table(lines: Iterable[HistoryLine], place_zh: Callable[[str], str]) -> Table:
    """One row a change: when, who, which file (none: the prefecture as a whole), from which state to which, why."""
    table = Table(header_style="bold")
    for name in ("时间（北京）", "运行", "地州市", "文件", "状态", "原因"):
        table.add_column(name, overflow="fold")
    for line in lines:
        old, new = STATE_ZH.get(line.from_state or "", ""), STATE_ZH.get(line.to_state, line.to_state)
        state = Text(f"{old} → {new}" if old else new, style=STATE_STYLE.get(line.to_state, ""))
        table.add_row(
            f"{line.at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
            str(line.load_id),
            place_zh(line.region_code),
            line.source_file.rpartition("/")[2] if line.source_file else "（全单位）",
            state,
            line.reason,
        )
    return table
