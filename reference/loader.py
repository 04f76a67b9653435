"""Read the reference files, cross-check them, and return one frozen Catalog.

catalog = load_catalog()                          # the project's own files
catalog = load_catalog(overlay=home / "reference")  # with aliases and thresholds confirmed in use
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.catalog import Catalog, Dimension, Indicator
from reference import aliases, dimensions, due_dates, indicators, regions, rules
from reference.csv_file import Problems, Row, read_file, read_rows

FOLDER = Path(__file__).parent
OVERLAY_FILES = ("aliases.csv", "thresholds.csv")
FILES: Mapping[str, tuple[str, ...]] = {
    "regions.csv": regions.REGION_COLUMNS,
    "region_collisions.csv": regions.COLLISION_COLUMNS,
    "population_2020.csv": regions.POPULATION_COLUMNS,
    "indicators.csv": indicators.INDICATOR_COLUMNS,
    "indicator_collisions.csv": indicators.COLLISION_COLUMNS,
    "indicator_pairs.csv": indicators.PAIR_COLUMNS,
    "rules.csv": rules.RULE_COLUMNS,
    "thresholds.csv": rules.THRESHOLD_COLUMNS,
    "due_dates.csv": due_dates.DUE_COLUMNS,
    "aliases.csv": aliases.ALIAS_COLUMNS,
    "dims/unit_conversions.csv": dimensions.UNIT_COLUMNS,
    "dims/organisations.csv": dimensions.ORGANISATION_COLUMNS,
    "dims/qualifiers.csv": dimensions.QUALIFIER_COLUMNS,
    **dict.fromkeys(dimensions.MEMBER_FILES.values(), dimensions.MEMBER_COLUMNS),
}
"""Every reference file and the columns it must have; others are for people."""


@dataclass
class Files:
    """The rows of every file, their bytes, and what is wrong so far."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    contents: list[bytes] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    @property
    def version(self) -> str:
        """A hash over the names and bytes of the files."""
        return hashlib.sha256(b"\x1f".join(self.contents)).hexdigest()[:16]

    def read(self, folder: Path, file: str, label: str) -> None:
        """Add the rows of one file under its name; a file of the overlay may be absent."""
        data = read_file(folder, file)
        if data is None:
            if label == file:
                self.problems.add_file(file, "文件不存在。")
            return
        self.contents += [label.encode(), str(len(data)).encode(), data]
        self.rows.setdefault(file, []).extend(read_rows(data, label, FILES[file], self.problems))


def load_catalog(folder: Path | None = None, overlay: Path | None = None) -> Catalog:
    """Return the Catalog of a reference folder, with the aliases and thresholds of the overlay merged.

    An overlay's threshold replaces the project's; an overlay's alias may add, never contradict. Raises
    ReferenceDataError that names file, row and reason of everything that is wrong, not of the first thing only.
    """
    files = Files()
    for file in FILES:
        files.read(folder or FOLDER, file, file)
    for file in OVERLAY_FILES if overlay is not None else ():
        files.read(overlay or FOLDER, file, f"home/reference/{file}")
    files.problems.refuse()
    catalog = _build(files)
    files.problems.refuse()
    return catalog


def _build(files: Files) -> Catalog:
    rows, problems = files.rows, files.problems
    places = regions.build_regions(rows["regions.csv"], problems)
    measures = indicators.build_indicators(rows["indicators.csv"], problems)
    members = {name: dimensions.build_members(rows[file], problems) for name, file in dimensions.MEMBER_FILES.items()}
    dimensions.check_word_lists(rows["dims/organisations.csv"], rows["dims/qualifiers.csv"], problems)
    all_rules = rules.build_rules(rows["rules.csv"], problems)
    _check_audiences(rows["indicators.csv"], measures, members["audiences"], problems)
    dimensions.check_unit_factors(rows["dims/unit_conversions.csv"], measures, rows["indicators.csv"], problems)
    catalog = Catalog(
        version=files.version,
        regions=places,
        indicators=measures,
        audiences=members["audiences"],
        programmes=members["programmes"],
        channels=members["channels"],
        venue_types=members["venue_types"],
        funding_sources=members["funding_sources"],
        rules=all_rules,
        pairs=indicators.build_pairs(rows["indicator_pairs.csv"], measures, problems),
        population=regions.build_population(rows["population_2020.csv"], places, problems),
        region_collisions=regions.build_region_collisions(
            rows["region_collisions.csv"], places, rows["regions.csv"], problems
        ),
        indicator_collisions=indicators.build_indicator_collisions(
            rows["indicator_collisions.csv"], measures, rows["indicators.csv"], problems
        ),
        due_dates=_due_dates(files),
        thresholds=rules.build_thresholds(rows["thresholds.csv"], all_rules, measures, problems),
        base_units=frozenset(one.unit_base for one in measures.values()),
        unit_classes=dimensions.build_unit_classes(rows["dims/unit_conversions.csv"]),
    )
    confirmed = aliases.build_aliases(rows["aliases.csv"], aliases.known_codes(catalog), problems)
    return replace(catalog, aliases=confirmed)


def _due_dates(files: Files) -> dict[str, date]:
    return due_dates.build_due_dates(files.rows["due_dates.csv"], files.problems)


def _check_audiences(
    rows: list[Row], measures: Mapping[str, Indicator], audiences: Mapping[str, Dimension], problems: Problems
) -> None:
    """Note an indicator that stands for an audience nobody knows."""
    for row in rows:
        stands_for = measures[row["code"]].stands_for
        if stands_for is not None and stands_for[1] not in audiences:
            problems.add(row, f"stands_for 的人群“{stands_for[1]}”不在dims/audiences.csv中。")
