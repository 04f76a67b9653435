"""An office whose tables lie in a lake publishes what it publishes from a file, and can move either way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.office import Office, new_office
from tests.private_postgres import PrivatePostgres
from warehouse.connection import published_path
from warehouse.content import logical_hash
from warehouse.location import SETTING

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "inbox"


def with_a_month(folder: Path) -> Office:
    office = new_office(folder)
    shutil.copytree(SAMPLES / "2022-10", office.inbox / "2022-10")
    shutil.copy(SAMPLES / "receipts.csv", office.inbox)
    return office


def published(office: Office) -> str:
    return logical_hash(published_path(office.home))


def test_an_office_on_a_lake_publishes_the_same_and_moves_back(
    prefect_server: None, postgres: PrivatePostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_file = with_a_month(tmp_path / "file")
    assert on_file.ingest()
    monkeypatch.setenv(SETTING, f"ducklake:{postgres.address(postgres.new_database())}")
    on_lake = with_a_month(tmp_path / "lake")
    assert on_lake.ingest()
    assert published(on_lake) == published(on_file)
    assert on_lake.ingest() == []  # nothing new
    assert published(on_lake) == published(on_file)
    assert on_lake.kepu("rebuild").exit_code == 0
    assert published(on_lake) == published(on_file)
    monkeypatch.setenv(SETTING, "file")
    assert on_lake.kepu("rebuild").exit_code == 0
    assert published(on_lake) == published(on_file)
