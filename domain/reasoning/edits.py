"""The linear edits of one report: what its cells claim about each other, whether it holds or not.

Totals and parts, places and their counties, online and offline, last year to date + month = year to date, January,
sessions and participants: the same claims that set rules test, laid out so that the whole report can be mended at once.
An earlier month's fact is a cell too, one that is never changed.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from math import inf

from domain.observation import Disposition, Observation
from domain.period import Month
from domain.reasoning.context import PREFECTURE_LEVEL, UNDECLARED, Board
from domain.reasoning.fellegi_holt import Edit

COMPARED_KINDS = frozenset({"level", "part", "cumulative", "rate", "target"})
SPLITS = (
    ("ACT.ALL.SESSIONS", "ACT.ONLINE.SESSIONS", "ACT.OFFLINE.SESSIONS"),
    ("ACT.ALL.PARTICIPANTS", "ACT.ONLINE.PARTICIPANTS", "ACT.OFFLINE.PARTICIPANTS"),
)
"""A total, online, offline (rule BAL-09)."""
AT_MOST = (
    ("VEN.STM.EXHIBAREA", "VEN.STM.AREA"),
    ("GRA.AWARD.BASE", "VEN.DEMOBASE.NUM"),
    ("GRA.AWARD.VOLTEAM", "HR.VOLTEAM"),
    ("GRA.AWARD.LEADER", "HR.RURALLEADER"),
)
"""A number and what bounds it, where the catalogue does not make one a part of the other (rules CRS-05, CRS-12)."""

Place = tuple[str | None, ...]
Figures = Mapping[str, str]
"""Indicator → observation id, of one place, month, period type, scope and set of dimensions."""


def edits_of(submitter: str, board: Board, asked: Collection[str]) -> list[Edit]:
    """Every linear edit of a submitter's month. Of a figure stated twice the one in `asked` stands, else the first."""
    places = _places(submitter, board, asked)
    made: list[Edit] = []
    for place, figures in places.items():
        for code, name in figures.items():
            made += _of_parts(code, name, figures, board)
            made += _of_history(board.numbers[name], board)
        made += _of_lists(figures)
        made += _of_averages(figures, board)
        made += _of_counties(place, figures, places, board)
        made += _of_month(place, figures, places, board)
    return made


def total_edit(total: str, parts: Iterable[str], *, is_complete: bool = True, tolerance: float = 0.0) -> Edit:
    """Total = sum of the parts; at least their sum where some of them are not stated."""
    terms = ((total, 1.0), *((part, -1.0) for part in parts))
    return Edit(terms, -tolerance, tolerance if is_complete else inf)


def at_most_edit(smaller: str, larger: str) -> Edit:
    """The first is not above the second."""
    return Edit(((larger, 1.0), (smaller, -1.0)), 0.0, inf)


def average_edits(people: str, sessions: str, low: float, high: float) -> list[Edit]:
    """People a session lie between two bounds."""
    return [
        Edit(((people, 1.0), (sessions, -low)), 0.0, inf),
        Edit(((people, -1.0), (sessions, high)), 0.0, inf),
    ]


def _places(submitter: str, board: Board, asked: Collection[str]) -> dict[Place, dict[str, str]]:
    places: defaultdict[Place, dict[str, str]] = defaultdict(dict)
    for name, observation in board.numbers.items():
        code = observation.indicator_code
        if observation.submitter_code != submitter or code is None or not _is_figure(observation):
            continue
        figures = places[_place_of(observation)]
        if code not in figures or (name in asked and figures[code] not in asked):
            figures[code] = name
    return dict(places)


def _is_figure(observation: Observation) -> bool:
    is_settled = observation.status in (Disposition.ACCEPTED, Disposition.PROVISIONAL)
    is_about = observation.region_code is not None and observation.period is not None
    is_compared = (observation.kind or "level") in COMPARED_KINDS and observation.token_class is None
    return is_settled and is_about and is_compared and observation.value is not None


def _place_of(observation: Observation) -> Place:
    dims = (observation.audience_code, observation.channel_code, observation.venue_code, observation.funding_code)
    return (
        observation.region_code,
        observation.period,
        observation.period_type,
        observation.scope,
        observation.event_id,
        *("" if code in UNDECLARED else code for code in dims),
    )


