"""Put the frozen reference data into the dimension and reference tables: `load_reference`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import duckdb
import pyarrow as pa

from domain.catalog import REGION_WIDE, Catalog, Dimension, Indicator, Region
from domain.observation import NOT_DECLARED, NOT_STATED
from warehouse.statements import statement
from warehouse.transaction import transaction

Row = Mapping[str, object]

PREFECTURE_LEVEL = 2
COUNTY_LEVEL = 3
SPECIAL_MEMBERS: Final = ((NOT_DECLARED, "不分"), (NOT_STATED, "未说明"))
"""Members every dimension has: the indicator does not declare it, the report does not state it."""

ACTIVITY_CATEGORY = "活动"
_MEASURE_OF_UNIT: Final = {"场": "sessions", "次": "sessions", "人次": "participants", "人": "participants"}


def load_reference(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> bool:
    """Replace dimensions and reference tables when the catalog is another one. Return whether it was."""
    stored = connection.execute(statement("dimensions", "read_version")).fetchone()
    if stored is not None and stored[0] == catalog.version:
        return False
    with transaction(connection):
        for table, rows_of in TABLES.items():
            _replace(connection, table, rows_of(catalog))
        connection.execute(statement("dimensions", "delete_dim_month"))
        connection.execute(statement("dimensions", "insert_dim_month"))
    return True


def has_reference(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file holds reference data of any version."""
    return connection.execute(statement("dimensions", "read_version")).fetchone() is not None


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    connection.execute(statement("dimensions", f"delete_{table}"))
    incoming = pa.Table.from_pylist([dict(row) for row in rows])
    if incoming.num_rows == 0:
        return
    connection.register(f"incoming_{table}", incoming)
    connection.execute(statement("dimensions", f"insert_{table}"))
    connection.unregister(f"incoming_{table}")


def _regions(catalog: Catalog) -> list[Row]:
    reporters = {region.code for region in catalog.prefectures}
    return [_region_row(region, is_reporter=region.code in reporters) for region in catalog.regions.values()]


def _region_row(region: Region, *, is_reporter: bool) -> Row:
    return {
        "region_code": region.code,
        "name_zh": region.name_zh,
        "parent_code": region.parent_code,
        "level": region.level,
        "type": region.type,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
        "prefecture_code": _prefecture_code(region),
        "is_reporter": is_reporter,
        "wordings": list(region.aliases),
        "succeeded_by": list(region.succeeded_by),
        "located_within": list(region.located_within),
    }


def _prefecture_code(region: Region) -> str | None:
    if region.level == PREFECTURE_LEVEL:
        return region.code
    if region.level == COUNTY_LEVEL and region.parent_code != REGION_WIDE:
        return region.parent_code
    return None


def _indicators(catalog: Catalog) -> list[Row]:
    return [_indicator_row(indicator) for indicator in catalog.indicators.values()]


def _indicator_row(indicator: Indicator) -> Row:
    is_activity = indicator.category == ACTIVITY_CATEGORY
    return {
        "indicator_code": indicator.code,
        "name_zh": indicator.name_zh,
        "category": indicator.category,
        "measure_type": indicator.measure_type,
        "unit_base": indicator.unit_base,
        "is_integer": indicator.is_integer,
        "plausible_min": indicator.plausible_min,
        "plausible_max": indicator.plausible_max,
        "frequency": indicator.frequency,
        "tier": indicator.tier,
        "parent_total": indicator.parent_total or None,
        "identity": indicator.identity or None,
        "season_months": sorted(indicator.season_months),
        "is_additive_over_months": is_additive_over_months(indicator),
        "is_additive_over_regions": indicator.aggregates_over_regions == "sum",
        "measure": _MEASURE_OF_UNIT.get(indicator.unit_base, "other") if is_activity else None,
        "activity_code": indicator.code.rpartition(".")[0] if is_activity else None,
        "dimensions": sorted(indicator.dimensions),
        "is_wording_of": indicator.is_wording_of,
        "wordings": list(indicator.wordings),
        "notes": indicator.notes,
    }


