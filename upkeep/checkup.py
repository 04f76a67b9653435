"""What an operator is asked on the telephone, answered by one command."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from upkeep.checkup_machine import examine_machine
from upkeep.checkup_records import examine_records, examine_reference
from upkeep.checkup_schedule import examine_schedule
from upkeep.finding import Finding, Level

_MARKS = {Level.OK: ("正常", "green"), Level.WARN: ("留意", "yellow"), Level.BAD: ("请处理", "red")}


def examine(home: Path, inbox: Path, now: datetime) -> list[Finding]:
    """Look at everything; nothing raises, and no content changes."""
    catalog, reference = examine_reference(home)
    schedule = examine_schedule(home, now, catalog)
    return [*examine_machine(home, inbox, now), *schedule, reference, *examine_records(home, now, catalog)]


def checkup_table(findings: list[Finding]) -> Table:
    """The findings as a table, what to do under what was seen."""
    table = Table(header_style="bold")
    for name in ("项目", "结果", "说明"):
        table.add_column(name, overflow="fold")
    for finding in findings:
        words, colour = _MARKS[finding.level]
        text = Text(finding.seen)
        if finding.advice:
            text.append(f"\n→ {finding.advice}", style=colour)
        table.add_row(finding.check, Text(words, style=colour), text)
    return table


def summary(findings: list[Finding]) -> str:
    """One sentence at the end."""
    wrong = sum(finding.level is Level.BAD for finding in findings)
    doubtful = sum(finding.level is Level.WARN for finding in findings)
    if wrong:
        return f"有 {wrong} 项要处理" + (f"，{doubtful} 项请留意。" if doubtful else "。")
    return f"没有要马上处理的问题，{doubtful} 项请留意。" if doubtful else "一切正常。"