def _of_parts(code: str, total: str, figures: Figures, board: Board) -> Iterator[Edit]:
    indicator = board.catalog.indicators[code]
    parts = [figures[part] for part in indicator.parts if part in figures]
    if not parts:
        return
    if indicator.identity == ">=each":
        yield from (at_most_edit(part, total) for part in parts)
        return
    is_complete = indicator.identity == "=" and len(parts) == len(indicator.parts)
    yield total_edit(total, parts, is_complete=is_complete, tolerance=_tolerance(total, board))


def _tolerance(name: str, board: Board) -> float:
    indicator = board.indicator(board.numbers[name])
    is_money = indicator is not None and indicator.unit_base == "元"
    return board.catalog.threshold("BAL-01", "money_tolerance") if is_money else 0.0


def _of_lists(figures: Figures) -> Iterator[Edit]:
    for codes in SPLITS:
        if all(code in figures for code in codes):
            total, *parts = (figures[code] for code in codes)
            yield total_edit(total, parts)
    for smaller, larger in AT_MOST:
        if smaller in figures and larger in figures:
            yield at_most_edit(figures[smaller], figures[larger])


def _of_averages(figures: Figures, board: Board) -> Iterator[Edit]:
    for pair in board.catalog.pairs:
        people = board.numbers.get(figures.get(pair.participants_code, ""))
        sessions = None if people is None else board.beside(people, pair.sessions_code)
        if people is not None and sessions is not None and people.value and sessions.value:
            low, high = pair.average_min, pair.average_max
            yield from average_edits(people.observation_id, sessions.observation_id, low, high)


def _of_history(observation: Observation, board: Board) -> Iterator[Edit]:
    """A year to date is not below the last one known."""
    past = board.past_of(observation) if observation.period_type == "ytd" else []
    if past:
        yield at_most_edit(past[-1][2], observation.observation_id)


def _of_month(place: Place, figures: Figures, places: Mapping[Place, Figures], board: Board) -> Iterator[Edit]:
    """Last year to date + month = year to date; in January the month is the year to date."""
    region, period, period_type, *rest = place
    if period_type != "ytd" or period is None:
        return
    months = places.get((region, period, "month", *rest), {})
    for code, total in figures.items():
        if code not in months or board.catalog.indicators[code].measure_type not in ("flow", "money"):
            continue
        if Month.parse(period).number == 1:
            yield total_edit(total, [months[code]])
            continue
        past = board.past_of(board.numbers[total])
        if past and past[-1][0] == str(Month.parse(period).previous):
            yield total_edit(total, [months[code], past[-1][2]])


def _of_counties(place: Place, figures: Figures, places: Mapping[Place, Figures], board: Board) -> Iterator[Edit]:
    """A prefecture is its counties and its own level; at least those that are stated where some are missing."""
    region, period, period_type, scope, *rest = place
    known = board.catalog.regions.get(region or "")
    if known is None or known.level != PREFECTURE_LEVEL or scope != "default" or period_type == "target":
        return
    valid = _counties(region or "", period or "", board)
    below = [places.get((county, period, period_type, "default", *rest), {}) for county in valid]
    own = places.get((region, period, period_type, "本级", *rest), {})
    for code, total in figures.items():
        counties = [there[code] for there in below if code in there]
        parts = [*counties, *([own[code]] if code in own else [])]
        if parts and board.catalog.indicators[code].aggregates_over_regions == "sum":
            is_complete = len(counties) == len(valid)
            yield total_edit(total, parts, is_complete=is_complete, tolerance=_tolerance(total, board))


def _counties(prefecture: str, period: str, board: Board) -> list[str]:
    month = Month.parse(period)
    first = date(month.year, month.number, 1)
    last = date(month.year, month.number, monthrange(month.year, month.number)[1])
    return [
        region.code
        for region in board.catalog.regions.values()
        if region.level == PREFECTURE_LEVEL + 1 and region.parent_code == prefecture and region.is_valid_in(first, last)
    ]
