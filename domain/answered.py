"""What became of a question that a steward has answered: closed, waiting for the reporter, sent back, or open again.

An issue is named after its numbers and their values. A correction changes the value, so its issue no longer arises by
itself; it stays in view here, so that the reporter's confirmation has something to bind to and history keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.catalog import Catalog
from domain.decision import Decision, DecisionKind
from domain.issue import Evidence, Issue, IssueStatus
from domain.month import Concluded, Prepared
from domain.observation import Observation
from domain.violation import Effect, Severity


def with_answers(issues: Iterable[Issue], decisions: Sequence[Decision], concluded: Concluded) -> list[Issue]:
    """The issues of one prefecture and month, each with where it stands after the decisions about it."""
    latest = {decision.issue_id: decision for decision in sorted(decisions, key=lambda d: d.decided_at)}
    return [replace(issue, status=_status(issue, latest.get(issue.issue_id), concluded)) for issue in issues]


def _status(issue: Issue, decision: Decision | None, concluded: Concluded) -> IssueStatus:
    """Closed when everything that failed is explained; an answer that no longer fits leaves the issue open."""
    if not issue.violation_ids and decision is not None and decision.kind is DecisionKind.ACCEPT:
        return IssueStatus.CLOSED
    if issue.violation_ids and all(identity in concluded.explained for identity in issue.violation_ids):
        return IssueStatus.CLOSED
    if decision is not None and decision.kind is DecisionKind.RETURN:
        return IssueStatus.RETURNED
    return IssueStatus.OPEN


def retired_decisions(
    decisions: Sequence[Decision], prepared: Prepared, concluded: Concluded, issues: Iterable[Issue]
) -> frozenset[str]:
    """The ids of the decisions that no longer fit: corrections without their number, explanations of nothing."""
    explaining = {decision.decision_id for decision in concluded.explained.values()}
    closed = {issue.issue_id for issue in issues if issue.status is IssueStatus.CLOSED}
    idle = {
        decision.decision_id
        for decision in decisions
        if decision.kind is DecisionKind.ACCEPT
        and decision.decision_id not in explaining
        and decision.issue_id not in closed
    }
    return frozenset(idle | {decision.decision_id for decision in prepared.retired})


def settled_issues(prepared: Prepared, issues: Iterable[Issue], catalog: Catalog) -> list[Issue]:
    """The questions whose numbers a decision has changed: waiting for the reporter, or closed.

    A number that is in question again, with its new value, is left to its new issue.
    """
    current = list(issues)
    known = {issue.issue_id for issue in current}
    questioned = {issue.observation_ids[0] for issue in current if issue.observation_ids}
    changed: defaultdict[str, list[Observation]] = defaultdict(list)
    for observation in prepared.live:
        decision = prepared.corrections.get(observation.observation_id)
        if decision is not None and observation.observation_id not in questioned:
            changed[decision.decision_id].append(observation)
    by_id: Mapping[str, Decision] = {d.decision_id: d for d in prepared.corrections.values()}
    return [
        _settled(by_id[identity], observations, catalog)
        for identity, observations in changed.items()
        if by_id[identity].issue_id not in known
    ]


def _settled(decision: Decision, observations: Sequence[Observation], catalog: Catalog) -> Issue:
    first = observations[0]
    awaits = decision.kind is DecisionKind.CORRECT and decision.confirmed_by is None
    sentence = _sentence(decision, awaits=awaits)
    return Issue(
        issue_id=decision.issue_id,
        period=decision.period,
        region_code=first.region_code or first.submitter_code,
        severity=str(Severity.WARNING if awaits else Severity.INFO),
        effect=str(Effect.NEEDS_EXPLANATION if awaits else Effect.NOTICE),
        title=f"{_name_of(first, catalog)} {first.raw}：{sentence}",
        rule_ids=tuple(sorted({*decision.rules, "PRV-01"})),
        observation_ids=tuple(observation.observation_id for observation in observations),
        submission_id=first.submission_id,
        source_file=first.source_file,
        member=first.member,
        address=first.address,
        raw=first.raw,
        evidence=(Evidence("PRV-01", "decision", f"{sentence}。理由：{decision.reason}"),),
        suggestion_value=decision.value,
        suggestion_reason="处理决定中的更正值。" if decision.value is not None else None,
        status=IssueStatus.DECIDED if awaits else IssueStatus.CLOSED,
    )


def _sentence(decision: Decision, *, awaits: bool) -> str:
    if decision.kind is DecisionKind.NOT_A_STATISTIC:
        return "已认定不是统计数字"
    value = f"{decision.value:.12g}" if decision.value is not None else ""
    return f"已更正为 {value}，{'待报送单位确认' if awaits else f'经报送单位{decision.confirmed_by}确认'}"


def _name_of(observation: Observation, catalog: Catalog) -> str:
    indicator = catalog.indicators.get(observation.indicator_code or "")
    return indicator.name_zh if indicator is not None else observation.indicator_text or "指标未识别"
