"""A run that stops half-way: readers keep what they had, and the next run goes on from there."""

from __future__ import annotations

import pytest

from domain.errors import WarehouseError
from tests.office import Office
from warehouse.connection import published_path

pytestmark = pytest.mark.flow

REPORT = "哈密市科协2022年11月举办科普讲座{}场次。（示例数据，虚构）"


def test_a_run_that_cannot_publish_is_made_good_by_the_next_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put("2022-11/哈密市/情况.txt", REPORT.format(12))
    office.ingest()
    seen = published_path(office.home).read_bytes()

    def refuse(_session: object) -> None:
        raise WarehouseError("发布失败：磁盘已满。原来的已发布文件没有动，请腾出空间后再试。")

    office.put("2022-11/哈密市/情况.txt", REPORT.format(15))
    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.publish_warehouse", refuse)
        failed = office.kepu("ingest", "--inbox", str(office.inbox))
    assert (failed.exit_code, "磁盘已满" in failed.stderr) == (17, True)
    assert published_path(office.home).read_bytes() == seen

    assert office.ingest() != []  # nothing new has arrived, but the last run was never finished
    versions = office.sql("select value, version from fct_observation order by version")
    assert [(row["value"], row["version"]) for row in versions] == [(12.0, 1), (15.0, 2)]


def test_a_prefecture_whose_file_stops_its_worker_gets_a_named_error_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.workers import WorkerLimits

    monkeypatch.setattr(WorkerLimits.__init__, "__defaults__", (0.001, 3 * 1024**3))
    office.put("2022-11/哈密市/情况.txt", REPORT.format(12))
    (line,) = office.ingest()
    assert (line["state"], line["error_code"]) == ("failed", "LIMIT")
    assert "已停止" in line["message"]
