"""A month in which nobody reported is noticed once its due date has passed, in an office that is at work."""

from __future__ import annotations

from datetime import date

import pytest

from domain.due import missed_months
from reference.loader import load_catalog

DUE = {
    "2022-08": date(2022, 9, 7),
    "2022-09": date(2022, 10, 12),
    "2022-10": date(2022, 11, 7),
    "2022-11": date(2022, 12, 7),
    "2022-12": date(2023, 1, 9),
}


@pytest.mark.parametrize(
    ("case", "known", "today", "missed"),
    [
        ("the day after it was due", ["2022-10"], date(2022, 12, 8), ["2022-11"]),
        ("on the due date itself it may still come", ["2022-10"], date(2022, 12, 7), []),
        ("somebody reported: nothing is missed", ["2022-10", "2022-11"], date(2022, 12, 8), []),
        ("the machine was off for two months", ["2022-09"], date(2022, 12, 8), ["2022-10", "2022-11"]),
        ("an office on its first day misses nothing", [], date(2022, 12, 8), []),
        ("an old inbox is no office at work", ["2022-08"], date(2023, 1, 10), []),
        ("a file about a month to come says nothing", ["2022-10", "2099-01"], date(2022, 12, 8), ["2022-11"]),
        ("nor does it alone make an office", ["2099-01"], date(2022, 12, 8), []),
    ],
)
def test_months_of_which_nothing_came(case: str, known: list[str], today: date, missed: list[str]) -> None:
    assert missed_months(known, DUE, today) == missed, case


def test_every_month_until_today_has_a_due_date() -> None:
    due_dates = load_catalog().due_dates
    assert missed_months(["2022-09"], due_dates, date(2022, 12, 8)) == ["2022-10", "2022-11"]
