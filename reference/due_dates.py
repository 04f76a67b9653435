"""due_dates.csv: the last day for reports about a month."""

from __future__ import annotations

from datetime import date

from domain.period import Month
from reference.csv_file import Problems, Row

DUE_COLUMNS = ("period", "due_on", "source")


def build_due_dates(rows: list[Row], problems: Problems) -> dict[str, date]:
    """Return month → due date; note months out of order, twice or left out, and days not after the month."""
    due_dates: dict[str, date] = {}
    last: Month | None = None
    for row in rows:
        due_on = problems.day(row, "due_on")
        try:
            month = Month.parse(row["period"])
        except ValueError:
            problems.add(row, f"period 应写作2022-11，实为“{row['period']}”。")
            continue
        if last is not None and month != last.next:
            problems.add(row, f"{row['period']}应为{last.next}：月份须逐月先后排列，不重复、不遗漏。")
        last = month
        if due_on is None or due_on < date(month.next.year, month.next.number, 1):
            problems.add(row, f"due_on 应为{month.zh}之后的日期。")
            continue
        due_dates[row["period"]] = due_on
    return due_dates
