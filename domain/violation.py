"""One rule broken by one thing: `Violation`, with severity (how bad) apart from effect (what happens)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.statement import content_id


class Severity(StrEnum):
    """How bad a failure is."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Effect(StrEnum):
    """What a failure does to the number."""

    HOLD_FILE = "hold_file"
    HOLD_VALUE = "hold_value"
    NEEDS_EXPLANATION = "needs_explanation"
    NOTICE = "notice"


class Outcome(StrEnum):
    """A rule failed, or could not be evaluated because a prerequisite failed. Passes are counted, not listed."""

    FAIL = "fail"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that failed on one observation, one submission, or one prefecture and month.

    `observation_id` is the number that is at fault (None for a file or a month as a whole); `operands` are the other
    observations the rule looked at; `follows_from` names the rule whose failure already implies this one, so that
    the same evidence is not counted twice. `evidence` holds what the message says, by name, for machines.
    """

    rule_id: str
    rule_version: int
    severity: Severity
    effect: Effect
    period: str  # reporting month YYYY-MM
    submitter_code: str
    message: str
    submission_id: str | None = None
    observation_id: str | None = None
    operands: tuple[str, ...] = ()
    outcome: Outcome = Outcome.FAIL
    suggestion_value: float | None = None
    follows_from: str | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)

    @property
    def violation_id(self) -> str:
        """Stable over runs: the rule, what it looked at and where."""
        subject = self.observation_id or self.submission_id or self.submitter_code
        return content_id("violation", self.rule_id, self.period, subject, *sorted(self.operands))
