"""Which cells are wrong: broken edits that share a cell, mended together by the fewest and least reliable cells.

Where one such set exists its cells are named, and a value that the others leave no choice about is proposed. Where
several exist they are told and nobody is named. Between single cells a natural repair decides, if only one cell has it:
a power of ten, or two neighbouring digits changed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.observation import Observation
from domain.reasoning.context import Board
from domain.reasoning.edits import at_most_edit, average_edits, edits_of, total_edit
from domain.reasoning.fellegi_holt import Cell, Edit, EditSystem, Interval, Localisation
from domain.reasoning.mending import AT_LEAST, AT_MOST, AVERAGES, SUMS, members
from domain.reasoning.slip import POWERS, is_whole, known_legs
from domain.violation import Violation

LINEAR = SUMS | AT_MOST | AT_LEAST | AVERAGES | {"TMP-04"}
"""Rules that are a linear edit over the cells they name."""
SUSPICIONS = frozenset(
    {
        "VAL-05", "VAL-06", "VAL-12", "VAL-13", "OUT-01", "OUT-02", "OUT-04", "TMP-03", "TMP-05", "TMP-06", "TMP-07",
        "TMP-08",
    }
)  # fmt: skip
"""Rules about one number by itself: a cell that fails one is doubted sooner."""
SUSPECT, ROUGH = 0.6, 0.9
"""Weights of a cell that fails by itself, and of a hedged one or one in prose; a plain cell of a table weighs 1.
Two suspects still weigh more than one plain cell."""
LEAST_DIGITS = 10
"""A repair of a one-digit number fits by chance."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Broken edits that hang together, and what would mend them. `named` is empty where several sets would."""

    violations: tuple[Violation, ...]
    sets: tuple[tuple[str, ...], ...]
    named: tuple[str, ...] = ()
    value: float | None = None  # of the first named cell, where the others leave no choice
    power: int = 0  # of ten, when that is the natural repair
    is_swap: bool = False

    @property
    def is_one_cell(self) -> bool:
        """Whether a single cell would mend it, whichever."""
        return bool(self.sets) and all(len(names) == 1 for names in self.sets)


def causes_of(violations: Iterable[Violation], board: Board) -> list[Cause]:
    """The causes behind broken linear edits; a violation about a number nobody knows is left out."""
    violations = list(violations)
    linear = [v for v in violations if v.rule_id in LINEAR and _is_known(v, board)]
    doubted = {v.observation_id for v in violations if v.rule_id in SUSPICIONS and v.observation_id is not None}
    reports: dict[tuple[str, ...], EditSystem] = {}
    causes = []
    for cluster in _clusters(linear, board):
        names = {name for violation in cluster for name in members(violation)}
        submitters = tuple(sorted({board.numbers[name].submitter_code for name in names if name in board.numbers}))
        if submitters not in reports:
            reports[submitters] = _report(submitters, linear, doubted, board)
        causes.append(_decided(cluster, reports[submitters].localise(names), board))
    return causes


def _report(submitters: Sequence[str], linear: Sequence[Violation], doubted: set[str], board: Board) -> EditSystem:
    """The edits of these submitters, and those that a rule says are broken and the report's own edits do not hold."""
    own = [v for v in linear if any(_submitter(name, board) in submitters for name in members(v))]
    asked = {name for violation in own for name in members(violation)}
    edits = [edit for submitter in submitters for edit in edits_of(submitter, board, asked)]
    names = {name for edit in edits for name in edit.names} | asked
    cells = {name: _cell(name, doubted, board) for name in names}
    system = EditSystem(edits, cells)
    known = {frozenset(edit.names) for edit in system.broken}
    stated = [edit for v in own if frozenset(members(v)) not in known for edit in _stated(v)]
    return EditSystem([*edits, *stated], cells) if stated else system


def _submitter(name: str, board: Board) -> str | None:
    observation = board.numbers.get(name)
    return None if observation is None else observation.submitter_code


def _is_known(violation: Violation, board: Board) -> bool:
    names = members(violation)
    return len(names) > 1 and all(board.bounds(name) is not None for name in names)


