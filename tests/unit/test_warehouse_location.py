"""Where the tables of a home lie: its working file, or the lake that it was given once."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import SettingError
from warehouse.lake import parse_lake
from warehouse.location import SETTING, lake_of, move_to, settle_location, wanted_lake, working_path

LAKE = "ducklake:postgresql://kepu@db.example:5433/kepu?data=/srv/lake"
OTHER = "ducklake:postgresql://kepu@db.example:5433/other?data=/srv/lake"


def test_the_address_names_the_catalogue_and_the_data_folder(tmp_path: Path) -> None:
    lake = parse_lake(LAKE, tmp_path)
    assert (lake.catalogue, lake.data) == ("postgresql://kepu@db.example:5433/kepu", Path("/srv/lake"))
    assert lake.shown == "ducklake:postgresql://kepu@db.example:5433/kepu"


def test_without_a_data_folder_the_tables_lie_in_the_home(tmp_path: Path) -> None:
    lake = parse_lake("ducklake:postgresql://kepu@/kepu?host=/run/pg", tmp_path)
    assert lake.data == tmp_path / "lake"
    assert parse_lake(lake.url, tmp_path / "elsewhere") == lake


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kepu@db.example/kepu",
        "ducklake:sqlite:catalogue.sqlite",
        "ducklake:catalogue.ducklake",
        "ducklake:postgresql://kepu:secret@db.example/kepu",
        "ducklake:postgresql://db.example/kepu?user=kepu&password=secret",
    ],
)
def test_another_address_is_refused_and_a_password_never_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refusal:
        parse_lake(url, tmp_path)
    assert "secret" not in refusal.value.message


def test_a_new_home_takes_the_warehouse_of_the_setting_and_keeps_it(tmp_path: Path) -> None:
    settle_location(tmp_path, {SETTING: LAKE})
    assert lake_of(tmp_path) == parse_lake(LAKE, tmp_path)
    settle_location(tmp_path, {})
    assert lake_of(tmp_path) == parse_lake(LAKE, tmp_path)
    assert (tmp_path / "warehouse.url").stat().st_mode & 0o077 == 0


def test_a_home_without_the_setting_is_a_plain_file(tmp_path: Path) -> None:
    settle_location(tmp_path, {})
    assert lake_of(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("setting", [OTHER, "file"])
def test_a_home_with_a_lake_is_moved_by_a_rebuild_only(setting: str, tmp_path: Path) -> None:
    move_to(tmp_path, parse_lake(LAKE, tmp_path))
    with pytest.raises(SettingError, match="kepu rebuild"):
        settle_location(tmp_path, {SETTING: setting})
    assert lake_of(tmp_path) == parse_lake(LAKE, tmp_path)


def test_a_home_with_a_working_file_is_moved_by_a_rebuild_only(tmp_path: Path) -> None:
    working_path(tmp_path).touch()
    with pytest.raises(SettingError, match="kepu rebuild"):
        settle_location(tmp_path, {SETTING: LAKE})
    assert wanted_lake(tmp_path, {SETTING: LAKE}) == parse_lake(LAKE, tmp_path)
