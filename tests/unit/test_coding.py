"""Where and how a figure of prose counts: 线上 and 线下 are two figures, never one stated twice."""

from __future__ import annotations

import pytest

from intake.understand import FileTask, understand_file
from reference.lexicon import load_lexicon
from reference.loader import load_catalog

TASK = FileTask("2022-11/塔城地区/总结.txt", "0" * 64, "", "2022-11")


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("本月举办线上讲座6场，线下讲座31场。", ["线上", "线下"]),
        ("本月举办科普讲座37场。", ["default"]),
        ("本月举办线上线下科普讲座37场。", ["default"]),
    ],
)
def test_the_way_of_an_activity_is_the_scope_of_its_figure(sentence: str, scopes: list[str]) -> None:
    understanding = understand_file(sentence.encode(), TASK, load_catalog(), load_lexicon())
    figures = [o for o in understanding.observations if o.indicator_code is not None]
    assert [(o.indicator_code, o.scope) for o in figures] == [("ACT.LECTURE.SESSIONS", scope) for scope in scopes]


def held_for_period(text: str) -> list[str]:
    understanding = understand_file(text.encode(), TASK, load_catalog(), load_lexicon())
    return [o.raw for o in understanding.observations if o.hold_rule == "PER-01"]


def test_a_month_in_the_title_does_not_date_a_figure_of_a_report_that_also_counts_since_january() -> None:
    report = "塔城地区科协2022年11月工作总结\n一、今年以来，举办科技培训1181场次。\n二、举办科普讲座31场。\n"
    assert held_for_period(report) == ["31场"]


def test_a_report_that_speaks_of_one_month_only_needs_no_more_words() -> None:
    assert held_for_period("塔城地区科协2022年11月工作动态\n举办科普讲座31场。\n") == []


def test_beneficiaries_of_nothing_named_are_a_question_with_two_candidates() -> None:
    understanding = understand_file("受益群众11万多人次。".encode(), TASK, load_catalog(), load_lexicon())
    (figure,) = (o for o in understanding.observations if o.value is not None)
    assert (figure.status, figure.hold_rule) == ("held", "SYN-12")
    assert figure.indicator_candidates == "ACT.ALL.PARTICIPANTS|ACT.VOLSERV.BENEFICIARIES"
