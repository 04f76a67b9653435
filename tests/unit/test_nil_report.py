"""A nil report says plainly that there was nothing; an empty one, or a form with its instructions, does not."""

from __future__ import annotations

import pytest

from domain.nil_report import says_nothing_to_report


@pytest.mark.parametrize(
    "text",
    [
        "吐鲁番市科协：本月无报送内容。",
        "2022年11月零报告",
        "本月无此项工作",
        "哈密市科协11月份未开展科普活动。特此报告。",
        "受疫情影响，本月没有组织线下活动。",
        "本月无",
        "我单位当月无科普工作。",
        "没有开展相关活动",
    ],
)
def test_plain_statements_are_nil_reports(text: str) -> None:
    assert says_nothing_to_report([text])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "本月无线电科普展示受到欢迎。",
        "本月无人机科普表演精彩纷呈",
        "没有开展的县市要抓紧补上。",
        "没有开展科普活动的乡镇要抓紧。",
        "没有发生填“0”，没有该项工作填“-”，不要留空。",
        "当月确无科普工作的，请报“本月无此项工作”，不报与报零不同。",
        "如本月没有开展活动，须零报告。",
        "若无此项工作，填报零报告",
        "科普工作统计月报表",
        "本月科普工作扎实推进，群众反响热烈。",
    ],
)
def test_everything_else_is_not(text: str) -> None:
    assert not says_nothing_to_report([text])


def test_one_plain_cell_among_others_is_enough() -> None:
    assert says_nothing_to_report(["填报单位：哈密市科协", "零报告", "填表人：某某"])
