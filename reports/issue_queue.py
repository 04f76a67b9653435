"""The queue of issues with what stewards have decided since it was published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from domain.answers import Answer
from domain.deciding import IssueCase, NumberAtIssue
from domain.decision import Decision, DecisionKind
from warehouse.queries import IssueFile


def with_decisions(
    issues: Iterable[Mapping[str, object]], decisions: Sequence[Decision], seen: Collection[str] = ()
) -> list[dict[str, object]]:
    """Published issues, those decided since then marked so; the latest decision about an issue counts.

    `seen` are the decisions that the publication already took into account: what it says of them stands.
    """
    latest = {decision.issue_id: decision for decision in decisions if decision.decision_id not in seen}
    return [{**issue, "status": _status(issue, latest)} for issue in issues]


def with_answers(issues: Iterable[Mapping[str, object]], answers: Mapping[str, Answer]) -> list[dict[str, object]]:
    """Issues with the reporter's answer that awaits confirmation, in one sentence; None where none does."""
    found = ((issue, answers.get(str(issue["issue_id"]))) for issue in issues)
    return [{**issue, "answer": answer.zh if answer else None} for issue, answer in found]


def _status(issue: Mapping[str, object], latest: Mapping[str, Decision]) -> object:
    decision = latest.get(str(issue["issue_id"]))
    if decision is None or issue["status"] == "closed":
        return issue["status"]
    return "returned" if decision.kind is DecisionKind.RETURN else "decided"


def case_of(issue: IssueFile) -> IssueCase:
    """What a decision about a published issue binds to: the numbers at fault first, with the values now seen."""
    at_fault = sorted(issue.observations, key=lambda o: (not o.is_at_fault, _rank(issue, o.observation_id)))
    return IssueCase(
        issue_id=issue.line.issue_id,
        period=issue.line.period,
        submitter_code=at_fault[0].submitter_code if at_fault else issue.line.region_code,
        numbers=tuple(
            NumberAtIssue(o.observation_id, o.observation_key, o.raw, o.value, o.indicator_text, o.region_text)
            for o in at_fault
            if o.is_at_fault
        ),
        rules=dict(issue.rules),
        operand_values={o.observation_id: o.value for o in issue.observations},
    )


def _rank(issue: IssueFile, observation_id: str) -> int:
    """The place of a number in its issue: the first is the one that is probably wrong."""
    listed = list(issue.line.observation_ids)
    return listed.index(observation_id) if observation_id in listed else len(listed)