def is_additive_over_months(indicator: Indicator) -> bool:
    """Whether months may be added, and a month be the difference of two figures year to date.

    Person-times and money may; distinct persons, stocks and rates may not (reference data, dimensions).
    """
    is_flow = indicator.measure_type in ("flow", "money") and indicator.aggregates_over_time == "sum"
    return is_flow and indicator.unit_base != "人"


def _members(members: Mapping[str, Dimension], code_column: str) -> list[dict[str, object]]:
    special: list[dict[str, object]] = [
        {code_column: code, "name_zh": name, "parent_code": None, "wordings": []} for code, name in SPECIAL_MEMBERS
    ]
    return special + [
        {
            code_column: member.code,
            "name_zh": member.name_zh,
            "parent_code": member.parent_code or None,
            "wordings": list(member.wordings),
        }
        for member in members.values()
    ]


def _audiences(catalog: Catalog) -> list[Row]:
    plan_groups = {member.code for member in catalog.audiences.values() if member.is_plan_group}
    rows = _members(catalog.audiences, "audience_code")
    return [{**row, "is_plan_group": row["audience_code"] in plan_groups} for row in rows]


def _programmes(catalog: Catalog) -> list[Row]:
    seasons = {code: sorted(member.season_months) for code, member in catalog.programmes.items()}
    rows = _members(catalog.programmes, "programme_code")
    return [{**row, "season_months": seasons.get(str(row["programme_code"]), [])} for row in rows]


def _rules(catalog: Catalog) -> list[Row]:
    columns = ("rule_id", "category", "name", "scope", "formula", "message_zh", "remedy_zh", "version")
    later = ("stage", "engine", "owner", "not_evaluated_reason")
    return [
        {
            **{column: getattr(rule, column) for column in (*columns, *later)},
            "severity": str(rule.severity),
            "effect": str(rule.effect),
        }
        for rule in catalog.rules.values()
    ]


def _pairs(catalog: Catalog) -> list[Row]:
    columns = ("sessions_code", "participants_code", "average_min", "average_max")
    return [{column: getattr(pair, column) for column in columns} for pair in catalog.pairs]


def _parts(catalog: Catalog) -> list[Row]:
    return [
        {"total_code": total.code, "part_code": part, "identity": total.identity}
        for total in catalog.indicators.values()
        for part in total.parts
    ]


def _thresholds(catalog: Catalog) -> list[Row]:
    """Split `RULE.parameter[.indicator]`; the indicator is '' for a general threshold."""
    rows: list[Row] = []
    for key, value in catalog.thresholds.items():
        rule_id, name, *indicator = key.split(".", 2)
        rows.append(
            {"rule_id": rule_id, "name": name, "indicator_code": "".join(indicator), "value": value},
        )
    return rows


TABLES: Final[Mapping[str, Callable[[Catalog], list[Row]]]] = {
    "dim_region": _regions,
    "dim_indicator": _indicators,
    "dim_audience": _audiences,
    "dim_programme": _programmes,
    "dim_channel": lambda catalog: list(_members(catalog.channels, "channel_code")),
    "dim_venue_type": lambda catalog: list(_members(catalog.venue_types, "venue_code")),
    "dim_funding_source": lambda catalog: list(_members(catalog.funding_sources, "funding_code")),
    "dim_rule": _rules,
    "ref_indicator_pair": _pairs,
    "ref_indicator_part": _parts,
    "ref_population": lambda catalog: [
        {"region_code": code, "persons": persons} for code, persons in catalog.population.items()
    ],
    "ref_threshold": _thresholds,
    "ref_due_date": lambda catalog: [{"period": month, "due_on": due} for month, due in catalog.due_dates.items()],
    "ref_version": lambda catalog: [{"catalog_version": catalog.version}],
}
"""Each table with the function that writes its rows from the catalog."""
