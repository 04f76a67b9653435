"""indicators.csv, indicator_collisions.csv and indicator_pairs.csv: what is measured, and in which units."""

from __future__ import annotations

from collections.abc import Mapping

from domain.catalog import AllowedUnit, Indicator, IndicatorPair
from domain.naming.text import normalise_label, normalise_unit
from reference.csv_file import Problems, Row

INDICATOR_COLUMNS = (
    "code", "name_zh", "name_en", "synonyms_zh", "category", "measure_type", "unit_base", "allowed_units", "agg_time",
    "agg_region", "is_integer", "plausible_min", "plausible_max", "dim_audience", "dim_programme", "dim_channel",
    "dim_venue", "dim_funding", "parent_total", "parts", "identity", "source", "source_ref", "verification", "notes",
    "frequency", "tier", "season_months", "part_wordings", "is_wording_of", "stands_for",
)  # fmt: skip
COLLISION_COLUMNS = ("wording", "candidate_codes", "how_to_disambiguate")
PAIR_COLUMNS = ("sessions_code", "participants_code", "average_min", "average_max", "source")
DIMENSIONS = ("audience", "programme", "channel", "venue", "funding")


def build_indicators(rows: list[Row], problems: Problems) -> dict[str, Indicator]:
    """Return the indicators by code; note wrong units, words, totals and parts."""
    problems.unique(rows, "code")
    problems.unique(rows, "name_zh")
    indicators = {row["code"]: _indicator(row, problems) for row in rows}
    for row in rows:
        _check_references(row, indicators, problems)
    _check_part_wordings(rows, indicators, problems)
    return indicators


def _indicator(row: Row, problems: Problems) -> Indicator:
    low, high = problems.number(row, "plausible_min"), problems.number(row, "plausible_max")
    if low is not None and high is not None and low > high:
        problems.add(row, f"plausible_min {low:g} 大于 plausible_max {high:g}。")
    return Indicator(
        code=row["code"],
        name_zh=row["name_zh"],
        wordings=tuple(dict.fromkeys((row["name_zh"], *row.many("synonyms_zh")))),
        category=row["category"],
        measure_type=problems.choice(row, "measure_type", ("flow", "stock", "rate", "money")),
        unit_base=row["unit_base"],
        units=_units(row, problems),
        is_integer=problems.flag(row, "is_integer"),
        plausible_min=low,
        plausible_max=high,
        dimensions=frozenset(name for name in DIMENSIONS if problems.flag(row, f"dim_{name}")),
        aggregates_over_time=problems.choice(row, "agg_time", ("sum", "last", "none")),
        aggregates_over_regions=problems.choice(row, "agg_region", ("sum", "weighted", "none")),
        parent_total=row["parent_total"] or None,
        parts=row.many("parts"),
        identity=problems.choice(row, "identity", ("", "=", ">=each", ">=sum")) or None,
        frequency=problems.choice(row, "frequency", ("M", "Q", "A")),
        tier=problems.choice(row, "tier", ("core", "extended", "annual")),
        season_months=problems.months(row, "season_months"),
        is_wording_of=row["is_wording_of"] or None,
        notes=row["notes"],
        part_wordings=row.many("part_wordings"),
        stands_for=_stands_for(row, problems),
        name_en=row["name_en"],
        verification=row["verification"],
    )


def _units(row: Row, problems: Problems) -> dict[str, AllowedUnit]:
    """Read `人次:1|人:1?|万人次:10000`; the base unit must stand in it with the factor 1."""
    units: dict[str, AllowedUnit] = {}
    for part in row.many("allowed_units"):
        unit, _, factor = part.rpartition(":")
        is_related = factor.endswith("?")
        try:
            multiplier = float(factor.removesuffix("?"))
        except ValueError:
            multiplier = 0.0
        if not unit or multiplier <= 0:
            problems.add(row, f"allowed_units 中“{part}”应写作“单位:倍数”。")
            continue
        key = normalise_unit(unit)
        if key in units and units[key].multiplier != multiplier:
            problems.add(row, f"allowed_units 中“{unit}”有两个不同倍数。")
        units[key] = AllowedUnit(unit, multiplier, is_related)
    base = units.get(normalise_unit(row["unit_base"]))
    if base is None or base.multiplier != 1 or base.is_related:
        problems.add(row, f"unit_base“{row['unit_base']}”须列入allowed_units且倍数为1。")
    return units


