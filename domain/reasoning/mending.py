"""Would another value of one number mend a violation? Only for rules that are plain arithmetic over their operands."""

from __future__ import annotations

from collections.abc import Mapping

from domain.reasoning.context import Board
from domain.violation import Violation

SUMS = frozenset({"BAL-01", "BAL-03", "BAL-04", "BAL-06", "BAL-09", "BAL-10", "BAL-11", "TMP-02"})
"""First number = sum of the others. TMP-02: year to date = month + last year to date."""
AT_MOST = frozenset({"BAL-02", "BAL-07", "CRS-04", "CRS-05", "CRS-12"})
"""The number at fault ≤ its operand."""
AT_LEAST = frozenset({"TMP-01", "CRS-01", "CRS-08"})
"""The number at fault ≥ its operand."""
EQUAL = frozenset({"TMP-04", "DUP-03", "BAL-12"})
AVERAGES = frozenset({"CRS-02"})
OWN_VALUE = frozenset(
    {"VAL-05", "VAL-12", "VAL-13", "CRS-09", "OUT-01", "OUT-02", "OUT-03", "OUT-04", "TMP-07", "TMP-08"}
)
"""About the number itself against what reasoning has tested already: its slip mends them."""

Bounds = tuple[float, float]


def members(violation: Violation) -> tuple[str, ...]:
    """Every number a violation is about, the one at fault (or the total) first."""
    own = () if violation.observation_id is None else (violation.observation_id,)
    return (*own, *(operand for operand in violation.operands if operand not in own))


def mends(violation: Violation, changes: Mapping[str, float], board: Board, width: float = 0.0) -> bool:
    """Whether the violation would pass with these values (give or take `width`) in place of the stated ones."""
    names = members(violation)
    if not names or not any(name in changes for name in names):
        return False
    if violation.rule_id in OWN_VALUE:
        return names[0] in changes
    bounds = [_bounds(name, changes, board, width) for name in names]
    if any(bound is None for bound in bounds) or len(bounds) < 2:
        return False
    known = [bound for bound in bounds if bound is not None]
    return _holds(violation, known[0], known[1:])


def _bounds(name: str, changes: Mapping[str, float], board: Board, width: float) -> Bounds | None:
    return (changes[name] - width, changes[name] + width) if name in changes else board.bounds(name)


def _holds(violation: Violation, first: Bounds, others: list[Bounds]) -> bool:
    rule, other = violation.rule_id, others[0]
    if rule in SUMS:
        return _meet(first, (sum(low for low, _ in others), sum(high for _, high in others)))
    if rule in AT_MOST:
        return first[0] <= other[1]
    if rule in AT_LEAST:
        return first[1] >= other[0]
    if rule in EQUAL:
        return all(_meet(first, bound) for bound in others)
    if rule in AVERAGES:
        return _average_holds(violation, first, other)
    return False


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _average_holds(violation: Violation, participants: Bounds, sessions: Bounds) -> bool:
    low, high = violation.evidence.get("lo"), violation.evidence.get("hi")
    if not isinstance(low, int | float) or not isinstance(high, int | float) or sessions[0] <= 0:
        return False
    return participants[1] / sessions[0] >= low and participants[0] / sessions[1] <= high
