"""A small chart of one place's own past beside the number at issue: positions for the template, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.desk import HistoryPoint

WIDTH, HEIGHT = 640, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 24, 26
_WIDEST_BAR = 46.0
_MOST_BARS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar (pixels): kind is past, at_issue (as reported) or suggested."""

    label: str
    value: float
    kind: str
    x: float
    y: float
    width: float
    height: float
    observation_id: str


@dataclass(frozen=True, slots=True)
class HistoryChart:
    """Bars in order, in a drawing of this width and height, with the base line."""

    width: int
    height: int
    base: float
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class AtIssue:
    """The number at issue as the chart needs it."""

    period: str
    value: float | None
    suggestion: float | None
    observation_id: str
    unit: str


def history_chart(points: Sequence[HistoryPoint], number: AtIssue) -> HistoryChart:
    """Draw the past, then the number as reported, then as suggested; every bar from zero, on one scale."""
    past = [point for point in points if point.observation_id != number.observation_id][-_MOST_BARS:]
    series = [(point.period, point.value, "past", point.observation_id) for point in past]
    if number.value is not None:
        series.append((number.period, number.value, "at_issue", number.observation_id))
    if number.suggestion is not None:
        series.append((number.period, number.suggestion, "suggested", number.observation_id))
    top = max((value for _, value, _, _ in series), default=0.0) or 1.0
    step = (WIDTH - _LEFT - _RIGHT) / max(len(series), 1)
    width = min(_WIDEST_BAR, step * 0.7)
    base = float(HEIGHT - _BOTTOM)
    bars = tuple(_bar(index, one, (step, width, base, (base - _TOP) / top)) for index, one in enumerate(series))
    return HistoryChart(WIDTH, HEIGHT, base, number.unit, bars)


def _bar(index: int, one: tuple[str, float, str, str], scale: tuple[float, float, float, float]) -> Bar:
    label, value, kind, identity = one
    step, width, base, per_unit = scale
    height = max(abs(value) * per_unit, 1.5)
    x = _LEFT + step * index + (step - width) / 2
    return Bar(label, value, kind, round(x, 1), round(base - height, 1), round(width, 1), round(height, 1), identity)
