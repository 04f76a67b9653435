"""regions.csv, region_collisions.csv and population_2020.csv: places, their names, and who lives there."""

from __future__ import annotations

from collections.abc import Mapping

from domain.catalog import Region
from domain.naming.text import normalise_name
from reference.csv_file import Problems, Row

REGION_COLUMNS = (
    "region_code", "name_zh", "aliases_zh", "parent_code", "level", "type", "valid_from", "valid_to",
    "reporting_unit", "successor_code", "located_within",
)  # fmt: skip
COLLISION_COLUMNS = ("alias", "candidate_codes", "default_resolution", "rule")
POPULATION_COLUMNS = ("region_code", "population_10k", "census_date", "verification", "note")
LEVELS = {"0": 0, "1": 1, "2": 2, "3": 3}
PERSONS_PER_10K = 10_000


def build_regions(rows: list[Row], problems: Problems) -> dict[str, Region]:
    """Return the regions by code; note wrong levels, dates, parents and successors."""
    problems.unique(rows, "region_code")
    codes = {row["region_code"] for row in rows}
    for row in rows:
        for column in ("parent_code", "successor_code", "located_within"):
            for code in row.many(column):
                if code not in codes:
                    problems.add(row, f"{column}“{code}”不在regions.csv中。")
    regions = {row["region_code"]: _region(row, problems) for row in rows}
    for row in rows:
        region = regions[row["region_code"]]
        parent = regions.get(region.parent_code or "")
        if parent is not None and parent.level >= region.level and region.valid_to is None:
            problems.add(row, f"上级{parent.code}的level应小于本级的level。")
    return regions


def _region(row: Row, problems: Problems) -> Region:
    valid_from, valid_to = problems.day(row, "valid_from"), problems.day(row, "valid_to")
    if valid_from and valid_to and valid_from >= valid_to:
        problems.add(row, f"valid_from {valid_from} 不早于 valid_to {valid_to}。")
    if not row["name_zh"]:
        problems.add(row, "name_zh 为空。")
    return Region(
        code=row["region_code"],
        name_zh=row["name_zh"],
        aliases=row.many("aliases_zh"),
        parent_code=row["parent_code"] or None,
        level=LEVELS.get(problems.choice(row, "level", LEVELS), 0),
        type=row["type"],
        valid_from=valid_from,
        valid_to=valid_to,
        succeeded_by=row.many("successor_code"),
        located_within=row.many("located_within"),
    )


def build_region_collisions(
    rows: list[Row], regions: Mapping[str, Region], region_rows: list[Row], problems: Problems
) -> dict[str, tuple[str, ...]]:
    """Return bare names that mean several units; note those that are missing and those that are wrong."""
    problems.unique(rows, "alias")
    for row in rows:
        for code in (*row.many("candidate_codes"), *row.many("default_resolution")):
            if code not in regions:
                problems.add(row, f"候选代码“{code}”不在regions.csv中。")
    collisions = {normalise_name(row["alias"]): row.many("candidate_codes") for row in rows}
    _note_unlisted(regions, region_rows, collisions, problems)
    return collisions


def _note_unlisted(
    regions: Mapping[str, Region], rows: list[Row], collisions: Mapping[str, tuple[str, ...]], problems: Problems
) -> None:
    """Note each name that two units of today share without standing in region_collisions.csv."""
    holders: dict[str, list[str]] = {}
    for row in rows:
        if regions[row["region_code"]].valid_to is not None:
            continue
        for name in dict.fromkeys(normalise_name(text) for text in (row["name_zh"], *row.many("aliases_zh"))):
            others = holders.setdefault(name, [])
            if others and row["region_code"] not in collisions.get(name, ()):
                problems.add(row, f"名称“{name}”与{'、'.join(others)}相同，未列入region_collisions.csv。")
            others.append(row["region_code"])


def build_population(rows: list[Row], regions: Mapping[str, Region], problems: Problems) -> dict[str, float]:
    """Return census persons by region."""
    problems.unique(rows, "region_code")
    population: dict[str, float] = {}
    for row in rows:
        value = problems.number(row, "population_10k")
        if row["region_code"] not in regions:
            problems.add(row, f"region_code“{row['region_code']}”不在regions.csv中。")
        elif value is None or value <= 0:
            problems.add(row, "population_10k 应为正数。")
        else:
            population[row["region_code"]] = round(value * PERSONS_PER_10K)
    return population
