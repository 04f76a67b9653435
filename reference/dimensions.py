"""dims/*.csv: audiences, programmes, channels, venue types, funding sources, and the table of units."""

from __future__ import annotations

from collections.abc import Mapping

from domain.catalog import Dimension, Indicator
from domain.naming.text import normalise_unit
from domain.quantity import Qualifier
from reference.csv_file import Problems, Row

MEMBER_COLUMNS = ("code", "name_zh", "name_en", "synonyms_zh", "source")
MEMBER_FILES = {
    "audiences": "dims/audiences.csv",
    "programmes": "dims/programmes.csv",
    "channels": "dims/channels.csv",
    "venue_types": "dims/venue_types.csv",
    "funding_sources": "dims/funding_sources.csv",
}
ORGANISATION_COLUMNS = ("code", "name_zh", "dept_code_official", "synonyms_zh")
QUALIFIER_COLUMNS = ("token", "position", "bound", "rel_low", "rel_high", "qualifier")
UNIT_COLUMNS = ("raw_unit", "base_unit", "multiplier", "unit_class", "note")
FACTOR_TOLERANCE = 1e-6
SCALES = ("百万", "千", "万", "亿")


def build_members(rows: list[Row], problems: Problems) -> dict[str, Dimension]:
    """Return the members of one dimension by code; note unknown parents."""
    problems.unique(rows, "code")
    codes = {row["code"] for row in rows}
    for row in rows:
        parent = row.values.get("parent", "")
        if parent and parent not in codes:
            problems.add(row, f"parent“{parent}”不在本表中。")
    return {row["code"]: _member(row, problems) for row in rows}


def _member(row: Row, problems: Problems) -> Dimension:
    return Dimension(
        code=row["code"],
        name_zh=row["name_zh"],
        wordings=tuple(dict.fromkeys((row["name_zh"], *row.many("synonyms_zh")))),
        parent_code=row.values.get("parent") or None,
        is_plan_group=row.values.get("plan_group") == "Y",
        season_months=problems.months(row, "season_months") if "season_months" in row.values else frozenset(),
    )


def check_unit_factors(
    rows: list[Row], indicators: Mapping[str, Indicator], indicator_rows: list[Row], problems: Problems
) -> None:
    """Note each unit of an indicator that the table of units does not know, or knows with another factor."""
    factors: dict[tuple[str, str], float] = {}
    for row in rows:
        if (factor := problems.number(row, "multiplier")) is not None:
            factors[normalise_unit(row["raw_unit"]), normalise_unit(row["base_unit"])] = factor
    known = {unit for pair in factors for unit in pair}
    for row in indicator_rows:
        indicator = indicators[row["code"]]
        for unit, allowed in indicator.units.items():
            expected = factors.get((unit, normalise_unit(indicator.unit_base)))
            if expected is not None and abs(expected - allowed.multiplier) > FACTOR_TOLERANCE * expected:
                problems.add(row, f"单位“{unit}”的倍数{allowed.multiplier:g}与unit_conversions.csv的{expected:g}不同。")
            if unit not in known and _unscaled(unit) not in known:
                problems.add(row, f"单位“{unit}”不在dims/unit_conversions.csv中。")


def _unscaled(unit: str) -> str:
    for scale in SCALES:
        if unit.startswith(scale):
            return unit.removeprefix(scale)
    return unit


def build_unit_classes(rows: list[Row]) -> dict[str, str]:
    """Return the classes of each unit as written, joined with `|`: 期 is sessions|episodes."""
    classes: dict[str, list[str]] = {}
    for row in rows:
        found = classes.setdefault(normalise_unit(row["raw_unit"]), [])
        if row["unit_class"] not in found:
            found.append(row["unit_class"])
    return {unit: "|".join(found) for unit, found in classes.items()}


def check_word_lists(organisations: list[Row], qualifiers: list[Row], problems: Problems) -> None:
    """Note repeats and unknown words in the two lists that people read and no code needs."""
    problems.unique(organisations, "code")
    problems.unique(qualifiers, "token")
    for row in qualifiers:
        problems.choice(row, "qualifier", ("", *Qualifier))
        problems.number(row, "rel_low")
