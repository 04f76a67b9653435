"""Reason and adjudicate: violations become issues, numbers get their verdicts, facts their moves."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.answered import settled_issues, with_answers
from domain.issue import Issue
from domain.month import conclude
from domain.reasoning import ReasoningContext, located_numbers, reason
from domain.revision import StandingKind
from domain.violation import Violation
from domain.withdrawals import withdrawn_issues
from tasks.casefile import CaseFile, MonthCase
from tasks.session import Session


@task(name="reason", task_run_name="reason {period}", cache_policy=NO_CACHE)
def reason_month(session: Session, month: MonthCase, period: str) -> MonthCase:  # noqa: ARG001 - for the run's name
    """Group the month's violations into issues: one cause, one issue, one suggestion with its evidence."""
    observations = [o for case in month.cases for o in case.prepared.live]
    month.issues = reason(month.violations, observations, ReasoningContext(session.catalog, month.history))
    return month


@task(name="adjudicate", task_run_name="adjudicate {period}", cache_policy=NO_CACHE)
def adjudicate_month(session: Session, month: MonthCase, period: str) -> MonthCase:  # noqa: ARG001 - for its name
    """Give every number of every prefecture its verdict."""
    located = located_numbers(month.issues, month.violations)
    for case in month.cases:
        violations = [v for v in month.violations if v.submitter_code == case.submitter_code]
        falling = [v for v in violations if falls_on(v, case)]
        of_month = [d for d in case.decisions if d.period == case.period]
        own = {o.observation_id for o in case.prepared.observations}
        case.concluded = conclude(
            case.prepared,
            falling,
            of_month,
            case.open_facts,
            case.approved.observation_ids,
            {violation: number for violation, number in located.items() if number in own},
        )
    month.issues = _answered(session, month)
    return month


def _answered(session: Session, month: MonthCase) -> list[Issue]:
    """The month's issues with what decisions made of them; one about several prefectures goes by its leading file."""
    answered = list(month.issues)
    for case in month.cases:
        if case.concluded is not None:
            answered += withdrawn_issues(case.prepared, month.period, session.catalog)
            own = {i.issue_id for i in answered if _is_of(i, case)}
            decided = with_answers([i for i in answered if i.issue_id in own], case.decisions, case.concluded)
            settled = settled_issues(case.prepared, decided, session.catalog)
            answered = [*(i for i in answered if i.issue_id not in own), *decided, *settled]
    return answered


def _is_of(issue: Issue, case: CaseFile) -> bool:
    return issue.submission_id in case.readings or issue.region_code == case.submitter_code


def falls_on(violation: Violation, case: CaseFile) -> bool:
    """Whether a violation bears on its number: of two figures for one key, only the one that conflicts is at fault.

    A later Word report that disagrees with an accepted form is held; the form's figure stands.
    """
    if violation.rule_id != "DUP-03" or violation.observation_id is None:
        return True
    standing = case.prepared.standings.get(violation.observation_id)
    return standing is not None and standing.kind is StandingKind.CONFLICT
