"""Unit slips: tell whether a number is off by a power of ten, and by which one.

Each power is tested against every leg that is known: the form of the number, the sessions of its pair, the inhabitants,
the plausible bound, its own history. A suggestion needs two independent legs that are out as the number stands (a jump
against history alone may be true: a campaign month), and exactly one power that puts every known leg right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from domain.observation import Observation
from domain.period import Month
from domain.plausibility import (
    accumulates,
    accumulation_factor,
    accustomed_bound,
    population_factors,
    population_of,
)
from domain.reasoning.context import Board
from domain.reasoning.mending import mends
from domain.violation import Violation

POWERS = (4, -4, 3, -3, 2, -2, 1, -1)
SCALE_WORDS = {4: "万", 3: "千"}
"""The words that reports put after a number with decimals. A digit lost or doubled leaves a whole number."""
WHOLE_TOLERANCE = 1e-6
MIN_LEGS_OUT = 2
FAMILY = {"population": "extent", "range": "extent"}
"""Inhabitants and plausible bound both say how large the place is: one leg, not two."""
OFFLINE_ONLY = ("ACT.ONLINE.PARTICIPANTS", "ACT.OUTREACH.PEOPLE")

Fit = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Leg:
    """One independent way to tell whether a value is possible."""

    name: str  # form, size, population, range, history
    fits: Fit


@dataclass(frozen=True, slots=True)
class Slip:
    """The one power of ten that puts the number right, and on which legs that rests."""

    power: int
    value: float
    legs: tuple[str, ...]
    out: tuple[str, ...]


def find_slip(
    observation: Observation,
    board: Board,
    suspects: frozenset[str] = frozenset(),
    sums: Sequence[Violation] = (),
) -> Slip | None:
    """The slip that explains the number, or None: none fits, several fit, or too little is known.

    `suspects` are other numbers that are in doubt themselves and must not testify; `sums` are the broken sums that the
    number is part of: the corrected value must mend them, to the precision with which it was written.
    """
    value = observation.value
    if value is None or value <= 0:
        return None
    legs = (*known_legs(observation, board, suspects), *_balance(observation, sums, board))
    out = tuple(leg.name for leg in legs if not leg.fits(value))
    if len({FAMILY.get(name, name) for name in out}) < MIN_LEGS_OUT:
        return None
    fitting = [power for power in _powers(observation, board) if _fits_all(legs, value * 10.0**power)]
    if len(fitting) != 1:
        return None
    corrected = _rounded(value * 10.0 ** fitting[0])
    return Slip(fitting[0], corrected, tuple(leg.name for leg in legs), out)


def known_legs(observation: Observation, board: Board, suspects: frozenset[str] = frozenset()) -> tuple[Leg, ...]:
    """Every leg that something is known about, in the order in which evidence is told."""
    candidates = (
        _form(observation, board),
        _sessions(observation, board, suspects),
        _population(observation, board),
        _range(observation, board),
        _history(observation, board),
    )
    return tuple(leg for leg in candidates if leg is not None)


def _powers(observation: Observation, board: Board) -> Sequence[int]:
    """A whole number may have slipped by any power; one with decimals only lost a scale word.

    千 counts as one only where the same submission writes it: reports say 万.
    """
    if not _must_be_whole(observation, board) or is_whole(observation.value or 0.0):
        return POWERS
    return (4, 3) if observation.submission_id in board.writing_thousands else (4,)


def is_whole(value: float) -> bool:
    """Whether a value has no fraction beyond what binary arithmetic leaves."""
    return abs(value - round(value)) <= WHOLE_TOLERANCE


def _balance(observation: Observation, sums: Sequence[Violation], board: Board) -> tuple[Leg, ...]:
    name, value, width = observation.observation_id, observation.value or 1.0, observation.half_width

    def fits(corrected: float) -> bool:
        scaled = width * corrected / value
        return all(mends(violation, {name: corrected}, board, scaled) for violation in sums)

    return (Leg("balance", fits),) if sums else ()


def _must_be_whole(observation: Observation, board: Board) -> bool:
    indicator = board.indicator(observation)
    return indicator is not None and indicator.is_integer


def _fits_all(legs: Sequence[Leg], value: float) -> bool:
    return all(leg.fits(value) for leg in legs)


def _rounded(value: float) -> float:
    return float(round(value)) if is_whole(value) else value


def _form(observation: Observation, board: Board) -> Leg | None:
    return Leg("form", is_whole) if _must_be_whole(observation, board) else None


def _sessions(observation: Observation, board: Board, suspects: frozenset[str]) -> Leg | None:
    """Participants against the sessions of every pair, and sessions against their participants."""
    fits: list[Fit] = []
    for pair in board.catalog.pairs:
        low, high = pair.average_min, pair.average_max
        if pair.participants_code == observation.indicator_code:
            sessions = _witness(board.beside(observation, pair.sessions_code), suspects)
            if sessions:
                fits.append(partial(_average_fits, sessions, low, high))
        elif pair.sessions_code == observation.indicator_code:
            people = _witness(board.beside(observation, pair.participants_code), suspects)
            if people:
                fits.append(partial(_sessions_fit, people, low, high))
    return Leg("size", lambda value: all(fit(value) for fit in fits)) if fits else None


def _average_fits(sessions: float, low: float, high: float, participants: float) -> bool:
    return low <= participants / sessions <= high


def _sessions_fit(participants: float, low: float, high: float, sessions: float) -> bool:
    return low <= participants / sessions <= high


def _witness(other: Observation | None, suspects: frozenset[str]) -> float | None:
    return None if other is None or other.observation_id in suspects else other.value


def most_people(observation: Observation, board: Board) -> float | None:
    """The most offline person-times that the inhabitants make likely (threshold OUT-01.per_head)."""
    indicator = board.indicator(observation)
    if indicator is None or not indicator.code.startswith("ACT.") or indicator.code in OFFLINE_ONLY:
        return None
    persons = population_of(observation.region_code, board.catalog)
    if persons is None or indicator.unit_base not in ("人次", "人"):
        return None
    return board.catalog.threshold("OUT-01", "per_head", indicator.code) * persons


def _population(observation: Observation, board: Board) -> Leg | None:
    limit = most_people(observation, board)
    return None if limit is None else Leg("population", lambda value: value <= limit)


def _range(observation: Observation, board: Board) -> Leg | None:
    indicator = board.indicator(observation)
    if indicator is None or indicator.plausible_max is None or observation.period is None:
        return None
    limit = indicator.plausible_max * population_factors(board.catalog).get(observation.region_code or "", 1.0)
    growth = _growth(observation.period, observation, board)
    accepted = [
        value / _growth(period, observation, board) * growth for period, value in board.accepted_before(observation)
    ]
    bound = accustomed_bound(limit * growth, accepted, board.catalog)
    return Leg("range", lambda value: value <= bound)


def _growth(period: str, observation: Observation, board: Board) -> float:
    """How far the bound of a series has grown by a month: a year to date more with each, anything else not at all."""
    indicator = board.indicator(observation)
    if indicator is None or observation.period_type not in ("ytd", "season", "event") or not accumulates(indicator):
        return 1.0
    return accumulation_factor(Month.parse(period).number, board.catalog.threshold("VAL-12", "ytd_growth"))


def _history(observation: Observation, board: Board) -> Leg | None:
    expected = board.expected(observation)
    if expected is None or expected <= 0:
        return None
    factor = board.catalog.threshold("OUT-01", "history_factor")
    earlier = board.earlier(observation)
    floor = earlier[-1][1] if observation.period_type == "ytd" else 0.0
    return Leg("history", lambda value: value >= floor and expected / factor <= value <= expected * factor)
