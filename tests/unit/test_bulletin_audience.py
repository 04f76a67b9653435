"""The plan's five groups in the bulletin: a figure, one that waits, a mention and silence are four different things."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.errors import SettingError
from reports.bulletin_audience import audience_picture
from reports.bulletin_blocks import Picture
from reports.bulletin_data import BulletinData
from tests.unit.bulletin_month import ALTAY, BAYINGOLIN, HAMI, TACHENG, november
from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse.load import load_month
from warehouse.publication import publish

GROUPS = {
    "AUD.CADRE": "领导干部和公务员",
    "AUD.ELDER": "老年人",
    "AUD.FARMER": "农民（农牧民）",
    "AUD.WORKER": "产业工人",
    "AUD.YOUTH": "青少年",
}


def told(group: str, region: str | None = None, stated: int = 0, held: int = 0) -> Mapping[str, Any]:
    row = {"group_code": group, "group_name": GROUPS[group], "region_code": region}
    return {**row, "stated": stated, "held": held, "is_synthetic": region == ALTAY}


AUDIENCES = [
    told("AUD.CADRE"),
    told("AUD.ELDER"),
    told("AUD.FARMER", TACHENG, held=1),
    told("AUD.WORKER", TACHENG),
    told("AUD.YOUTH", TACHENG, stated=2),
    told("AUD.YOUTH", ALTAY, stated=1),
]


def drawn(data: BulletinData) -> Picture:
    try:
        picture = audience_picture(data)
    except SettingError:
        pytest.skip("this machine has no Chinese font, so no picture can be drawn")
    assert picture is not None
    return picture


def test_a_figure_one_that_waits_and_a_mention_are_told_apart() -> None:
    alt = drawn(november([], audiences=AUDIENCES)).alt
    assert alt.startswith(
        "塔城青少年2项数字；阿勒泰青少年1项数字；塔城农民（农牧民）有数字，待核；塔城产业工人只提到这类人群。"
    )


def test_every_prefecture_and_group_has_a_tile_also_who_did_not_report() -> None:
    svg = drawn(november([], audiences=AUDIENCES)).svg
    assert svg.count(">未报</text>") == len(GROUPS)  # 哈密
    places = [svg.index(f">{name}<") for name in ("青少年", "农民（农牧民）", "产业工人", "老年人", "领导干部和公务员")]
    assert places == sorted(places)  # in the order of the plan


def test_what_cannot_be_added_says_so() -> None:
    notes = drawn(november([], audiences=AUDIENCES)).notes
    assert "都不能相加" in notes[0]
    assert notes[1].startswith("五项提升行动覆盖人次本期没有地州市报送")
    assert notes[2] == "浅蓝色为虚构的示例数据。"


def test_without_groups_there_is_no_picture() -> None:
    assert audience_picture(november([], audiences=[])) is None


def test_the_published_file_tells_figures_held_ones_and_mentions_of_the_groups(tmp_path: Path) -> None:
    from warehouse.bulletin import bulletin_rows

    figures = [
        figure("LIT.ACTION.YOUTH", 900, region=TACHENG),
        figure("ACT.TRAIN.FARMERS", 13, region=TACHENG, status="held"),
        figure("ACT.TRAIN.SESSIONS", 5, region=BAYINGOLIN, audiences="AUD.ELDER"),
        figure("ACT.TRAIN.PARTICIPANTS", 70, region=HAMI, audience_code="AUD.WORKER"),
    ]
    with open_warehouse(tmp_path) as connection:
        load_month(connection, month(figures))
    publish(tmp_path)
    found = {
        (row["group_code"], row["region_code"], row["stated"], row["held"])
        for row in bulletin_rows(tmp_path, "2022-11")["bulletin_audience"]
    }
    assert found == {
        ("AUD.YOUTH", TACHENG, 1, 0),
        ("AUD.FARMER", TACHENG, 0, 1),
        ("AUD.ELDER", BAYINGOLIN, 0, 0),
        ("AUD.WORKER", HAMI, 1, 0),
        ("AUD.CADRE", None, 0, 0),
    }
