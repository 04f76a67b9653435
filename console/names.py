"""名称: wordings that no code answers to, with candidates; one confirmation becomes an alias for every pending case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Permission, User, note, require, stores
from console.pages import page, query_of
from domain.catalog import Catalog
from domain.decision import Decision, DecisionKind, check_reason
from domain.errors import DecisionError, KepuError, NotFound, WarehouseError
from domain.statement import content_id
from reference.overlay import overlay_folder
from reports.ruling import deciding, keep_decision
from warehouse.desk import Wording, open_desk

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
_HEADER = "kind,wording,code,reason,confirmed_by,confirmed_on\n"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that a wording may mean."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A wording with its candidates."""

    wording: Wording
    candidates: tuple[Candidate, ...]


@router.get("/names")
def name_list(request: Request, done: str = "") -> Response:
    """Show the wordings that wait, and those confirmed so far."""
    user = require(request, Permission.SEE_ALL)
    return _show(request, user, done=done)


@router.post("/names")
def confirm_name(request: Request, kind: Text = "", wording: Text = "", code: Text = "", reason: Text = "") -> Response:
    """Confirm what a wording means, for every case that waits and from now on."""
    user = require(request, Permission.DECIDE)
    here = stores(request)
    try:
        pending = next((one for one in _wordings(request) if (one.kind, one.wording) == (kind, wording)), None)
        if pending is None:
            raise NotFound("这个名称已经不在待确认之列，可能刚刚有人确认过。")
        catalog = here.catalog()
        decision = _decision(request, user, pending, _code(catalog, kind, code), check_reason(reason))
        with deciding(here.home):
            keep_decision(here.home, decision, here.catalog())
    except KepuError as error:
        return _show(request, user, status=422, error=error.message)
    note(request, user, "confirm_name", f"{kind} {wording}", f"{decision.alias_code} {reason}")
    return RedirectResponse(f"/names?{query_of({'done': wording})}", 303)


@router.get("/names/aliases.csv")
def export_names(request: Request) -> Response:
    """Hand out the confirmed aliases, in the form that reference/ takes."""
    user = require(request, Permission.SEE_ALL)
    note(request, user, "export_names")
    path = overlay_folder(stores(request).home) / "aliases.csv"
    text = path.read_text(encoding="utf-8") if path.exists() else _HEADER
    headers = {"content-disposition": "attachment; filename=aliases.csv"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _show(request: Request, user: User, *, status: int = 200, error: str = "", done: str = "") -> Response:
    here = stores(request)
    catalog = here.catalog()
    pending = [Pending(one, _candidates(catalog, one)) for one in _wordings(request)]
    confirmed = [one for one in reversed(here.ledger.decisions()) if one.kind is DecisionKind.ALIAS]
    return page(
        request,
        user,
        "names.html",
        status=status,
        pending=pending,
        confirmed=confirmed,
        catalog=catalog,
        indicators=_choices(catalog, "indicator"),
        regions=_choices(catalog, "region"),
        error=error,
        done=done,
    )


def _wordings(request: Request) -> list[Wording]:
    here = stores(request)
    waiting = {(d.alias_kind, d.alias_wording) for d in here.ledger.decisions() if d.kind is DecisionKind.ALIAS}
    try:
        with open_desk(here.home) as desk:
            return [one for one in desk.wordings() if (one.kind, one.wording) not in waiting]
    except WarehouseError:
        return []


def _choices(catalog: Catalog, kind: str) -> Sequence[Candidate]:
    if kind == "indicator":
        return [Candidate(code, one.name_zh) for code, one in sorted(catalog.indicators.items())]
    return [Candidate(c, one.name_zh) for c, one in sorted(catalog.regions.items()) if one.valid_to is None]


def _candidates(catalog: Catalog, wording: Wording) -> tuple[Candidate, ...]:
    names = catalog.indicators if wording.kind == "indicator" else catalog.regions
    codes = [code for code in wording.candidates.split("|") if code in names]
    return tuple(Candidate(code, names[code].name_zh) for code in codes[:6])


def _code(catalog: Catalog, kind: str, text: str) -> str:
    """The code chosen: written as a code, or as the name it has. Raises DecisionError."""
    wanted = text.strip().split(" ")[0]
    names = catalog.indicators if kind == "indicator" else catalog.regions
    if wanted not in names:
        raise DecisionError(f"没有代码“{wanted}”；请从候选中选，或从列表中选一个代码。")
    return wanted


def _decision(request: Request, user: User, pending: Wording, code: str, reason: str) -> Decision:
    now = stores(request).now()
    issue = pending.issue_id or content_id("wording", pending.kind, pending.wording)
    return Decision(
        decision_id=content_id("decision", issue, "alias", code, now.isoformat()),
        kind=DecisionKind.ALIAS,
        issue_id=issue,
        submitter_code=pending.example_submitter,
        period=pending.last_month,
        reason=reason,
        author=user.name,
        decided_at=now,
        observation_id=pending.example_id,
        raw=pending.example_raw,
        alias_kind=pending.kind,
        alias_wording=pending.wording,
        alias_code=code,
    )
