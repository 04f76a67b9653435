"""总览: one month on one screen: the map and the grid of 14 prefectures, deadline, counts, what changed lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Permission, User, require, stores
from console.pages import page
from console.settings import Stores
from domain.errors import WarehouseError
from domain.period import Month
from reports.region_outlines import outlines
from warehouse.desk import MonthLine, QueueFilter, QueueLine, QueueOrder, open_desk
from warehouse.queries import StatusLine, status_lines
from warehouse.revisions import revision_lines

router = APIRouter(include_in_schema=False)
YESTERDAY = timedelta(hours=24)
_BEIJING = timedelta(hours=8)
_MOST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Tile:
    """One prefecture of the grid and the map."""

    line: StatusLine
    open_issues: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the month is due, and how many days are left (negative: past)."""

    due_on: date
    days_left: int


@router.get("/")
def overview(request: Request, period: str = "") -> Response:
    """Show the month."""
    user = require(request, Permission.SEE)
    here = stores(request)
    try:
        with open_desk(here.home) as desk:
            months = desk.month_lines()
    except WarehouseError:
        return page(request, user, "nothing_yet.html")
    month = chosen_month(months, period)
    listed = _queue(here, user, month)
    queue = [one for one in listed if one.effect != "notice"]
    lines = [one for one in status_lines(here.home, month) if user.prefecture in (None, one.region_code)]
    return page(
        request,
        user,
        "overview.html",
        months=months,
        month=month,
        tiles=_tiles(lines, queue),
        map=outlines(),
        prefectures={region.code for region in here.catalog().prefectures},
        totals=_totals(lines),
        open_issues=sum(one.status == "open" for one in queue),
        decided_issues=sum(one.status in ("decided", "returned") for one in queue),
        notices=sum(one.status == "open" for one in listed) - sum(one.status == "open" for one in queue),
        worst=[one for one in queue if one.status == "open"][:5],
        deadline=_deadline(lines, here),
        changes=_changes(here, user, month),
        finished_at=next(one.finished_at for one in months if one.period == month),
        run=here.runs.state(),
    )


def chosen_month(months: Sequence[MonthLine], wanted: str) -> str:
    """The month asked for, if it was run, else the latest."""
    return next((one.period for one in months if one.period == wanted), months[0].period if months else "")


def month_asked(text: str) -> str | None:
    """The month of a query; None for none, or for what is no month."""
    try:
        return str(Month.parse(text)) if text else None
    except ValueError:
        return None


def _queue(here: Stores, user: User, month: str) -> list[QueueLine]:
    wanted = QueueFilter(period=month, prefecture=user.prefecture)
    with open_desk(here.home) as desk:
        return desk.queue_lines(wanted, QueueOrder(limit=100_000), here.history.decided(desk.decision_states()))


def _tiles(lines: Sequence[StatusLine], queue: Sequence[QueueLine]) -> list[Tile]:
    waiting = [one.prefecture_code for one in queue if one.status == "open"]
    return [Tile(line, waiting.count(line.region_code)) for line in lines]


def _totals(lines: Sequence[StatusLine]) -> dict[str, int]:
    reported = [line for line in lines if line.state != "not_reported"]
    return {
        "reporters": len(lines),
        "reported": len(reported),
        "on_time": sum(line.on_time is True for line in reported),
        "found": sum(line.found for line in lines),
        "accepted": sum(line.accepted for line in lines),
        "provisional": sum(line.provisional for line in lines),
        "held": sum(line.held for line in lines),
    }


def _deadline(lines: Sequence[StatusLine], here: Stores) -> Deadline | None:
    due = next((line.due_on for line in lines if line.due_on is not None), None)
    return None if due is None else Deadline(due, (due - (here.now() + _BEIJING).date()).days)


def _changes(here: Stores, user: User, month: str) -> list[str]:
    """What was decided or republished about the month within a day, one sentence each; a clerk sees no others."""
    since = here.now() - YESTERDAY
    revisions = revision_lines(here.home, month, since)
    mine = {region.code for region in here.catalog().counties_of(user.prefecture)} if user.prefecture else set()
    mine |= {user.prefecture} if user.prefecture else set()
    return [one.sentence for one in revisions if not mine or one.region_code in mine][:_MOST_CHANGES]