def _stands_for(row: Row, problems: Problems) -> tuple[str, str] | None:
    if not row["stands_for"]:
        return None
    indicator, separator, audience = row["stands_for"].partition("@")
    if not separator or not indicator or not audience:
        problems.add(row, f"stands_for 应写作“指标代码@人群代码”，实为“{row['stands_for']}”。")
        return None
    return indicator, audience


def _check_references(row: Row, indicators: Mapping[str, Indicator], problems: Problems) -> None:
    indicator = indicators[row["code"]]
    stands_for = indicator.stands_for[0] if indicator.stands_for else None
    named = {"parent_total": indicator.parent_total, "is_wording_of": indicator.is_wording_of, "stands_for": stands_for}
    for column, code in named.items():
        if code is not None and (code not in indicators or code == row["code"]):
            problems.add(row, f"{column}“{code}”不是indicators.csv中的另一指标。")
    for code in indicator.parts:
        if code not in indicators:
            problems.add(row, f"parts 中“{code}”不在indicators.csv中。")
        elif indicators[code].parent_total != row["code"]:
            problems.add(row, f"parts 列有“{code}”，但该指标的parent_total不是{row['code']}。")
    if bool(indicator.parts) != (indicator.identity is not None):
        problems.add(row, "parts 与 identity 须同时填写或同时留空。")
    if indicator.part_wordings and indicator.parent_total is None:
        problems.add(row, "part_wordings 只用于有parent_total的指标。")


def _check_part_wordings(rows: list[Row], indicators: Mapping[str, Indicator], problems: Problems) -> None:
    """Note a wording that would mean two parts of one total, unless the parts count different things."""
    holders: dict[tuple[str | None, str, str], str] = {}
    for row in rows:
        one = indicators[row["code"]]
        for wording in one.part_wordings:
            key = (one.parent_total, one.unit_base, normalise_label(wording))
            if holders.setdefault(key, one.code) != one.code:
                problems.add(row, f"part_wordings“{wording}”在同一合计下也指{holders[key]}。")
        if one.code in _totals_above(one.code, indicators):
            problems.add(row, "parent_total 成环。")


def _totals_above(code: str, indicators: Mapping[str, Indicator]) -> list[str]:
    """The totals above an indicator, ending where they would repeat."""
    above: list[str] = []
    total = indicators[code].parent_total
    while total is not None and total in indicators and total not in above:
        above.append(total)
        total = indicators[total].parent_total
    return above


def build_indicator_collisions(
    rows: list[Row], indicators: Mapping[str, Indicator], indicator_rows: list[Row], problems: Problems
) -> dict[str, tuple[str, ...]]:
    """Return wordings that mean several indicators; note those that are not listed and those that are wrong."""
    problems.unique(rows, "wording")
    for row in rows:
        if len(row.many("candidate_codes")) < 2:
            problems.add(row, "candidate_codes 至少应有两个代码。")
        for code in row.many("candidate_codes"):
            if code not in indicators:
                problems.add(row, f"候选代码“{code}”不在indicators.csv中。")
    collisions = {normalise_label(row["wording"]): row.many("candidate_codes") for row in rows}
    holders: dict[str, list[str]] = {}
    for row in indicator_rows:
        for wording in dict.fromkeys(normalise_label(text) for text in indicators[row["code"]].wordings):
            others = holders.setdefault(wording, [])
            if others and row["code"] not in collisions.get(wording, ()):
                problems.add(row, f"措辞“{wording}”与{'、'.join(others)}相同，未列入indicator_collisions.csv。")
            others.append(row["code"])
    return collisions


def build_pairs(rows: list[Row], indicators: Mapping[str, Indicator], problems: Problems) -> tuple[IndicatorPair, ...]:
    """Return the pairs of sessions and participants; note unknown codes and reversed bounds."""
    pairs: dict[tuple[str, str], IndicatorPair] = {}
    for row in rows:
        key = (row["sessions_code"], row["participants_code"])
        for code in key:
            if code not in indicators:
                problems.add(row, f"“{code}”不在indicators.csv中。")
        low, high = problems.number(row, "average_min"), problems.number(row, "average_max")
        if low is None or high is None or not 0 <= low < high:
            problems.add(row, "average_min 应小于 average_max，且都须填写。")
            continue
        if key in pairs:
            problems.add(row, f"{key[0]}与{key[1]}重复成对。")
        pairs[key] = IndicatorPair(*key, low, high)
    return tuple(pairs.values())
