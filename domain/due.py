"""Months that should have been reported: which of them nobody has said anything about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from domain.period import Month

DORMANT_AFTER: Final = 3
"""An office that has heard nothing for more months than this is not at work; old inboxes are read in peace."""


def missed_months(known: Collection[str], due_dates: Mapping[str, date], today: date) -> list[str]:
    """Return the months past their due date, later than the latest known one, in which nothing arrived at all.

    `known` are the months that anybody reported for or that were run already; months yet to come do not count as known.
    """
    current = str(Month(today.year, today.month))
    latest = max((month for month in known if month <= current), default=None)
    if latest is None:
        return []
    missed = [month for month, due in sorted(due_dates.items()) if month > latest and due < today]
    return missed if len(missed) <= DORMANT_AFTER else []
