"""决定: the log of what stewards decided, with author, time, reason, and whether it still applies."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Permission, require, stores
from console.overview import month_asked
from console.pages import page
from domain.errors import WarehouseError
from warehouse.desk import open_desk

router = APIRouter(include_in_schema=False)
_MOST = 500


@router.get("/decisions")
def decision_list(request: Request, period: str = "", author: str = "") -> Response:
    """Show the decisions, newest first."""
    user = require(request, Permission.SEE_ALL)
    here = stores(request)
    every = here.ledger.decisions()
    wanted = [
        one
        for one in reversed(every)
        if (not period or one.period == month_asked(period)) and (not author or one.author == author)
    ]
    try:
        with open_desk(here.home) as desk:
            states = desk.decision_states()
    except WarehouseError:
        states = {}
    return page(
        request,
        user,
        "decisions.html",
        decisions=wanted[:_MOST],
        total=len(wanted),
        states=states,
        catalog=here.catalog(),
        periods=sorted({one.period for one in every}, reverse=True),
        authors=sorted({one.author for one in every}),
        period=period,
        author=author,
    )
