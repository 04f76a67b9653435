"""问题单: the queue, one issue with its source, and the decision; the queue's filter travels in the query string."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from console.access import Permission, User, note, require, stores
from console.charts import AtIssue, HistoryChart, history_chart
from console.overview import month_asked
from console.pages import page, query_of
from console.settings import Stores
from domain.deciding import Ruling
from domain.decision import Decision, DecisionKind
from domain.errors import DecisionError, KepuError
from ledger.answers import waiting_answers
from reports.confirming import waiting_answer
from reports.ruling import DecidedMeanwhile, rule_if_unchanged
from reports.source_view import SourcePicture, archived_bytes, page_image, picture_source
from warehouse.desk import EVERY_ISSUE, Desk, HistoryPoint, Peer, QueueFilter, QueueOrder, SubmissionRow, open_desk
from warehouse.queries import IssueFile, IssueObservation, find_issue

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
PAGE_SIZES = (50, 100, 200)
SORTS = ("weight", "severity", "effect", "region_name", "indicator_name", "rule_ids", "status", "title", "period")


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """The filter and order of the queue as a query string writes them."""

    period: str = ""
    prefecture: str = ""
    rule: str = ""
    severity: str = ""
    indicator: str = ""
    status: str = "open"
    words: str = ""
    sort: str = ""
    descending: bool = False

    def wanted(self, user: User) -> QueueFilter:
        """The filter; a clerk's own prefecture goes before whatever was asked."""
        return QueueFilter(
            period=month_asked(self.period),
            prefecture=user.prefecture or self.prefecture or None,
            rule=self.rule or None,
            severity=self.severity or None,
            indicator=self.indicator or None,
            status=None if self.status in ("", "all") else self.status,
            words=self.words.strip()[:80] or None,
        )

    def order(self, offset: int = 0, limit: int = EVERY_ISSUE) -> QueueOrder:
        """The order and the part."""
        return QueueOrder(self.sort if self.sort in SORTS else None, self.descending, offset, limit)

    @property
    def text(self) -> str:
        """The query string, without what is as usual."""
        values = asdict(self)
        return query_of({name: value for name, value in values.items() if not (name == "status" and value == "open")})


Asked = Annotated[QueueQuery, Depends()]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The issue before and the one after in the queue, and where this one stands in it (0: not in it)."""

    previous: str | None
    next: str | None
    place: int
    total: int


_CONFIRMED = (DecisionKind.CORRECT, DecisionKind.ACCEPT, DecisionKind.NOT_A_STATISTIC)
"""What a reporter can confirm; about a closed month it must be a 更正单."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a steward has typed: shown again when it could not be recorded."""

    kind: str = ""
    reason: str = ""
    correct_to: str = ""
    confirmed_by: str = ""
    alias_code: str = ""

    def ruling(self, user: User) -> Ruling:
        """The ruling it makes. Raises DecisionError when the kind is none."""
        try:
            kind = DecisionKind(self.kind)
        except ValueError as error:
            raise DecisionError("请先选择怎样处理：更正、接受、退回、确认名称或不是统计数。") from error
        return Ruling(
            kind,
            self.reason,
            user.name,
            self.correct_to if kind is DecisionKind.CORRECT else None,
            (self.confirmed_by or None) if kind in _CONFIRMED else None,
            (self.alias_code.strip() or None) if kind is DecisionKind.ALIAS else None,
        )


@router.get("/issues")
def queue_page(request: Request, asked: Asked) -> Response:
    """Show the queue; its rows come from `queue_rows`."""
    user = require(request, Permission.SEE)
    here = stores(request)
    with open_desk(here.home) as desk:
        months = desk.month_lines()
        found = desk.facets(month_asked(asked.period), user.prefecture)
    catalog = here.catalog()
    names = {
        "prefecture": {code: region.name_zh for code, region in catalog.regions.items()},
        "indicator": {code: one.name_zh for code, one in catalog.indicators.items()},
        "rule": {code: f"{code} {rule.message_zh[:18]}" for code, rule in catalog.rules.items()},
    }
    return page(request, user, "issues.html", asked=asked, months=months, facets=found, names=names)


