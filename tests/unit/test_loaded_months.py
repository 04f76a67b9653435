"""Which months a journal says were loaded: what was rolled back, cut off or never published is not loaded again."""

from __future__ import annotations

import pytest

from flows.rebuild import Event, LoadedMonth, loaded_months


def load(number: int, *periods: str) -> Event:
    return {"event": "load", "load_id": number, "periods": list(periods), "reference": {}}


def month(number: int, period: str, decisions: int = 0) -> Event:
    return {"event": "month", "load_id": number, "period": period, "decision_mark": decisions}


PUBLISHED: Event = {"event": "publication", "at": "2022-12-06T02:00:00+00:00"}
CLOSED: Event = {"event": "release", "period": "2022-10"}
OCTOBER, NOVEMBER = LoadedMonth("2022-10", 0), LoadedMonth("2022-11", 0)
BOTH = [load(1, "2022-10", "2022-11"), month(1, "2022-10"), month(1, "2022-11"), PUBLISHED]
OLD: Event = {"event": "load", "load_id": 1, "periods": ["2022-10"]}

JOURNALS: dict[str, tuple[list[Event], dict[int, list[LoadedMonth]]]] = {
    "all of a load": (BOTH, {1: [OCTOBER, NOVEMBER]}),
    "one rolled back": (
        [*BOTH, load(2, "2022-11"), load(3, "2022-11"), month(3, "2022-11"), PUBLISHED],
        {
            1: [OCTOBER, NOVEMBER],
            3: [NOVEMBER],
        },
    ),
    "one cut off after October": (
        [load(1, "2022-10", "2022-11"), month(1, "2022-10"), load(2, "2022-11"), month(2, "2022-11"), PUBLISHED],
        {1: [OCTOBER], 2: [NOVEMBER]},
    ),
    "one never published": ([*BOTH, load(2, "2022-11"), month(2, "2022-11")], {1: [OCTOBER, NOVEMBER]}),
    "closing publishes too": ([load(1, "2022-10"), month(1, "2022-10"), CLOSED], {1: [OCTOBER]}),
    "a decision made while it ran": (
        [load(1, "2022-11"), month(1, "2022-11", decisions=2), PUBLISHED],
        {1: [LoadedMonth("2022-11", 2)]},
    ),
    "a journal of an earlier form": ([OLD, PUBLISHED], {1: [LoadedMonth("2022-10", None)]}),
    "nothing published": ([load(1, "2022-10"), month(1, "2022-10")], {}),
}


@pytest.mark.parametrize(("events", "loaded"), JOURNALS.values(), ids=JOURNALS.keys())
def test_a_rebuild_loads_what_was_loaded_and_published(
    events: list[Event], loaded: dict[int, list[LoadedMonth]]
) -> None:
    assert {number: months for number, months in loaded_months(events).items() if months} == loaded
