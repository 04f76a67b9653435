"""What a steward sees: violations with one cause, one suggestion, its evidence, its weight (问题单)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.statement import content_id


class IssueStatus(StrEnum):
    """Where an issue stands."""

    OPEN = "open"
    DECIDED = "decided"
    RETURNED = "returned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, in a Chinese sentence; `leg` names its independent source: form, size, history, population."""

    rule_id: str
    leg: str
    text: str
    is_independent: bool = True  # False when it follows from other evidence of the same issue


@dataclass(frozen=True, slots=True)
class Issue:
    """Violations with one cause.

    `weight` is the effect on the regional total of the indicator: |value − expected| as a share of the total, or 0
    where nothing can be said. The first of `observation_ids` is the number that is probably wrong.
    """

    issue_id: str
    period: str
    region_code: str
    severity: str
    effect: str
    title: str
    rule_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    submission_id: str | None
    source_file: str
    member: str
    address: str
    raw: str
    evidence: tuple[Evidence, ...]
    suggestion_value: float | None = None
    suggestion_reason: str | None = None
    weight: float = 0.0
    status: IssueStatus = IssueStatus.OPEN
    violation_ids: tuple[str, ...] = ()  # the failures it stands for; notices shown with it are not among them


def issue_id(period: str, subject: str, cause: str, *operands: str) -> str:
    """Stable over runs while the same numbers stand there; a changed value is another issue."""
    return content_id("issue", period, subject, cause, *operands)
