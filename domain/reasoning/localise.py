"""Which cell of a broken balance is wrong: the one whose natural repair alone makes it hold.

Natural repairs are a power of ten and two neighbouring digits changed over. They are tried on every cell of the balance
(one cell changes, the fewest possible); only when a single repair of a single cell fits is the cell named. Otherwise
nothing is said about any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.observation import Observation
from domain.reasoning.context import Board
from domain.reasoning.mending import SUMS, members, mends
from domain.reasoning.slip import POWERS, is_whole, known_legs
from domain.violation import Violation

LEAST_DIGITS = 10
"""A repair of a one-digit number fits by chance."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell and the value that mends the balance; `power` is 0 for two digits changed over."""

    observation_id: str
    value: float
    power: int


def localise(violation: Violation, board: Board) -> Repair | None:
    """The one repair of one number of this month that mends a broken sum; None when none or several do."""
    if violation.rule_id not in SUMS:
        return None
    tried = [repair for name in members(violation) for repair in _repairs(name, board)]
    found = [repair for repair in tried if _fits(violation, repair, board)]
    return found[0] if len(found) == 1 else None


def _repairs(name: str, board: Board) -> Iterator[Repair]:
    observation = board.numbers.get(name)
    if observation is None or observation.value is None or observation.value < LEAST_DIGITS:
        return
    value = observation.value
    for power in POWERS:
        repaired = value * 10.0**power
        if is_whole(repaired):
            yield Repair(name, float(round(repaired)), power)
    yield from (Repair(name, swapped, 0) for swapped in swaps(value))


def swaps(value: float) -> list[float]:
    """Every whole number that two neighbouring digits changed over would make of this one."""
    if not is_whole(value):
        return []
    digits = str(round(value))
    made = {
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(len(digits) - 1)
    }
    return sorted(float(text) for text in made if text != digits and text[0] != "0")


def _fits(violation: Violation, repair: Repair, board: Board) -> bool:
    observation = board.numbers[repair.observation_id]
    return mends(violation, {repair.observation_id: repair.value}, board) and _is_possible(observation, repair, board)


def _is_possible(observation: Observation, repair: Repair, board: Board) -> bool:
    return all(leg.fits(repair.value) for leg in known_legs(observation, board))
