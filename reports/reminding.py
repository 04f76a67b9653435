"""Who is to be reminded about a month, from what is published: who sent nothing, or nothing that can be used."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Final
from zoneinfo import ZoneInfo

from domain.catalog import Catalog
from domain.errors import NotFound
from domain.period import Month
from reports.reminder import Reminder, ReminderRound
from warehouse.office import office_rows
from warehouse.queries import StatusLine, status_lines
from warehouse.run_lines import SubmissionLine, submission_lines

LOCAL_TIME: Final = ZoneInfo("Asia/Urumqi")
NOTHING_IN_IT: Final = "报来的文件里没有统计数，也没有写明“本月无此项工作”"


def today(now: datetime) -> date:
    """The day it is at the office."""
    return now.astimezone(LOCAL_TIME).date()


def reminder_round(home: Path, catalog: Catalog, period: str, written_on: date) -> ReminderRound:
    """Return the round of reminders about a month; it is empty when all have reported.

    A month that no run has seen has no report at all. Raises NotFound without a due date, WarehouseError when nothing
    was ever published.
    """
    due = catalog.due_dates.get(period)
    if due is None:
        raise NotFound(f"参考数据里没有 {period} 的报送截止日，无法催报（reference/due_dates.csv）。")
    lines = {line.region_code: line for line in status_lines(home, period)}
    last = {str(row["submitter_code"]): str(row["last_reported"]) for row in office_rows(home, period)["last_reported"]}
    problems = _problems(home, period)
    asked = []
    for region in catalog.prefectures:
        line = lines.get(region.code)
        problem = problems.get(region.code) or (NOTHING_IN_IT if line is not None and _says_nothing(line) else "")
        if line is None or line.state == "not_reported" or problem:
            asked.append(Reminder(region.code, region.name_zh, problem, last.get(region.code, "")))
    return ReminderRound(Month.parse(period), due, written_on, tuple(asked))


def _says_nothing(line: StatusLine) -> bool:
    return line.state == "held" and line.files > 0 and line.found == line.not_a_statistic


def _problems(home: Path, period: str) -> dict[str, str]:
    """Why what a prefecture sent could not be used, by prefecture; a file that was sent anew is no problem any more."""
    failed = [line for line in submission_lines(home, period) if line.error_code and line.state != "superseded"]
    return {line.region_code: _problem(line) for line in failed}


def _problem(line: SubmissionLine) -> str:
    return f"{PurePosixPath(line.source_file).name}：{line.message or ''}".rstrip("：。")
