"""退回: send a file back with its wrong cells marked, hand out what was written, take an answer that came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Permission, note, require, stores
from domain.errors import NotFound
from reports.confirming import confirm_answer
from reports.returning import ReturnOrder, open_desk, papers_of
from warehouse.desk import SubmissionRow
from warehouse.desk import open_desk as open_published_desk

router = APIRouter(include_in_schema=False)
Paper = Literal["copy", "letter"]


@router.post("/submissions/{submission_id}/return")
def send_back(request: Request, submission_id: str) -> Response:
    """Write the returned copy and its letter for every open issue of a submission."""
    user = require(request, Permission.DECIDE)
    here = stores(request)
    files = open_desk(here.home, user.name, here.now()).send_back(ReturnOrder(submission=submission_id))
    note(request, user, "send_back", submission_id, f"{sum(one.issues for one in files)} issues")
    return RedirectResponse(f"/submissions/{submission_id}#returned", 303)


@router.post("/issues/{issue_id}/return")
def send_issue_back(request: Request, issue_id: str) -> Response:
    """Write the returned copy and its letter for one issue, with those already sent back with the same file."""
    user = require(request, Permission.DECIDE)
    here = stores(request)
    files = open_desk(here.home, user.name, here.now()).send_back(ReturnOrder(issue=issue_id))
    note(request, user, "send_back", issue_id, f"{sum(one.issues for one in files)} issues")
    return RedirectResponse(f"/submissions/{files[0].submission_id}#returned", 303)


@router.post("/issues/{issue_id}/answer")
def take_answer(request: Request, issue_id: str, reason: Annotated[str, Form()] = "") -> Response:
    """Take the reporter's answer at its word: it becomes a decision, confirmed by 反馈."""
    user = require(request, Permission.DECIDE)
    here = stores(request)
    decision = confirm_answer(here.home, issue_id, user.name, here.catalog(), here.now(), reason)
    note(request, user, "decide", decision.issue_id, f"{decision.kind} {decision.reason}")
    return RedirectResponse(f"/issues/{decision.issue_id}?done={decision.issue_id}", 303)


@router.get("/submissions/{submission_id}/returned/{paper}")
def returned_file(request: Request, submission_id: str, paper: Paper) -> Response:
    """Hand out the returned copy or its letter, as a download."""
    user = require(request, Permission.SEE)
    home = stores(request).home
    with open_published_desk(home) as desk:
        row = desk.find_submission(submission_id)
    user.check_sees(row.submitter_code)
    path = returned_papers(home, row).get(paper)
    if path is None:
        raise NotFound("这份文件还没有退回件。")
    note(request, user, "download", row.submission_id, path.name)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(path.name)}"}
    return Response(path.read_bytes(), media_type="application/octet-stream", headers=headers)


def returned_papers(home: Path, row: SubmissionRow) -> dict[str, Path]:
    """The returned copy and the letter of a submission, where they were written."""
    folder = home / "returns" / row.period / row.submitter_name
    return papers_of(folder, row.source_file, row.submission_id)
