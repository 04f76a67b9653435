"""重新校验并发布: ask for a run and watch its steps."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Permission, note, require, stores
from console.pages import page
from console.run_process import RunInProgress

router = APIRouter(include_in_schema=False)


@router.get("/runs")
def run_page(request: Request) -> Response:
    """Show the latest run."""
    user = require(request, Permission.SEE_ALL)
    return page(request, user, "runs.html", run=stores(request).runs.state(), now=stores(request).now())


@router.get("/runs/panel")
def run_panel(request: Request) -> Response:
    """Return the part of the page that moves while a run lasts."""
    user = require(request, Permission.SEE_ALL)
    return page(request, user, "run_panel.html", run=stores(request).runs.state(), now=stores(request).now())


@router.post("/runs")
def start_run(request: Request) -> Response:
    """Start a run; one that is on its way already is shown instead."""
    user = require(request, Permission.RUN)
    try:
        stores(request).runs.start(user.name)
        note(request, user, "start_run")
    except RunInProgress:
        note(request, user, "start_run", detail="already running")
    return RedirectResponse("/runs", 303)
