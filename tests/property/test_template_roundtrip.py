"""A filled template is read back as exactly the figures that were filled in: codes, units, months, places."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any  # openpyxl's cells

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalog import Catalog
from domain.narrative import Lexicon
from domain.observation import Observation
from domain.period import Month
from intake.understand import FileTask, understand_file
from reference.lexicon import load_lexicon
from reference.loader import load_catalog
from reports.template import COUNTY_INDICATORS, FLOW_COLUMNS, STOCK_COLUMNS, Form, template_bytes, units_of

Key = tuple[str, str, str, str]
"""Place, indicator, kind of period, scope."""
LAST_MONTH = 987_654.0


@cache
def catalog() -> Catalog:
    return load_catalog()


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


@cache
def form(prefecture: str, period: str) -> Form:
    region = catalog().regions[prefecture]
    codes = [one.code for one in catalog().indicators.values() if one.tier == "core"]
    places = [prefecture, *(county.code for county in catalog().counties_of(prefecture))]
    figures = {(p, code, kind): LAST_MONTH for p in places for code in codes for kind in ("month", "ytd", "stock")}
    return Form(region, Month.parse(period), catalog(), figures)


@cache
def blank_template(prefecture: str, period: str) -> bytes:
    return template_bytes(form(prefecture, period))


def cells_to_fill(prefecture: str, period: str) -> dict[tuple[str, str], Key]:
    """Which figure each cell to fill states, from what the form was asked to hold."""
    made = form(prefecture, period)
    cells: dict[tuple[str, str], Key] = {}
    for name, indicators, columns in (("科普活动", made.flows, FLOW_COLUMNS), ("科普阵地", made.stocks, STOCK_COLUMNS)):
        for row, indicator in enumerate(indicators, start=8):
            for letter, column in zip("EF", columns, strict=False):
                cells[name, f"{letter}{row}"] = (prefecture, indicator.code, column.period_type, "default")
    places = [(prefecture, "本级"), *((county.code, "default") for county in made.counties)]
    for row, (place, scope) in enumerate(places, start=8):
        for letter, code in zip("BCDEFGHI", COUNTY_INDICATORS, strict=True):
            cells["分县市", f"{letter}{row}"] = (place, code, "month", scope)
    return cells


def filled(prefecture: str, period: str, values: dict[tuple[str, str], Any], units: dict[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank_template(prefecture, period)))
    for (sheet, cell), value in values.items():
        book[sheet][cell].value = value
    for cell, unit in units.items():
        book["科普活动"][cell].value = unit
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def understood(data: bytes, prefecture: str, period: str) -> list[Observation]:
    name = catalog().regions[prefecture].name_zh
    task = FileTask(f"{period}/{name}/月报.xlsx", "a" * 64, "", period)
    understanding = understand_file(data, task, catalog(), lexicon())
    assert understanding.reading.error_code == ""
    assert understanding.reading.unclaimed_count == 0, understanding.reading.unclaimed_examples
    return [one for one in understanding.observations if one.status != "not_a_statistic"]


def key_of(one: Observation) -> Key:
    return (one.region_code or "", one.indicator_code or "", one.period_type or "", one.scope)


@pytest.mark.parametrize(
    ("prefecture", "period"), [(code, "2022-12") for code in ("654200", "654300", "650200", "652900", "650100")]
)
def test_every_cell_of_every_prefecture_is_read_as_what_it_states(prefecture: str, period: str) -> None:
    cells = cells_to_fill(prefecture, period)
    values = {cell: 1000 + number for number, cell in enumerate(cells)}
    found = understood(filled(prefecture, period, values, {}), prefecture, period)
    assert {one.address: (key_of(one), one.value) for one in found} == {
        f"{sheet}!{cell}": (key, float(values[sheet, cell])) for (sheet, cell), key in cells.items()
    }
    assert {(one.period, one.status, one.qualifier) for one in found} == {(period, "accepted", "exact")}
    assert len({one.observation_key for one in found}) == len(found)


@settings(deadline=None, max_examples=12)
@given(st.data())
def test_any_figures_in_any_offered_unit_are_read_exactly(data: st.DataObject) -> None:
    period = data.draw(st.sampled_from(["2022-12", "2023-01", "2023-04"]))
    cells = cells_to_fill("654200", period)
    answers = st.one_of(st.integers(0, 99_999), st.just("-"), st.just(0))
    values = {cell: data.draw(answers) for cell in cells}
    chosen = {
        f"D{row}": data.draw(st.sampled_from(units_of(indicator)))
        for row, indicator in enumerate(form("654200", period).flows, start=8)
    }
    found = {one.address: one for one in understood(filled("654200", period, values, chosen), "654200", period)}
    assert set(found) == {f"{sheet}!{cell}" for sheet, cell in cells}
    for (sheet, cell), key in cells.items():
        one, written = found[f"{sheet}!{cell}"], values[sheet, cell]
        assert key_of(one) == key
        indicator = catalog().indicators[key[1]]
        unit = chosen.get(f"D{cell[1:]}") if sheet == "科普活动" else None
        factor = indicator.units[unit].multiplier if unit else 1.0
        assert one.value == (None if isinstance(written, str) else pytest.approx(written * factor))
        assert one.state == ("not_applicable" if written == "-" else "reported" if written else "zero")
        assert one.unit_code == indicator.unit_base or written == "-"


def test_an_untouched_template_states_nothing() -> None:
    found = understood(blank_template("654200", "2022-12"), "654200", "2022-12")
    assert {one.value for one in found} <= {None}


def test_the_header_block_is_filled_in() -> None:
    data = blank_template("654200", "2022-12")
    task = FileTask("无目录.xlsx", "a" * 64, "", "2020-01")
    reading = understand_file(data, task, catalog(), lexicon()).reading
    assert (reading.submitter_code, reading.period) == ("654200", "2022-12")
    assert (reading.reporting_unit, reading.form_number) == ("塔城地区科协", "新科协统01表")


def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    assert template_bytes(form("654200", "2022-12")) == blank_template("654200", "2022-12")
