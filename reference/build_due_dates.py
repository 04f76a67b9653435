"""Write due_dates.csv: the fifth working day of the next month, by the Chinese official calendar.

Run by hand when a new year's holidays are announced: `python -m reference.build_due_dates`. Working days follow the
State Council's holiday notices, make-up working days included (package chinesecalendar). A month whose next month is
not announced yet counts weekdays except 1 January, and is marked provisional.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from domain.period import Month

FIRST = Month(2021, 12)
LAST = Month(2026, 12)
WORKING_DAYS = 5
SATURDAY = 5


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether people work on the day, and whether that is officially announced."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:  # so the package says that no holidays are announced for the year
        return day.weekday() < SATURDAY and (day.month, day.day) != (1, 1), False


def due_on(month: Month) -> tuple[date, bool]:
    """The last day for reports about a month, and whether it rests on announced holidays alone."""
    day, left, is_announced = date(month.next.year, month.next.number, 1), WORKING_DAYS, True
    while True:
        is_working, is_known = is_working_day(day)
        is_announced &= is_known
        left -= is_working
        if left == 0:
            return day, is_announced
        day += timedelta(days=1)


def rows() -> Iterator[tuple[str, str, str]]:
    """One row a month: period, due_on, source."""
    month = FIRST
    while month <= LAST:
        day, is_announced = due_on(month)
        source = "国务院办公厅节假日安排" if is_announced else "provisional: 节假日安排未公布, 按周一至周五计"
        yield str(month), day.isoformat(), source
        month = month.next


def main() -> None:
    """Write the file next to this module."""
    path = Path(__file__).with_name("due_dates.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("period", "due_on", "source"))
        writer.writerows(rows())


if __name__ == "__main__":
    main()
