"""Two neighbouring cells filled in the wrong way round: sessions in place of participants and the reverse."""

from __future__ import annotations

from domain.observation import Observation
from domain.reasoning.context import Board
from domain.violation import Violation

FEWER_PEOPLE = "CRS-01"


def exchanged(violation: Violation, board: Board) -> dict[str, float] | None:
    """Both values changed over, when that alone makes the average possible and agrees with every known history.

    At least one of the two needs a history: without one, participants below sessions have many explanations.
    """
    if violation.rule_id != FEWER_PEOPLE or violation.observation_id is None or len(violation.operands) != 1:
        return None
    people, sessions = (board.numbers.get(name) for name in (violation.observation_id, violation.operands[0]))
    if people is None or sessions is None or not people.value or not sessions.value:
        return None
    if not _average_fits(people, sessions, board):
        return None
    verdicts = [_agrees(people, sessions.value, board), _agrees(sessions, people.value, board)]
    known = [verdict for verdict in verdicts if verdict is not None]
    if not known or not all(known):
        return None
    return {people.observation_id: sessions.value, sessions.observation_id: people.value}


def _average_fits(people: Observation, sessions: Observation, board: Board) -> bool:
    average = (sessions.value or 0.0) / (people.value or 1.0)
    return any(
        pair.average_min <= average <= pair.average_max
        for pair in board.catalog.pairs
        if (pair.participants_code, pair.sessions_code) == (people.indicator_code, sessions.indicator_code)
    )


def _agrees(observation: Observation, value: float, board: Board) -> bool | None:
    expected = board.expected(observation)
    if expected is None or expected <= 0:
        return None
    factor = board.catalog.threshold("OUT-01", "history_factor")
    return expected / factor <= value <= expected * factor
