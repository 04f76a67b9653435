"""Years of archives: the same result as month by month, whatever comes first; a bad file stops nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intake.understood import FOLDER
from ledger.store import Ledger
from tests.flow.test_baseline import form
from tests.office import Office, new_office
from warehouse.connection import published_path
from warehouse.content import logical_hash

pytestmark = pytest.mark.flow

LATE = "哈密市科协2022年9月举办科普展览3场次。（示例数据，虚构）"
MONTHS = ("2022-08", "2022-09", "2022-10")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of two prefectures; one form lies in no month's folder, one file is no workbook at all."""
    folder = tmp_path_factory.mktemp("archives")
    for number, period in enumerate(MONTHS):
        month = int(period[5:])
        figures = ((50 + number, 400 + 60 * number), (4000 + number, 30_000 + 5000 * number))
        path = folder / period / "哈密市" / f"{month}月报表.xlsx"
        path.parent.mkdir(parents=True)
        path.write_bytes(form(month, *figures))
        told = f"哈密市科协2022年{month}月举办科普讲座{12 + number}场次。（示例数据，虚构）"
        (path.parent / "情况.txt").write_text(told, encoding="utf-8")
    (folder / "补报").mkdir()
    (folder / "补报" / "哈密市2022年9月另报.txt").write_text(LATE, encoding="utf-8")
    (folder / "2022-09" / "哈密市" / "损坏.xlsx").write_bytes(b"PK\x03\x04 no workbook" * 40)
    return folder


@pytest.fixture(scope="module")
def backfilled(prefect_server: None, archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = new_office(tmp_path_factory.mktemp("backfilled"))
    answer = office.kepu("backfill", str(archives))
    assert answer.exit_code == 0, answer.stderr
    (office.home / "printed.txt").write_text(answer.stdout, encoding="utf-8")
    return office


def test_the_result_is_that_of_taking_one_month_after_the_other(
    backfilled: Office, archives: Path, tmp_path: Path
) -> None:
    office = new_office(tmp_path)
    for period in MONTHS:
        shutil.copytree(archives / period, office.inbox / period)
        if period == "2022-09":
            shutil.copytree(archives / "补报", office.inbox / "补报")
        office.ingest()
    assert logical_hash(published_path(backfilled.home)) == logical_hash(published_path(office.home))


def test_every_month_is_a_load_of_its_own_oldest_first(backfilled: Office) -> None:
    loads = backfilled.sql("select distinct load_id, period from ops_run order by load_id")
    assert [(row["load_id"], row["period"]) for row in loads] == list(enumerate(MONTHS, start=1))


def test_a_file_that_cannot_be_used_is_named_with_a_sentence_and_stops_nothing(backfilled: Office) -> None:
    printed = (backfilled.home / "printed.txt").read_text(encoding="utf-8")
    (failed,) = [line for line in printed.splitlines() if line.startswith("无法使用")]
    assert failed.startswith("无法使用 2022-09/哈密市/损坏.xlsx：")
    assert failed.endswith("。")
    assert "共处理 3 个月；本次识别 8 个文件。" in printed


def test_nothing_is_left_over_and_a_second_run_finds_nothing(backfilled: Office, archives: Path) -> None:
    assert not (backfilled.home / FOLDER).exists()
    before = published_path(backfilled.home).read_bytes()
    answer = backfilled.kepu("backfill", str(archives))
    assert "没有新的报送" in answer.stdout
    assert published_path(backfilled.home).read_bytes() == before
    ledger = Ledger.at_home(backfilled.home)
    assert ledger.unpublished_periods() == []
    ledger.close()