@router.get("/issues/rows")
def queue_rows(request: Request, asked: Asked, page: int = 1, size: int = 50) -> JSONResponse:
    """Return one page of the queue for the grid."""
    user = require(request, Permission.SEE)
    here = stores(request)
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    order = asked.order(offset=(max(page, 1) - 1) * size, limit=size)
    with open_desk(here.home) as desk:
        lines = desk.queue_lines(asked.wanted(user), order, here.history.decided(desk.decision_states()))
    total = lines[0].total if lines else 0
    answered = waiting_answers(here.ledger.answers(), here.ledger.decisions()) if lines else {}
    rows = [{**asdict(line), "has_answer": line.issue_id in answered} for line in lines]
    return JSONResponse({"last_page": max(1, -(-total // size)), "last_row": total, "data": rows})


@router.get("/issues/{issue_id}")
def issue_page(request: Request, issue_id: str, asked: Asked, done: str = "") -> Response:
    """Show one issue: the source as it looks, rules, evidence, suggestion, own past, peers, and the decision."""
    user = require(request, Permission.SEE)
    return _show(request, user, issue_id, asked, Draft(), done=done)


@router.post("/issues/bulk")
def decide_many(
    request: Request, asked: Asked, ids: Annotated[list[str], Form()], kind: Text = "", reason: Text = ""
) -> Response:
    """Decide several issues with one reason; those decided meanwhile stay as they are and are named."""
    user = require(request, Permission.DECIDE)
    if kind not in (DecisionKind.ACCEPT, DecisionKind.RETURN):
        raise DecisionError("批量处理只能接受或退回。")
    refused: list[str] = []
    for issue_id in dict.fromkeys(ids):
        try:
            record(request, user, issue_id, Draft(kind, reason), seen="")
        except KepuError as error:
            refused.append(f"{issue_id[:10]}：{error.message}")
    done = len(dict.fromkeys(ids)) - len(refused)
    shown = {"title": "批量处理", "done": done, "refused": refused, "back": asked.text}
    return page(request, user, "bulk.html", status=200 if done else 422, **shown)


@router.post("/issues/{issue_id}/decision")
def decide_one(  # noqa: PLR0913 - the fields of the form
    request: Request,
    issue_id: str,
    asked: Asked,
    kind: Text = "",
    reason: Text = "",
    correct_to: Text = "",
    confirmed_by: Text = "",
    alias_code: Text = "",
    seen: Text = "",
) -> Response:
    """Record a decision and go on to the next issue; 409 when somebody decided meanwhile, 422 when it cannot stand."""
    user = require(request, Permission.DECIDE)
    draft = Draft(kind, reason, correct_to, confirmed_by, alias_code)
    beside = _neighbours(stores(request), user, issue_id, asked)
    try:
        decision = record(request, user, issue_id, draft, seen)
    except DecidedMeanwhile as error:
        return _show(request, user, issue_id, asked, draft, status=409, error=error.message)
    except DecisionError as error:
        return _show(request, user, issue_id, asked, draft, status=422, error=error.message)
    following = beside.next or beside.previous or decision.issue_id
    query = query_of({"done": decision.issue_id})
    return RedirectResponse(f"/issues/{following}?{'&'.join(filter(None, (asked.text, query)))}", 303)


@router.get("/issues/{issue_id}/page.png")
def issue_pdf_page(request: Request, issue_id: str, number: int = 1) -> Response:
    """Return the page of the PDF that an issue is about."""
    user = require(request, Permission.SEE)
    issue = visible_issue(request, user, issue_id)
    image = page_image(_bytes_of(stores(request), issue), number)
    return Response(image, media_type="image/png")


def visible_issue(request: Request, user: User, issue_id: str) -> IssueFile:
    """The issue whose id begins so, if this user sees it. Raises NotFound."""
    issue = find_issue(stores(request).home, issue_id)
    check_visible(request, user, issue)
    return issue


def check_visible(request: Request, user: User, issue: IssueFile) -> None:
    """Raise NotFound for an issue of another prefecture than a clerk's own."""
    region = stores(request).catalog().regions.get(issue.line.region_code)
    county = region is not None and region.level == 3
    user.check_sees(region.parent_code if region and county else issue.line.region_code)


def record(request: Request, user: User, issue_id: str, draft: Draft, seen: str) -> Decision:
    """Record a decision and write it to the audit log. Raises DecisionError, or NotFound."""
    here = stores(request)
    ruling = draft.ruling(user)
    decision = rule_if_unchanged(here.home, issue_id, ruling, here.catalog(), here.now(), seen=seen)
    note(request, user, "decide", decision.issue_id, f"{decision.kind} {decision.reason}")
    return decision


def _show(  # noqa: PLR0913 - the page and what went wrong with it
    request: Request,
    user: User,
    issue_id: str,
    asked: QueueQuery,
    draft: Draft,
    *,
    status: int = 200,
    error: str = "",
    done: str = "",
) -> Response:
    here = stores(request)
    with open_desk(here.home) as desk:
        issue = desk.issue(issue_id)
        check_visible(request, user, issue)
        at_fault = [one for one in issue.observations if one.is_at_fault]
        number = at_fault[0] if at_fault else None
        points, others = _compared(desk, number)
        beside = _neighbours(here, user, issue.line.issue_id, asked, desk)
        submission = desk.find_submission(issue.line.submission_id) if issue.line.submission_id else None
    decisions = here.history.decisions_about(issue.line.issue_id)
    catalog = here.catalog()
    return page(
        request,
        user,
        "issue.html",
        status=status,
        issue=issue,
        line=issue.line,
        number=number,
        at_fault=at_fault,
        operands=[one for one in issue.observations if not one.is_at_fault],
        rules=[(rule, catalog.rules.get(rule)) for rule in issue.line.rule_ids],
        catalog=catalog,
        picture=_picture(here, issue, submission),
        chart=_chart(points, number, issue),
        points=points,
        peers=others,
        decisions=decisions,
        seen=decisions[-1].decision_id if decisions else "",
        beside=beside,
        asked=asked,
        draft=draft,
        error=error,
        done=here.history.latest_decision(done) if done else None,
        answer=waiting_answer(here.home, issue.line.issue_id),
    )


def _compared(desk: Desk, number: IssueObservation | None) -> tuple[list[HistoryPoint], list[Peer]]:
    if number is None or number.indicator_code is None:
        return [], []
    return desk.history(number.observation_id), desk.peers(number.observation_id)


def _neighbours(here: Stores, user: User, issue_id: str, asked: QueueQuery, desk: Desk | None = None) -> Neighbours:
    """The open neighbours of an issue in the queue that was asked for."""
    if desk is None:
        with open_desk(here.home) as opened:
            return _neighbours(here, user, issue_id, asked, opened)
    ids = desk.queue_ids(asked.wanted(user), asked.order(), here.history.decided(desk.decision_states()))
    if issue_id not in ids:
        return Neighbours(None, ids[0] if ids else None, 0, len(ids))
    at = ids.index(issue_id)
    return Neighbours(ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None, at + 1, len(ids))


def _chart(points: list[HistoryPoint], number: IssueObservation | None, issue: IssueFile) -> HistoryChart | None:
    past = [point for point in points if number is None or point.observation_id != number.observation_id]
    if number is None or (not past and issue.line.suggestion_value is None):
        return None
    at_issue = AtIssue(
        number.period or issue.line.period,
        number.value,
        issue.line.suggestion_value,
        number.observation_id,
        number.unit_code or "",
    )
    return history_chart(points, at_issue)


def _picture(here: Stores, issue: IssueFile, submission: SubmissionRow | None) -> SourcePicture:
    line = issue.line
    if submission is None or not line.source_file:
        return SourcePicture(note="这个问题涉及这个月的报送，没有单个文件可看。")
    beside = [
        one.address
        for one in issue.observations
        if one.source_file == line.source_file and one.member == (line.member or "") and one.address != line.address
    ]
    try:
        data = archived_bytes(here.home, submission.content_sha256)
    except KepuError as error:
        return SourcePicture(note=error.message)
    return picture_source(data, line.source_file, line.member or "", line.address or "", beside)


def _bytes_of(here: Stores, issue: IssueFile) -> bytes:
    with open_desk(here.home) as desk:
        submission = desk.find_submission(issue.line.submission_id or "")
    return archived_bytes(here.home, submission.content_sha256)
