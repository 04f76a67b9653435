"""报送: what came, its state and history, a version against its predecessor value by value, and uploading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from console.access import Permission, User, note, require, stores
from console.overview import chosen_month
from console.pages import page, query_of
from console.returns import returned_papers
from console.settings import Stores
from console.uploads import Stored, store
from domain.errors import KepuError, SettingError, WarehouseError
from reports.source_view import archived_bytes
from warehouse.desk import Desk, Difference, QueueFilter, QueueLine, QueueOrder, SubmissionRow, open_desk

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/submissions")
def submission_list(request: Request, period: str = "", sent: str = "") -> Response:
    """Show the submissions of a month."""
    user = require(request, Permission.SEE)
    return _list(request, user, period, sent=sent)


@router.post("/submissions")
def upload(request: Request, file: Annotated[UploadFile, File()], period: Text = "", region: Text = "") -> Response:
    """Take a file into the inbox, the way every file comes."""
    user = require(request, Permission.UPLOAD)
    try:
        stored = _take(request, file, period, user.prefecture or region)
    except KepuError as error:
        note(request, user, "upload_refused", repr(file.filename or "")[:200], error.message)
        return _list(request, user, period, status=422, error=error.message)
    note(request, user, "upload", stored.source_file, "known" if stored.is_known else "new")
    return RedirectResponse(f"/submissions?{query_of({'period': period, 'sent': stored.source_file})}", 303)


@router.get("/submissions/{submission_id}")
def submission_page(request: Request, submission_id: str, against: str = "") -> Response:
    """Show one submission: its states, its arrivals, and what it changes against its predecessor."""
    user = require(request, Permission.SEE)
    here = stores(request)
    with open_desk(here.home) as desk:
        row = desk.find_submission(submission_id)
        user.check_sees(row.submitter_code)
        others = [one for one in desk.submissions(row.period, row.submitter_code) if one != row]
        older = _predecessor(row, others, against)
        compared = _compare(desk, older, row)
    return page(
        request,
        user,
        "submission.html",
        row=row,
        others=others,
        older=older,
        differences=compared,
        counts=Counter(one.change for one in compared),
        transitions=here.history.transitions(row.submission_id),
        arrivals=here.history.arrivals(row.submission_id),
        papers=returned_papers(here.home, row),
        open_issues=_open_issues(here, user, row),
    )


@router.get("/submissions/{submission_id}/file")
def original_file(request: Request, submission_id: str) -> Response:
    """Hand out the original bytes, as a download and never as something to show."""
    user = require(request, Permission.SEE)
    home = stores(request).home
    with open_desk(home) as desk:
        row = desk.find_submission(submission_id)
    user.check_sees(row.submitter_code)
    note(request, user, "download", row.submission_id, row.source_file)
    name = quote(row.source_file.rpartition("/")[2])
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(archived_bytes(home, row.content_sha256), media_type="application/octet-stream", headers=headers)


def _list(  # noqa: PLR0913 - the page and what went wrong with it
    request: Request, user: User, period: str, *, status: int = 200, error: str = "", sent: str = ""
) -> Response:
    here = stores(request)
    try:
        with open_desk(here.home) as desk:
            months = desk.month_lines()
            month = chosen_month(months, period)
            rows = desk.submissions(month, user.prefecture)
    except WarehouseError:
        months, month, rows = [], "", []
    prefectures = here.catalog().prefectures
    shown = {"months": months, "month": month, "rows": rows, "prefectures": prefectures, "sent": sent, "error": error}
    return page(request, user, "submissions.html", status=status, limit=here.settings.upload_limit, **shown)


def _take(request: Request, file: UploadFile, period: str, region: str) -> Stored:
    here = stores(request)
    prefecture = next((one for one in here.catalog().prefectures if one.code == region), None)
    if prefecture is None:
        raise SettingError("请选择报送单位。")
    return store(here.settings.inbox, period.strip(), prefecture.name_zh, file.filename or "", file.file.read())


def _predecessor(row: SubmissionRow, others: Sequence[SubmissionRow], against: str) -> SubmissionRow | None:
    """The version to compare with: the one asked for, else the latest earlier one of the same kind of document."""
    asked = next((one for one in others if against and one.submission_id == against), None)
    earlier = [one for one in others if one.document_form == row.document_form and _came_before(one, row)]
    return asked or max(earlier, key=lambda one: (one.load_id, str(one.received_at)), default=None)


def _open_issues(here: Stores, user: User, row: SubmissionRow) -> list[QueueLine]:
    """The issues that wait about one file."""
    wanted = QueueFilter(period=row.period, prefecture=user.prefecture, status="open", words=row.source_file)
    with open_desk(here.home) as desk:
        lines = desk.queue_lines(wanted, QueueOrder(limit=200), here.history.decided(desk.decision_states()))
    return [line for line in lines if line.source_file == row.source_file]


def _came_before(one: SubmissionRow, other: SubmissionRow) -> bool:
    return (one.load_id, str(one.received_at)) < (other.load_id, str(other.received_at))


def _compare(desk: Desk, older: SubmissionRow | None, newer: SubmissionRow) -> list[Difference]:
    return [] if older is None else desk.differences(older.submission_id, newer.submission_id)