def _clusters(violations: Sequence[Violation], board: Board) -> list[list[Violation]]:
    """Violations that share a number of this month, directly or through others."""
    clusters: list[tuple[set[str], list[Violation]]] = []
    for violation in violations:
        names = {name for name in members(violation) if name in board.numbers}
        near = [cluster for cluster in clusters if cluster[0] & names]
        clusters = [cluster for cluster in clusters if not cluster[0] & names]
        joined = [v for _, listed in near for v in listed]
        clusters.append((names.union(*(found for found, _ in near)), [*joined, violation]))
    return [listed for _, listed in clusters]


def _stated(violation: Violation) -> list[Edit]:
    """The edit that a violation says is broken, where the report's own edits do not hold it."""
    first, *others = members(violation)
    if violation.rule_id in SUMS or violation.rule_id == "TMP-04":
        return [total_edit(first, others)]
    if violation.rule_id in AT_MOST:
        return [at_most_edit(first, others[0])]
    if violation.rule_id in AT_LEAST:
        return [at_most_edit(others[0], first)]
    low, high = violation.evidence.get("lo"), violation.evidence.get("hi")
    if isinstance(low, int | float) and isinstance(high, int | float):
        return average_edits(first, others[0], low, high)
    return []


def _cell(name: str, doubted: set[str], board: Board) -> Cell:
    low, high = board.bounds(name) or (0.0, float("inf"))
    observation = board.numbers.get(name)
    if observation is None:
        return Cell(low, high, is_fixed=True)
    is_rough = observation.origin == "prose" or observation.qualifier != "exact"
    return Cell(low, high, SUSPECT if name in doubted else ROUGH if is_rough else 1.0)


def _decided(violations: Sequence[Violation], found: Localisation, board: Board) -> Cause:
    cause = Cause(tuple(violations), found.sets if found.is_exhausted else ())
    if found.only is not None and len(found.only) > 1:
        return Cause(cause.violations, cause.sets, found.only)
    if found.only is not None:
        name = found.only[0]
        return _named(cause, name, _only_value(found.values[found.only][name]), board)
    natural = [
        (names[0], value)
        for names in (cause.sets if cause.is_one_cell else ())
        for value in _natural(names[0], found.values[names][names[0]], board)
    ]
    return _named(cause, *natural[0], board) if len(natural) == 1 else cause


def _named(cause: Cause, name: str, value: float | None, board: Board) -> Cause:
    """The cause with its cell, and the value where the number would be possible by everything known about it."""
    observation = board.numbers[name]
    if value is None or not _is_possible(observation, value, board):
        return Cause(cause.violations, cause.sets, (name,))
    stated = observation.value or 0.0
    power = next((power for power in POWERS if _equal(stated * 10.0**power, value)), 0)
    return Cause(cause.violations, cause.sets, (name,), value, power, is_swap=value in swaps(stated))


def _only_value(interval: Interval) -> float | None:
    low, high = interval
    if not _equal(low, high):
        return None
    return float(round(low)) if is_whole(low) else low


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one))


def _natural(name: str, allowed: Interval, board: Board) -> list[float]:
    """Values within the interval that a power of ten or two digits changed over would make of the number."""
    observation = board.numbers[name]
    value = observation.value
    if value is None or value < LEAST_DIGITS:
        return []
    scaled = [value * 10.0**power for power in POWERS]
    tried = [*(float(round(one)) for one in scaled if is_whole(one)), *swaps(value)]
    low, high = allowed
    return [one for one in tried if low - 1e-6 <= one <= high + 1e-6 and _is_possible(observation, one, board)]


def swaps(value: float) -> list[float]:
    """Every whole number that two neighbouring digits changed over would make of this one."""
    if not is_whole(value) or value < 0:
        return []
    digits = str(round(value))
    made = {
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(len(digits) - 1)
    }
    return sorted(float(text) for text in made if text != digits and text[0] != "0")


def _is_possible(observation: Observation, value: float, board: Board) -> bool:
    return all(leg.fits(value) for leg in known_legs(observation, board))
