"""How much an issue matters: the effect of its number on the regional total of the indicator."""

from __future__ import annotations

from collections.abc import Sequence

from domain.issue import Issue
from domain.observation import Observation
from domain.reasoning.context import Board
from domain.reasoning.grouping import Group

PSEUDO_BIAS = 0.005
"""Half a percent of a published total: below it, what is left unreviewed no longer matters."""


def weight_of(made: Group, board: Board) -> float:
    """|value − expected| as a share of the regional total; the number's own share where nothing is expected.

    Expected is the suggestion, else what the number's history leads to expect. The total counts the expected value in
    place of the stated one, so that a figure ten thousand times too large does not hide its own effect. A file or a
    month as a whole, a number without a value or an indicator, a rate and a target have weight 0: they enter no total.
    Never above 1.
    """
    observation = board.numbers.get(made.numbers[0]) if made.numbers else None
    if observation is None or observation.value is None or observation.indicator_code is None:
        return 0.0
    if made.cause in ("file", "set") or not _is_additive(observation, board):
        return 0.0
    expected = made.suggestion if made.suggestion is not None else board.expected(observation)
    if expected is None:
        return _share(observation.value, board.total(observation))
    return _share(observation.value - expected, _total_with(observation, expected, board))


def enough(issues: Sequence[Issue], tolerance: float = PSEUDO_BIAS) -> int:
    """How many issues, heaviest first, must be looked at until the rest together moves no total by more than this.

    The rest is bounded by the sum of its weights, as if every one of them were wrong and about one indicator: an upper
    bound. Source: selective editing, the pseudo-bias of what is left alone (SELEKT; notes on editing).
    """
    return enough_of([issue.weight for issue in issues], tolerance)


def enough_of(weights: Sequence[float], tolerance: float = PSEUDO_BIAS) -> int:
    """How many of these weights, heaviest first, must be looked at; see `enough`."""
    ordered = sorted(weights, reverse=True)
    rest = sum(ordered)
    for looked_at, weight in enumerate(ordered):
        if rest <= tolerance:
            return looked_at
        rest -= weight
    return len(ordered)


def _is_additive(observation: Observation, board: Board) -> bool:
    indicator = board.indicator(observation)
    return indicator is not None and indicator.aggregates_over_regions == "sum" and observation.period_type != "target"


def _total_with(observation: Observation, expected: float, board: Board) -> float:
    counted = board.total(observation)
    is_counted = observation.region_code in {region.code for region in board.catalog.prefectures}
    return counted - (observation.value or 0.0) + expected if is_counted else counted


def _share(difference: float, total: float) -> float:
    return min(1.0, abs(difference) / total) if total > 0 else 0.0
