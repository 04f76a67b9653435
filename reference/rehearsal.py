"""A change of rules before it is adopted: changed rows merged over the reference data, in a copy."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.catalog import Catalog
from domain.errors import SettingError
from reference.loader import FOLDER, OVERLAY_FILES, load_catalog

CHANGEABLE: Mapping[str, tuple[str, ...]] = {
    "thresholds.csv": ("rule_id", "name", "indicator_code"),
    "rules.csv": ("rule_id",),
    "indicator_pairs.csv": ("sessions_code", "participants_code"),
}
"""Files a change may bring rows of, and the columns by which a row replaces the one that is there."""
_IN_PAIRS = {"CRS-02.min": "average_min", "CRS-02.max": "average_max"}
"""Limits that stand with each pair of sessions and participants, not in thresholds.csv."""

CsvRow = dict[str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """One `RULE.name[.indicator]=value` of a command line."""

    rule_id: str
    name: str
    indicator_code: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `CRS-07.max_views=2000`. Raises SettingError for anything else."""
        key, equals, value = text.partition("=")
        rule_id, _, rest = key.strip().partition(".")
        name, _, indicator_code = rest.partition(".")
        if not (equals and rule_id and name and _is_number(value)):
            raise SettingError(
                f"阈值“{text}”应写成 规则.名称=数值，如 CRS-07.max_views=2000；可加指标：规则.名称.指标=数值。"
            )
        return cls(rule_id, name, indicator_code, value.strip())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def changed_catalog(present: Catalog, overlay: Path | None, change: Path | None, limits: Sequence[Limit]) -> Catalog:
    """Return the catalogue as it would be with a change: a folder or file of rows, and limits by name.

    The project's files and the home folder's stay as they are. Raises SettingError for a change that cannot be found
    or names a limit that no rule reads, ReferenceDataError for rows that are refused.
    """
    rows = _rows_of_change(change) if change is not None else {}
    for limit in limits:
        _check(limit, present)
    if not rows and not limits:
        raise SettingError(
            "没有要预演的改动：请给出含 thresholds.csv 或 rules.csv 的目录或文件，或写 --threshold 规则.名称=数值。"
        )
    with tempfile.TemporaryDirectory(prefix="kepu-rehearsal-") as place:
        folder, own = Path(place) / "reference", Path(place) / "overlay"
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        own.mkdir()
        for name in OVERLAY_FILES if overlay is not None else ():
            if overlay is not None and (overlay / name).exists():
                shutil.copy(overlay / name, own)
        for name, changed in rows.items():
            _merge(folder, own, name, changed)
        for limit in limits:
            _set_limit(folder, own, limit)
        return load_catalog(folder, own)


def _rows_of_change(change: Path) -> dict[str, list[CsvRow]]:
    """The changed rows by file. Raises SettingError when there is nothing to merge, or a file nobody can change so."""
    files = sorted(change.glob("*.csv")) if change.is_dir() else [change]
    strange = [path.name for path in files if path.name not in CHANGEABLE]
    if not change.exists() or not files or strange:
        found = f"，其中“{'、'.join(strange)}”不能预演" if strange else ""
        raise SettingError(f"“{change}”里应有 {'、'.join(CHANGEABLE)} 中的文件{found}。")
    return {path.name: _read(path)[1] for path in files}


def _check(limit: Limit, present: Catalog) -> None:
    if f"{limit.rule_id}.{limit.name}" in _IN_PAIRS:
        return
    known = sorted({key for key in present.thresholds if key.split(".")[0] == limit.rule_id})
    if not any(key.split(".")[1] == limit.name for key in known):
        offered = f"它有：{'、'.join(known)}" if known else "它没有阈值"
        raise SettingError(f"规则 {limit.rule_id} 没有名为 {limit.name} 的阈值；{offered}。")


def _merge(folder: Path, own: Path, name: str, changed: Iterable[CsvRow]) -> None:
    """Replace rows by their key, add new ones. The overlay's thresholds come last, so they must be changed too."""
    changed = list(changed)
    places = [folder / name, own / name] if name in OVERLAY_FILES else [folder / name]
    for path in places:
        if path.exists():
            _write_merged(path, CHANGEABLE[name], changed)


def _write_merged(path: Path, key: Sequence[str], changed: Sequence[CsvRow]) -> None:
    columns, rows = _read(path)
    by_key = {tuple(row.get(column, "") for column in key): row for row in rows}
    for row in changed:
        identity = tuple(row.get(column, "") for column in key)
        stated = {column: text for column, text in row.items() if column in columns and text is not None}
        by_key[identity] = {**by_key.get(identity, {}), **stated}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(by_key.values())


def _set_limit(folder: Path, own: Path, limit: Limit) -> None:
    column = _IN_PAIRS.get(f"{limit.rule_id}.{limit.name}")
    if column is None:
        row = {"rule_id": limit.rule_id, "name": limit.name, "indicator_code": limit.indicator_code}
        _merge(folder, own, "thresholds.csv", [{**row, "value": limit.value, "reason": "预演"}])
        return
    _, pairs = _read(folder / "indicator_pairs.csv")
    asked = [pair for pair in pairs if limit.indicator_code in ("", pair["participants_code"])]
    _merge(folder, own, "indicator_pairs.csv", [{**pair, column: limit.value} for pair in asked])


def _read(path: Path) -> tuple[list[str], list[CsvRow]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames or ()), list(reader)
