"""Violations to issues: one cause, one question, one suggestion, its evidence and its weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.issue import Issue, issue_id
from domain.observation import Observation
from domain.reasoning.context import Board, ReasoningContext
from domain.reasoning.grouping import Group, group
from domain.reasoning.located import LINEAR
from domain.reasoning.mending import members
from domain.reasoning.sentences import evidence_of, suggestion_reason, title_of
from domain.reasoning.weights import weight_of
from domain.violation import Effect, Severity, Violation

SEVERITIES = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)
EFFECTS = (Effect.NOTICE, Effect.NEEDS_EXPLANATION, Effect.HOLD_VALUE, Effect.HOLD_FILE)


def reason(
    violations: Iterable[Violation], observations: Iterable[Observation], context: ReasoningContext
) -> list[Issue]:
    """Group failures by cause into issues, the most important first: weight, then effect.

    A failure that only notifies makes no issue of its own. Nothing is corrected here: a suggestion is a proposal.
    """
    board = Board.of(observations, context)
    issues = [_issue(made, board) for made in group(violations, board)]
    return sorted(issues, key=_importance)


def located_numbers(issues: Iterable[Issue], violations: Iterable[Violation]) -> dict[str, str]:
    """Violation id → the number whose proposed value mends that sum, ladder or pair: the one it falls on.

    Only where the number is of the same report. The other numbers of the sum are then in order.
    """
    named = {v: issue.observation_ids[0] for issue in issues if _is_located(issue) for v in issue.violation_ids}
    return {
        violation.violation_id: named[violation.violation_id]
        for violation in violations
        if violation.rule_id in LINEAR and named.get(violation.violation_id) in members(violation)
    }


def _is_located(issue: Issue) -> bool:
    return issue.suggestion_value is not None and len(issue.observation_ids) > 0


def _importance(issue: Issue) -> tuple[float, int, str]:
    return (-round(issue.weight, 3), -EFFECTS.index(Effect(issue.effect)), issue.issue_id)


def _issue(made: Group, board: Board) -> Issue:
    made = replace(made, violations=tuple(_leading_first(made.violations)))
    violations = made.violations
    leading = violations[0]
    observation = board.numbers.get(made.numbers[0]) if made.numbers else None
    return Issue(
        issue_id=_id(made, leading, board),
        period=leading.period,
        region_code=(observation.region_code if observation is not None else None) or leading.submitter_code,
        severity=str(max((v.severity for v in violations), key=SEVERITIES.index)),
        effect=str(max((v.effect for v in violations), key=EFFECTS.index)),
        title=title_of(made, board),
        rule_ids=tuple(sorted({v.rule_id for v in (*violations, *made.notices)})),
        observation_ids=made.numbers,
        submission_id=observation.submission_id if observation is not None else leading.submission_id,
        source_file=observation.source_file if observation is not None else _text(leading, "source_file"),
        member=observation.member if observation is not None else _text(leading, "member"),
        address=observation.address if observation is not None else "",
        raw=observation.raw if observation is not None else "",
        evidence=evidence_of(made, board),
        suggestion_value=made.suggestion,
        suggestion_reason=suggestion_reason(made, board),
        weight=weight_of(made, board),
        violation_ids=tuple(violation.violation_id for violation in violations),
    )


def _leading_first(violations: Sequence[Violation]) -> list[Violation]:
    return sorted(violations, key=lambda v: (v.follows_from is not None, -EFFECTS.index(v.effect), v.rule_id))


def _id(made: Group, leading: Violation, board: Board) -> str:
    """Of what stands there: the numbers with their values. A changed value is another issue."""
    subject = made.numbers[0] if made.numbers else leading.submission_id or leading.submitter_code
    cause = made.cause if made.cause in ("value", "file") else f"{made.cause}:{leading.rule_id}"
    values = (f"{name}={board.value(name)}" for name in sorted(made.numbers))
    return issue_id(leading.period, subject, cause, *values)


def _text(violation: Violation, name: str) -> str:
    value = violation.evidence.get(name)
    return str(value) if value is not None else ""
