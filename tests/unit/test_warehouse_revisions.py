"""Changes of published figures read as sentences, and nothing changes without one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse.load import load_month
from warehouse.publication import publish
from warehouse.revisions import revision_lines


def on(day: int) -> datetime:
    return datetime(2022, 12, day, 2, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_warehouse(tmp_path) as connection:
        first = [figure(value=1181), figure("MED.VIEWS", 5), figure("VEN.BASE.NUM", 35, status="provisional")]
        load_month(connection, month(first, recorded_at=on(6)))
        corrected = figure(value=1811, is_corrected=True, value_reported=1181)
        load_month(connection, month([corrected, figure("VEN.BASE.NUM", 35)], recorded_at=on(9)))
    publish(tmp_path)
    return tmp_path


def test_each_change_is_one_sentence(home: Path) -> None:
    assert sorted(line.sentence for line in revision_lines(home, "2022-11")) == [
        "塔城地区2022-11累计点击/播放/浏览量：原为 5次，已撤回（2022-12-09 10:00，撤回，2022-11 月报）。",
        "塔城地区2022-11累计科技培训场次：由 1,181场 改为 1,811场（2022-12-09 10:00，处理决定，2022-11 月报）。",
        "塔城地区2022-11累计科普教育基地数：35家 不变，由暂用改为已采纳（2022-12-09 10:00，处理决定，2022-11 月报）。",
    ]


def test_only_changes_since_the_instant_are_told(home: Path) -> None:
    assert len(revision_lines(home, "2022-11", since=on(9))) == 3
    assert revision_lines(home, "2022-11", since=on(10)) == []
    assert revision_lines(home, "2022-10") == []
