"""Write the facts beside the published file as Parquet with a Frictionless data package: `export_parquet`."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from domain.errors import WarehouseError
from warehouse.connection import open_to_export, published_path
from warehouse.content import logical_hash
from warehouse.dictionary import TableEntry, data_dictionary

PARTITIONED: Final = {
    "fct_observation": "period",
    "rel_fact": "release_number",
    "rel_prefecture_month": "release_number",
}
"""Tables that grow by the month or by the closing, with the column that splits them into folders."""
WHOLE: Final = (
    *("dim_region", "dim_indicator", "dim_month", "dim_audience", "dim_programme", "dim_channel"),
    *("dim_venue_type", "dim_funding_source", "dim_rule", "dim_submission"),
    *("fct_activity", "fct_media", "fct_venue", "fct_funding", "fct_contest", "fct_target", "fct_reporting"),
    *("fct_observation_audience", "fct_observation_programme", "lineage", "rel_release"),
)
PRIMARY_KEYS: Final = {
    "fct_observation": ("observation_key", "version"),
    "rel_release": ("release_number",),
    "rel_fact": ("release_number", "observation_key"),
    "rel_prefecture_month": ("release_number", "region_code", "indicator_code"),
}
"""What tells the rows of a table apart, where more than one file or version holds the same fact."""
FIELD_TYPES: Final = {
    "VARCHAR": "string",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
"""DuckDB type → Frictionless type; lists are arrays."""


@dataclass(frozen=True, slots=True)
class ParquetExport:
    """Where the files are, and how many tables they hold."""

    folder: Path
    tables: int


def export_parquet(home: Path) -> ParquetExport:
    """Replace published/parquet by the facts, dimensions and closed releases of the published file.

    Raises WarehouseError when nothing is published or the disk is full; the former export then stays.
    """
    folder = published_path(home).parent / "parquet"
    fresh, former = folder.with_suffix(".new"), folder.with_suffix(".old")
    _remove(fresh)
    try:
        with open_to_export(published_path(home)) as connection:
            tables = _write_tables(connection, fresh)
        _remove(former)
        if folder.exists():
            folder.rename(former)
        fresh.rename(folder)
    except OSError as error:
        raise WarehouseError("Parquet 导出失败，原来的导出没有动。请检查磁盘空间后再试。") from error
    finally:
        _remove(fresh)
        _remove(former)
    return ParquetExport(folder, tables)


def _write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    folder.mkdir(parents=True)
    entries = {entry.name: entry for entry in data_dictionary(connection)}
    for table, column in PARTITIONED.items():
        _write_parts(connection.table(table), folder, table, column)
    for table in WHOLE:
        connection.table(table).to_parquet(str(folder / f"{table}.parquet"))
    package = _package([entries[table] for table in (*PARTITIONED, *WHOLE)], logical_hash(connection), folder)
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
    return len(PARTITIONED) + len(WHOLE)


def _write_parts(rows: duckdb.DuckDBPyRelation, folder: Path, table: str, column: str) -> None:
    """Write one folder a value of the column; a table without rows is one file that says which columns it has."""
    if rows.limit(1).fetchone() is None:
        rows.to_parquet(str(folder / f"{table}.parquet"))
    else:
        rows.to_parquet(str(folder / table), partition_by=[column], write_partition_columns=True)


def _package(entries: list[TableEntry], content_hash: str, folder: Path) -> dict[str, object]:
    """Describe the files for any tool that reads data packages, with the comments of the warehouse."""
    return {
        "name": "kepu",
        "title": "新疆科普月报事实库",
        "profile": "data-package",
        "version": content_hash[:12],
        "resources": [_resource(entry, folder) for entry in entries],
    }


def _resource(entry: TableEntry, folder: Path) -> dict[str, object]:
    parts = sorted(path.relative_to(folder).as_posix() for path in (folder / entry.name).rglob("*.parquet"))
    schema: dict[str, object] = {
        "fields": [
            {"name": column.name, "type": FIELD_TYPES.get(column.type, "array"), "description": column.comment}
            for column in entry.columns
        ]
    }
    if entry.name in PRIMARY_KEYS:
        schema["primaryKey"] = list(PRIMARY_KEYS[entry.name])
    return {
        "name": entry.name,
        "description": entry.comment,
        "path": parts or f"{entry.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
