"""A changed rule tried on stored months: what it would fire on, which numbers would change, and that nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import NotFound, ReferenceDataError, SettingError
from domain.rehearsal import MonthChange, Seen, compare_numbers, compare_rules
from domain.violation import Effect, Severity, Violation
from reference.rehearsal import Limit, changed_catalog
from tasks.rehearsing import rehearse, touched_rules
from tests.unit.warehouse_month import CATALOG, figure, month, open_warehouse
from warehouse.connection import published_path
from warehouse.load import load_month
from warehouse.publication import publish


def fired(rule: str, number: str, effect: Effect = Effect.HOLD_VALUE) -> Violation:
    return Violation(rule, 1, Severity.WARNING, effect, "2022-11", "654200", f"{rule} {number}", observation_id=number)


SEEN = {name: Seen(f"月报.xlsx · {name}", "62", "held") for name in ("B2", "B3", "B4")}


def test_counts_and_examples_say_what_is_new_and_what_is_gone() -> None:
    (change,) = compare_rules(
        "2022-11", [fired("X", "B2"), fired("X", "B3")], [fired("X", "B3"), fired("X", "B4")], SEEN
    )
    assert (change.fired_then, change.fired_now, change.newly_fired, change.no_longer_fired) == (2, 2, 1, 1)
    assert [(e.is_new, e.place, e.raw, e.message) for e in change.examples] == [
        (True, "月报.xlsx · B4", "62", "X B4"),
        (False, "月报.xlsx · B2", "62", "X B2"),
    ]


@pytest.mark.parametrize(
    ("then", "now", "moves"),
    [
        ([fired("X", "B2")], [], (1, 0, 0, 0)),
        ([], [fired("X", "B2")], (0, 1, 0, 0)),
        ([fired("X", "B2"), fired("Y", "B2")], [fired("Y", "B2")], (0, 0, 0, 0)),  # another rule still holds it
        ([], [fired("X", "B2", Effect.NEEDS_EXPLANATION)], (0, 0, 1, 0)),
        ([fired("X", "B2", Effect.NEEDS_EXPLANATION)], [fired("X", "B2", Effect.NOTICE)], (0, 0, 0, 1)),
    ],
)
def test_numbers_move_by_the_worst_that_fires(
    then: list[Violation], now: list[Violation], moves: tuple[int, int, int, int]
) -> None:
    assert compare_numbers("2022-11", then, now, {"B2": SEEN["B2"]}) == MonthChange("2022-11", *moves)


def test_what_was_explained_or_cannot_be_read_does_not_move() -> None:
    explained, unreadable = Seen("B2", "62", "accepted"), Seen("B3", "62", "held", is_unreadable=True)
    numbers = {"B2": explained, "B3": unreadable}
    then = [fired("X", "B2"), fired("X", "B3")]
    assert compare_numbers("2022-11", then, [], numbers) == MonthChange("2022-11", 0, 0, 0, 0)
    assert compare_numbers("2022-11", then, then, numbers) == MonthChange("2022-11", 0, 0, 0, 0)


def changed(*limits: str, change: Path | None = None, overlay: Path | None = None) -> frozenset[str]:
    return touched_rules(CATALOG, changed_catalog(CATALOG, overlay, change, [Limit.parse(text) for text in limits]))


def test_a_limit_changes_the_rule_that_reads_it_and_no_other() -> None:
    assert changed("CRS-07.max_views=2000") == {"CRS-07"}
    assert changed("CRS-02.max=2000") == {"CRS-02"}  # stands with the pairs


def test_rows_of_a_file_replace_rows_and_the_own_thresholds_of_a_home(tmp_path: Path) -> None:
    header = "rule_id,name,indicator_code,value,reason\n"
    overlay, change = tmp_path / "reference", tmp_path / "thresholds.csv"
    overlay.mkdir()
    (overlay / "thresholds.csv").write_text(f"{header}CRS-07,max_views,,5000,本区\n", encoding="utf-8")
    change.write_text(f"{header}CRS-07,max_views,,2000,预演\n", encoding="utf-8")
    catalog = changed_catalog(CATALOG, overlay, change, [])
    assert catalog.thresholds["CRS-07.max_views"] == 2000
    assert "5000" in (overlay / "thresholds.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["CRS-07", "CRS-07.max_views", "CRS-07.max_views=多", "=3"])
def test_a_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"应写成"):
        Limit.parse(text)


def test_a_limit_that_no_rule_reads_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"CRS-07\.max_views"):
        changed("CRS-07.maximum=3")


def test_a_bad_row_is_refused_with_file_and_row(tmp_path: Path) -> None:
    change = tmp_path / "thresholds.csv"
    change.write_text("rule_id,name,indicator_code,value,reason\nXYZ-99,max,,1,无此规则\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"thresholds\.csv 第\d+行.*XYZ-99"):
        changed(change=change)


def test_a_folder_without_any_change_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"thresholds\.csv"):
        changed(change=tmp_path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file with one month: 62 sessions with 5,134 participants, 83 a session."""
    place = tmp_path_factory.mktemp("rehearsal")
    with open_warehouse(place) as connection:
        pair = [figure("ACT.TRAIN.SESSIONS", 62), figure("ACT.TRAIN.PARTICIPANTS", 5134)]
        load_month(connection, month(pair))
    publish(place)
    return place


def test_a_tighter_limit_fires_on_history_and_changes_nothing(home: Path) -> None:
    before = published_path(home).read_bytes()
    tighter = changed_catalog(CATALOG, None, None, [Limit.parse("CRS-02.max=50")])
    found = rehearse(home, CATALOG, tighter)
    (change,) = [one for one in found.rules if one.rule_id == "CRS-02"]
    assert (change.period, change.fired_then, change.fired_now, change.newly_fired) == ("2022-11", 0, 1, 1)
    assert "5134" in change.examples[0].raw
    assert "ACT.TRAIN.PARTICIPANTS" in change.examples[0].place
    assert found.months == (MonthChange("2022-11", 0, 0, 1, 0),)
    assert published_path(home).read_bytes() == before


def test_a_month_that_is_not_there_is_named(home: Path) -> None:
    with pytest.raises(NotFound, match="2021-01"):
        rehearse(home, CATALOG, CATALOG, "2021-01")
