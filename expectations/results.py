"""What validation returns: `ValidationResult` with every violation, and a count per rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.violation import Violation


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How one rule fared in one stage of one run.

    `looked_at` counts what was evaluated (passed + failed), None where a set rule states no scope; `not_evaluated`
    counts what a failed prerequisite kept from it. `note` says in Chinese what a reader must not overlook.
    """

    rule_id: str
    stage: str
    looked_at: int | None
    passed: int | None
    failed: int
    not_evaluated: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """Violations (every failing row, nothing capped) and one result per rule."""

    violations: list[Violation] = field(default_factory=list)
    rule_results: list[RuleResult] = field(default_factory=list)

    def __add__(self, other: ValidationResult) -> ValidationResult:
        """Both stages together."""
        return ValidationResult(self.violations + other.violations, self.rule_results + other.rule_results)


def merge(results: Iterable[ValidationResult]) -> ValidationResult:
    """All stages of a run together; the counts of one rule in one stage are added up."""
    violations: list[Violation] = []
    counts: dict[tuple[str, str], RuleResult] = {}
    for result in results:
        violations += result.violations
        for rule in result.rule_results:
            key = (rule.rule_id, rule.stage)
            counts[key] = _added(counts[key], rule) if key in counts else rule
    return ValidationResult(violations, list(counts.values()))


def _added(left: RuleResult, right: RuleResult) -> RuleResult:
    return RuleResult(
        left.rule_id,
        left.stage,
        _sum(left.looked_at, right.looked_at),
        _sum(left.passed, right.passed),
        left.failed + right.failed,
        left.not_evaluated + right.not_evaluated,
        left.note if left.note == right.note else "",
    )


def _sum(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right
