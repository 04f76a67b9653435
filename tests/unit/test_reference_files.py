"""The reference files as they stand: what they hold, and that it fits together."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from domain.catalog import Catalog
from domain.naming.text import normalise_unit
from domain.period import Month
from reference.build_due_dates import due_on, rows
from reference.loader import FILES, FOLDER, load_catalog

BASE_UNITS = {
    "人次", "个", "场", "人", "元", "次", "份", "家", "项", "座", "所", "小时", "支", "部", "篇", "平方米", "件", "%",
    "期", "辆", "天", "公里", "人月", "户", "条",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_the_fourteen_prefectures_report(catalog: Catalog) -> None:
    assert [region.code for region in catalog.prefectures] == [
        "650100", "650200", "650400", "650500", "652300", "652700", "652800",
        "652900", "653000", "653100", "653200", "654000", "654200", "654300",
    ]  # fmt: skip


def test_tacheng_and_altay_are_no_children_of_ili(catalog: Catalog) -> None:
    assert {region.parent_code for region in catalog.prefectures} == {"650000"}
    assert len(catalog.counties_of("654000")) == 11
    assert catalog.regions["660000"].parent_code is None


def test_population_of_prefectures_and_xpcc_cities_closes_the_census_total(catalog: Catalog) -> None:
    assert sum(catalog.population.values()) == pytest.approx(25_852_300, abs=1_000)


def test_every_prefecture_has_a_population(catalog: Catalog) -> None:
    assert {region.code for region in catalog.prefectures} <= set(catalog.population)


def test_indicators_are_the_catalogue_and_the_gaps_that_were_filled(catalog: Catalog) -> None:
    gaps = [one.code for one in catalog.indicators.values() if one.verification == "gap"]
    assert (len(catalog.indicators), len(gaps)) == (197, 20)
    assert {one.unit_base for one in catalog.indicators.values()} == catalog.base_units == BASE_UNITS


def test_every_indicator_accepts_its_base_unit_at_face_value(catalog: Catalog) -> None:
    for one in catalog.indicators.values():
        base = one.units[normalise_unit(one.unit_base)]
        assert (base.multiplier, base.is_related) == (1.0, False), one.code


@pytest.mark.parametrize(
    "wording",
    ["展板", "展位", "展品", "流动科技馆观众", "三下乡参与人次", "科普场馆", "科普晚会", "城镇居民科学素质比例"],
)
def test_gaps_that_wait_for_a_definition_have_no_indicator(catalog: Catalog, wording: str) -> None:
    """reference/README.md says why they wait; an invented code would file what nobody defined."""
    assert not [one.code for one in catalog.indicators.values() if wording in one.wordings]


def test_farmers_trained_are_filed_under_one_code_however_they_are_stated(catalog: Catalog) -> None:
    assert catalog.canonical("ACT.TRAIN.PARTICIPANTS", "AUD.FARMER") == "ACT.TRAIN.FARMERS"
    assert catalog.canonical("ACT.TRAIN.PARTICIPANTS", "AUD.YOUTH") == "ACT.TRAIN.PARTICIPANTS"
    assert catalog.canonical("ACT.TRAIN.PARTICIPANTS") == "ACT.TRAIN.PARTICIPANTS"
    assert catalog.canonical("ACT.TRAIN.FARMERS") == "ACT.TRAIN.FARMERS"


def test_a_unit_class_depends_on_what_is_counted(catalog: Catalog) -> None:
    assert set(catalog.unit_classes["期"].split("|")) >= {"sessions", "episodes"}
    assert set(catalog.unit_classes["条"].split("|")) >= {"materials", "works"}


@pytest.mark.parametrize(
    ("month", "day", "why"),
    [
        ("2022-01", date(2022, 2, 11), "春节 31 Jan to 6 Feb 2022"),
        ("2022-09", date(2022, 10, 12), "国庆 1 to 7 Oct; 8 and 9 Oct are make-up working days"),
        ("2022-11", date(2022, 12, 7), "no holiday"),
        ("2022-12", date(2023, 1, 9), "元旦 until 2 Jan"),
        ("2023-09", date(2023, 10, 11), "国庆 until 6 Oct; 7 and 8 Oct are make-up working days"),
        ("2025-12", date(2026, 1, 8), "元旦 1 to 3 Jan; 4 Jan is a make-up working day"),
    ],
)
def test_reports_are_due_on_the_fifth_working_day(catalog: Catalog, month: str, day: date, why: str) -> None:
    assert catalog.due_dates[month] == day, why


def test_due_dates_file_is_what_the_calendar_gives() -> None:
    with (FOLDER / "due_dates.csv").open(encoding="utf-8", newline="") as file:
        written = [(row["period"], row["due_on"], row["source"]) for row in csv.DictReader(file)]
    assert written == list(rows())


def test_a_due_date_beyond_the_announced_holidays_is_provisional() -> None:
    assert due_on(Month(2022, 11))[1]
    assert not due_on(Month(2030, 4))[1]


def test_every_column_is_explained() -> None:
    """reference/README.md holds a dictionary of every column of every file."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for file in FILES:
        assert f"`{file}`" in readme, file
        with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
            for column in next(csv.reader(lines)):
                assert f"`{column}`" in readme, f"{file}: {column}"


def test_no_row_of_the_domain_files_was_lost(shared: Path) -> None:
    for ours, theirs, key in [
        ("regions.csv", "regions.csv", "region_code"),
        ("indicators.csv", "indicators.csv", "code"),
        ("population_2020.csv", "population_2020.csv", "region_code"),
        ("region_collisions.csv", "region_alias_collisions.csv", "alias"),
        ("indicator_collisions.csv", "indicator_synonym_collisions.csv", "wording"),
        ("dims/programmes.csv", "dims/programmes.csv", "code"),
    ]:
        assert _keys(shared / "domain" / theirs, key) <= _keys(FOLDER / ours, key), ours


def _keys(path: Path, column: str) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}
