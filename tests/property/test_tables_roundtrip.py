"""Facts written in any layout family, with any unit style, total, note and absence mark, are read back as they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.statement import Statement
from domain.tables import extract_tables
from tests.property import table_layouts as tables
from tests.property import yearbook_layouts as yearbooks
from tests.property.table_rendering import Case, Fact

LAYOUTS = {
    "places by indicators": tables.places_by_indicators,
    "indicators by places": tables.indicators_by_places,
    "periods across": tables.periods_across,
    "official form": tables.official_form,
    "long list": tables.long_list,
    "side by side": tables.side_by_side,
    "stacked": tables.stacked,
    "folded": tables.folded,
    "bilingual": yearbooks.bilingual,
    "unit lists": yearbooks.unit_lists,
    "years over indicators": yearbooks.years_over_indicators,
    "described series": yearbooks.described_series,
    "levels and changes": yearbooks.levels_and_changes,
    "county form": yearbooks.county_form,
    "two values a cell": yearbooks.two_values_a_cell,
}


def read_back(case: Case) -> dict[str, Statement]:
    result = extract_tables(case.document, "S1", file_name=case.file_name)
    figures = [statement for statement in result.statements if statement.is_statistic]
    addresses = [statement.source.address for statement in result.statements]
    assert len(addresses) == len(set(addresses)), "a cell in two statements"
    return {statement.source.address: statement for statement in figures}


def differences(fact: Fact, statement: Statement) -> list[str]:
    """What a statement gets wrong of the fact that was written."""
    value = statement.quantity.value if statement.quantity else None
    labels = [re.sub(r"\s", "", label) for label in (*statement.row_labels, *statement.column_labels)]
    period = statement.period.text if statement.period else None
    wrong = [f"label {want}" for want in fact.labels if not any(re.sub(r"\s", "", want) in label for label in labels)]
    if (value is None) != (fact.value is None) or (value is not None and abs(value - (fact.value or 0.0)) > 1e-9):
        wrong.append(f"value {value} for {fact.value}")
    if str(statement.state) != fact.state:
        wrong.append(f"state {statement.state} for {fact.state}")
    if statement.unit != fact.unit:
        wrong.append(f"unit {statement.unit} for {fact.unit}")
    if period != fact.period:
        wrong.append(f"period {period} for {fact.period}")
    return wrong


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_facts_come_back_from_every_layout(layout: str, data: st.DataObject) -> None:
    case = data.draw(st.composite(LAYOUTS[layout])())
    found = read_back(case)
    assert set(case.facts) - set(found) == set(), "facts that were not read"
    wrong = {cell: bad for cell, fact in case.facts.items() if (bad := differences(fact, found[cell]))}
    assert not wrong
    invented = {cell for cell, statement in found.items() if statement.quantity and cell not in case.facts}
    assert not invented, "numbers that are no facts"
