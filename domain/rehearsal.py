"""What a changed rule would have done: violations under the present and under the changed rules, compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.observation import Disposition
from domain.violation import Effect, Outcome, Violation

_WORST = (Effect.NOTICE, Effect.NEEDS_EXPLANATION, Effect.HOLD_VALUE, Effect.HOLD_FILE)
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One thing on which a rule fires only then or only now."""

    is_new: bool
    place: str
    raw: str
    message: str
    violation_id: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule in one month under both sets of rules."""

    period: str
    rule_id: str
    fired_then: int
    fired_now: int
    newly_fired: int
    no_longer_fired: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class MonthChange:
    """What the change would do to the numbers of one month: into holding, out of it, and in between."""

    period: str
    held_to_passing: int
    passing_to_held: int
    accepted_to_provisional: int
    provisional_to_accepted: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A number as it was decided: where it stands, what it says, and how it ended."""

    place: str
    raw: str
    status: str
    is_unreadable: bool = False  # held because it could not be read or coded, whatever the rules say


def compare_rules(
    period: str,
    then: Iterable[Violation],
    now: Iterable[Violation],
    numbers: Mapping[str, Seen],
    examples: int = EXAMPLES,
) -> list[RuleChange]:
    """Count per rule what fired then, fires now, newly and no longer, with the first examples of both."""
    before, after = _by_rule(then), _by_rule(now)
    return [
        _rule_change(period, rule, before[rule], after[rule], numbers, examples) for rule in sorted({*before, *after})
    ]


def _by_rule(violations: Iterable[Violation]) -> defaultdict[str, dict[str, Violation]]:
    found: defaultdict[str, dict[str, Violation]] = defaultdict(dict)
    for violation in violations:
        if violation.outcome is Outcome.FAIL:
            found[violation.rule_id][violation.violation_id] = violation
    return found


def _rule_change(  # noqa: PLR0913 - both sides of a comparison, and what to show of it
    period: str,
    rule_id: str,
    before: Mapping[str, Violation],
    after: Mapping[str, Violation],
    numbers: Mapping[str, Seen],
    examples: int,
) -> RuleChange:
    new = [after[identity] for identity in after if identity not in before]
    gone = [before[identity] for identity in before if identity not in after]
    shown = [_example(v, numbers, is_new=True) for v in new[:examples]]
    shown += [_example(v, numbers, is_new=False) for v in gone[:examples]]
    return RuleChange(period, rule_id, len(before), len(after), len(new), len(gone), tuple(shown))


def _example(violation: Violation, numbers: Mapping[str, Seen], *, is_new: bool) -> Example:
    subject = violation.observation_id or next(iter(violation.operands), "")
    seen = numbers.get(subject, Seen(violation.submitter_code, "", ""))
    return Example(is_new, seen.place, seen.raw, violation.message, violation.violation_id)


def compare_numbers(
    period: str, then: Sequence[Violation], now: Sequence[Violation], numbers: Mapping[str, Seen]
) -> MonthChange:
    """Count how many numbers would be held, provisional or accepted otherwise.

    A number that was accepted although a rule with an effect fired on it was explained, corrected or approved: what
    fired then counts no more for it, only what is new.
    """
    before, after = _effects(then), _effects(now)
    moves: defaultdict[tuple[Disposition, Disposition], int] = defaultdict(int)
    for identity, seen in numbers.items():
        if seen.is_unreadable:
            continue
        settled = before[identity].keys() if seen.status == Disposition.ACCEPTED else frozenset[str]()
        first = _disposition(e for v, e in before[identity].items() if v not in settled)
        second = _disposition(e for v, e in after[identity].items() if v not in settled)
        moves[first, second] += 1
    passing = (Disposition.ACCEPTED, Disposition.PROVISIONAL)
    return MonthChange(
        period,
        held_to_passing=sum(moves[Disposition.HELD, other] for other in passing),
        passing_to_held=sum(moves[other, Disposition.HELD] for other in passing),
        accepted_to_provisional=moves[Disposition.ACCEPTED, Disposition.PROVISIONAL],
        provisional_to_accepted=moves[Disposition.PROVISIONAL, Disposition.ACCEPTED],
    )


def _effects(violations: Iterable[Violation]) -> defaultdict[str, dict[str, Effect]]:
    """Effects by number and violation; a failure that names no number falls on what it compared."""
    found: defaultdict[str, dict[str, Effect]] = defaultdict(dict)
    for violation in violations:
        if violation.outcome is not Outcome.FAIL:
            continue
        spread = violation.operands if violation.effect is Effect.NEEDS_EXPLANATION else ()
        for identity in (violation.observation_id,) if violation.observation_id else spread:
            found[identity][violation.violation_id] = violation.effect
    return found


def _disposition(effects: Iterable[Effect]) -> Disposition:
    worst = max(effects, key=_WORST.index, default=Effect.NOTICE)
    if worst in (Effect.HOLD_VALUE, Effect.HOLD_FILE):
        return Disposition.HELD
    return Disposition.PROVISIONAL if worst is Effect.NEEDS_EXPLANATION else Disposition.ACCEPTED
