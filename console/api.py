"""/api/v1: the same questions and decisions for programs, with tokens; the same checks as the pages."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

from console.access import Permission, note, require_token, stores
from console.issues import Draft, QueueQuery, record, visible_issue
from console.overview import month_asked
from domain.decision import Decision
from warehouse.desk import QueueLine, SubmissionRow, open_desk
from warehouse.queries import IssueFile, StatusLine, status_lines
from warehouse.trace import TraceStep, trace_steps

router = APIRouter(
    prefix="/api/v1",
    tags=["v1"],
    dependencies=[Security(HTTPBearer(auto_error=False, description="在控制台“我的账号”里生成的令牌。"))],
    responses={
        400: {"description": "请求里有不能用的字符"},
        401: {"description": "没有令牌，或令牌已失效"},
        403: {"description": "没有权限"},
        404: {"description": "没有这条记录"},
    },
)
Period = Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="月份，如 2022-11")]


class DecisionIn(BaseModel):
    """A decision as a program sends it. `seen` is the latest decision it knows of ('' for none): 409 otherwise."""

    kind: Literal["correct", "accept", "return", "alias", "not_a_statistic"]
    reason: str = Field(min_length=1, max_length=1000)
    correct_to: str = Field(default="", max_length=40)
    confirmed_by: str = Field(default="", max_length=10)
    alias_code: str = Field(default="", max_length=60)
    seen: str = Field(default="", max_length=64)


class DecisionOut(BaseModel):
    """A recorded decision."""

    decision_id: str
    issue_id: str
    kind: str
    reason: str
    author: str
    decided_at: datetime
    period: str
    submitter_code: str
    value: float | None
    confirmed_by: str | None
    alias_code: str | None


class IssuePage(BaseModel):
    """A part of the queue."""

    total: int
    issues: list[QueueLine]


class RunOut(BaseModel):
    """How the latest run stands."""

    state: str
    started_at: datetime | None
    finished_at: datetime | None
    steps: list[str]
    message: str


@router.get("/status")
def status(request: Request, period: Period = "") -> list[StatusLine]:
    """Who reported, when, in which state."""
    user = require_token(request, Permission.SEE)
    lines = status_lines(stores(request).home, month_asked(period))
    return [replace(x, received_at=in_utc(x.received_at)) for x in lines if user.prefecture in (None, x.region_code)]


@router.get("/issues")
def issues(
    request: Request,
    asked: Annotated[QueueQuery, Depends()],
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> IssuePage:
    """Return a part of the queue of issues."""
    user = require_token(request, Permission.SEE)
    here = stores(request)
    with open_desk(here.home) as desk:
        lines = desk.queue_lines(
            asked.wanted(user), asked.order(offset, limit), here.history.decided(desk.decision_states())
        )
    return IssuePage(total=lines[0].total if lines else 0, issues=lines)


@router.get("/issues/{issue_id}")
def issue(request: Request, issue_id: str) -> IssueFile:
    """Return one issue with its rules and numbers."""
    user = require_token(request, Permission.SEE)
    return visible_issue(request, user, issue_id)


@router.post(
    "/issues/{issue_id}/decision",
    status_code=201,
    responses={409: {"description": "别人刚刚已经决定"}, 422: {"description": "决定不能这样记录"}},
)
def decide(request: Request, issue_id: str, given: DecisionIn) -> DecisionOut:
    """Record a decision; 409 when somebody decided meanwhile."""
    user = require_token(request, Permission.DECIDE)
    draft = Draft(given.kind, given.reason, given.correct_to, given.confirmed_by, given.alias_code)
    return _out(record(request, user, issue_id, draft, given.seen))


@router.get("/submissions")
def submissions(request: Request, period: Period = "") -> list[SubmissionRow]:
    """Return the submissions, latest first."""
    user = require_token(request, Permission.SEE)
    with open_desk(stores(request).home) as desk:
        rows = desk.submissions(month_asked(period), user.prefecture)
    return [replace(row, received_at=in_utc(row.received_at)) for row in rows]


@router.get("/numbers/{observation_id}")
def number(request: Request, observation_id: str) -> list[TraceStep]:
    """Return the passport of a number, from fact to file."""
    user = require_token(request, Permission.SEE)
    home = stores(request).home
    with open_desk(home) as desk:
        user.check_sees(desk.number_source(observation_id).submitter_code)
    return trace_steps(home, observation_id)


@router.get("/decisions")
def decisions(request: Request, period: Period = "") -> list[DecisionOut]:
    """Return the decisions, oldest first."""
    require_token(request, Permission.SEE_ALL)
    return [_out(one) for one in stores(request).ledger.decisions(month_asked(period))]


@router.get("/runs/current")
def current_run(request: Request) -> RunOut:
    """Return how the latest run stands."""
    require_token(request, Permission.SEE_ALL)
    run = stores(request).runs.state()
    return RunOut(
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        steps=list(run.steps),
        message=run.message,
    )


@router.post("/runs", status_code=202, responses={409: {"description": "正在运行"}})
def start_run(request: Request) -> RunOut:
    """Ask for a run of the months with anything new; 409 when one is on its way."""
    user = require_token(request, Permission.RUN)
    stores(request).runs.start(user.name)
    note(request, user, "start_run")
    return current_run(request)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Return the description of this API."""
    require_token(request, Permission.SEE)
    return JSONResponse(request.app.openapi())


def in_utc(instant: datetime | None) -> datetime | None:
    """Say the zone of an instant of the warehouse, which is UTC and does not say so."""
    return None if instant is None else instant.replace(tzinfo=UTC)


def _out(decision: Decision) -> DecisionOut:
    return DecisionOut(**{name: asdict(decision)[name] for name in DecisionOut.model_fields})
