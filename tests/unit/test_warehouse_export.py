"""The Parquet export says what the published file says, and describes itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from domain.errors import WarehouseError
from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse.connection import open_published, open_working
from warehouse.export import PARTITIONED, WHOLE, export_parquet
from warehouse.load import load_month
from warehouse.publication import publish
from warehouse.releases import Closing, close_month


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_warehouse(tmp_path) as connection:
        load_month(connection, month([figure(value=900, reported_in="2022-10")], period="2022-10"))
        load_month(connection, month([figure(value=1181, load_id=2)], load_id=2))
    publish(tmp_path)
    return tmp_path


def test_facts_are_split_by_month_and_say_what_is_published(home: Path) -> None:
    export = export_parquet(home)
    assert sorted(path.name for path in (export.folder / "fct_observation").iterdir()) == [
        "period=2022-10",
        "period=2022-11",
    ]
    read = "select period, value from read_parquet($files) order by period"
    files = str(export.folder / "fct_observation" / "*" / "*.parquet")
    assert duckdb.execute(read, {"files": files}).fetchall() == [("2022-10", 900.0), ("2022-11", 1181.0)]


def test_the_data_package_describes_every_file_and_column(home: Path) -> None:
    folder = export_parquet(home).folder
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {*PARTITIONED, *WHOLE}
    for resource in resources.values():
        paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
        columns = [duckdb.read_parquet(str(folder / path)).columns for path in paths]
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert all(sorted(found) == sorted(fields) for found in columns)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_closed_releases_are_exported_each_in_its_own_folder(home: Path) -> None:
    with open_working(home) as connection:
        for period in ("2022-10", "2022-11"):
            close_month(connection, Closing(period, "张三", datetime(2022, 12, 15, tzinfo=UTC)))
    publish(home)
    folder = export_parquet(home).folder
    assert sorted(path.name for path in (folder / "rel_fact").iterdir()) == ["release_number=1", "release_number=2"]
    frozen = "select release_number, period, value from read_parquet($files) order by 1"
    files = str(folder / "rel_fact" / "*" / "*.parquet")
    assert duckdb.execute(frozen, {"files": files}).fetchall() == [(1, "2022-10", 900.0), (2, "2022-11", 1181.0)]
    signed = "select release_number, period, signed_by from read_parquet($file) order by 1"
    assert duckdb.execute(signed, {"file": str(folder / "rel_release.parquet")}).fetchall() == [
        (1, "2022-10", "张三"),
        (2, "2022-11", "张三"),
    ]


def test_primary_keys_are_columns_that_tell_rows_apart(home: Path) -> None:
    folder = export_parquet(home).folder
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    with open_published(home) as connection:
        for resource in package["resources"]:
            if key := resource["schema"].get("primaryKey"):
                listed = ", ".join(key)
                twice = f"select {listed} from {resource['name']} group by {listed} having count(*) > 1"
                assert connection.execute(twice).fetchall() == []


def test_a_second_export_replaces_the_first(home: Path) -> None:
    export_parquet(home)
    with open_warehouse(home) as connection:
        load_month(connection, month([figure(value=5)]))
    publish(home)
    folder = export_parquet(home).folder
    assert [path.name for path in (folder / "fct_observation").iterdir()] == ["period=2022-11"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["kepu.duckdb", "parquet", "versions"]


def test_nothing_published_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="kepu ingest"):
        export_parquet(tmp_path)
