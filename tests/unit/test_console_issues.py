"""The queue, one issue and its decision: what a steward sees, and what is recorded when two decide or one crashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient

from domain.decision import DecisionKind
from intake.archive import Archive
from ledger.store import Ledger
from reports.ruling import recover_decisions
from tests.unit.console_office import (
    ALTAY_VIEWS,
    EARLIER,
    FARMERS,
    NOON,
    VIEWS,
    ConsoleOffice,
    issue,
    new_office,
    open_office,
    post,
)
from warehouse.connection import open_working
from warehouse.publication import publish
from warehouse.releases import Closing, close_month

FIRST, SECOND, THIRD = (str(one["issue_id"]) for one in (FARMERS, VIEWS, ALTAY_VIEWS))
REASON = "电话核实，漏写“万”。"


@pytest.fixture
def office(tmp_path: Path) -> ConsoleOffice:
    return new_office(tmp_path)


@pytest.fixture
def steward(office: ConsoleOffice) -> Iterator[TestClient]:
    with office.signed_in("steward.one") as client:
        yield client


class Killed(Exception):
    """The process ends here."""


def correction(**given: str) -> dict[str, str]:
    return {"kind": "correct", "reason": REASON, "correct_to": "132000", "confirmed_by": "电话", "seen": "", **given}


def test_an_issue_shows_the_sentence_with_its_mark_the_evidence_and_the_suggestion(steward: TestClient) -> None:
    page = steward.get(f"/issues/{FIRST}").text
    assert "培训农牧民<mark>13.2人次</mark>。" in page
    assert "举办各类培训班<mark>1181</mark>场次" in page
    assert "13.2人次少于1181场次。" in page
    assert "132,000人次" in page
    assert 'name="correct_to" value="132000"' in page


def test_text_of_a_submission_is_shown_and_never_run(steward: TestClient) -> None:
    page = steward.get(f"/issues/{FIRST}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_decision_carries_author_time_reason_and_guard_and_leads_to_the_next(
    office: ConsoleOffice, steward: TestClient
) -> None:
    answer = post(steward, f"/issues/{FIRST}/decision", correction())
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/issues/{SECOND}?")
    (decision,) = Ledger.at_home(office.home).decisions()
    assert (decision.kind, decision.value, decision.author) == (DecisionKind.CORRECT, 132_000, "steward.one")
    assert (decision.reason, decision.decided_at, decision.confirmed_by) == (REASON, NOON, "电话")
    assert (decision.raw, decision.rules) == (FARMERS["raw"], {"CRS-01": 1, "VAL-05": 1})
    assert decision.operands[str(FARMERS["observation_id"])] == 13.2
    assert [event["event"] for event in Archive.at_home(office.home).events()] == ["decision"]
    assert "已记录：更正为 132000" in steward.get(answer.headers["location"]).text
    assert steward.get("/issues/rows").json()["last_row"] == 2
    assert ("decide", FIRST) in {(act.act, act.subject) for act in office.accounts.acts()}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reason": "核实无误"}, "只写“核实无误”不算说明"),
        ({"reason": "  "}, "请写明真实、具体的理由"),
        ({"correct_to": "十三"}, "不是有效数值"),
        ({"correct_to": "13.2", "confirmed_by": ""}, "更正值与原值相同"),
        ({"kind": ""}, "请先选择怎样处理"),
        ({"confirmed_by": "微信"}, "只能是"),
    ],
)
def test_what_cannot_stand_is_refused_and_what_was_typed_stays(
    office: ConsoleOffice, steward: TestClient, form: dict[str, str], sentence: str
) -> None:
    answer = post(steward, f"/issues/{FIRST}/decision", correction(**form))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f">{correction(**form)['reason']}</textarea>" in answer.text
    assert Ledger.at_home(office.home).decisions() == []


def test_the_second_of_two_stewards_sees_the_first_decision_and_overwrites_nothing(office: ConsoleOffice) -> None:
    with office.signed_in("steward.one") as one, office.signed_in("steward.two") as two:
        assert post(one, f"/issues/{FIRST}/decision", correction()).status_code == 303
        late = post(two, f"/issues/{FIRST}/decision", {"kind": "accept", "reason": "原值就是这样的", "seen": ""})
    assert late.status_code == 409
    assert "steward.one" in late.text
    assert REASON in late.text
    assert [decision.author for decision in Ledger.at_home(office.home).decisions()] == ["steward.one"]


def test_a_form_sent_twice_counts_once(office: ConsoleOffice, steward: TestClient) -> None:
    statuses = [post(steward, f"/issues/{FIRST}/decision", correction()).status_code for _ in range(2)]
    assert statuses == [303, 409]
    assert len(Ledger.at_home(office.home).decisions()) == 1


def test_a_decision_can_be_changed_by_somebody_who_has_seen_it(office: ConsoleOffice, steward: TestClient) -> None:
    post(steward, f"/issues/{FIRST}/decision", correction())
    first = Ledger.at_home(office.home).decisions()[0]
    answer = post(steward, f"/issues/{FIRST}/decision", correction(correct_to="131000", seen=first.decision_id))
    assert answer.status_code == 303
    assert [decision.value for decision in Ledger.at_home(office.home).decisions()] == [132_000, 131_000]


def test_being_killed_in_the_middle_of_a_decision_loses_nothing_and_doubles_nothing(
    office: ConsoleOffice, steward: TestClient
) -> None:
    with patch("reports.ruling._keep", side_effect=Killed), pytest.raises(Killed):
        post(steward, f"/issues/{FIRST}/decision", correction())
    assert Ledger.at_home(office.home).decisions() == []
    with office.signed_in("steward.two") as again:  # the console was started again
        (decision,) = Ledger.at_home(office.home).decisions()
        assert (decision.value, decision.author, decision.decided_at) == (132_000, "steward.one", NOON)
        assert post(again, f"/issues/{FIRST}/decision", correction()).status_code == 409
    assert recover_decisions(office.home) == 0
    assert len(Ledger.at_home(office.home).decisions()) == 1


def test_several_issues_are_decided_with_one_reason_and_a_late_one_is_named(
    office: ConsoleOffice, steward: TestClient
) -> None:
    post(steward, f"/issues/{FIRST}/decision", correction())
    form = {"ids": [FIRST, SECOND, THIRD], "kind": "return", "reason": "请核对播放量口径"}
    page = post(steward, "/issues/bulk", form)
    assert "已记录 2 个决定" in page.text
    assert FIRST[:10] in page.text
    kinds = {d.issue_id: str(d.kind) for d in Ledger.at_home(office.home).decisions()}
    assert kinds == {FIRST: "correct", SECOND: "return", THIRD: "return"}


def test_markup_in_a_reason_is_text(steward: TestClient) -> None:
    reason = '<img src=x onerror="alert(1)"> 电话核实'
    post(steward, f"/issues/{FIRST}/decision", correction(reason=reason))
    for path in (f"/issues/{FIRST}", "/decisions"):
        page = steward.get(path).text
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [FIRST, SECOND, THIRD]),
        ("?prefecture=654300", [THIRD]),
        ("?rule=CRS-01", [FIRST]),
        ("?severity=warning", [SECOND]),
        ("?indicator=MED.VIEWS", [SECOND, THIRD]),
        ("?words=阿勒泰", [THIRD]),
        ("?sort=weight", [THIRD, SECOND, FIRST]),
        ("?sort=region_name&descending=true", [THIRD, FIRST, SECOND]),
        ("?sort=weight%3Bdrop&page=0&size=7", [FIRST, SECOND, THIRD]),
        ("?status=decided", []),
    ],
)
def test_the_queue_filters_and_sorts(steward: TestClient, query: str, expected: list[str]) -> None:
    rows = steward.get(f"/issues/rows{query}").json()["data"]
    assert [row["issue_id"] for row in rows] == expected


def test_next_and_previous_follow_the_filter(steward: TestClient) -> None:
    page = steward.get(f"/issues/{SECOND}?indicator=MED.VIEWS").text
    assert f'data-next="/issues/{THIRD}?indicator=MED.VIEWS"' in page
    assert 'data-previous=""' in page


def test_a_released_figure_is_not_changed_without_a_correction_form(tmp_path: Path) -> None:
    identity = "18" * 16
    office = open_office(tmp_path, (issue(EARLIER, "2022-11 已封账：1181 改报 1150", "TMP-11", issue_id=identity),))
    with open_working(office.home) as connection:
        close_month(connection, Closing("2022-11", "张三", NOON))
    publish(office.home)
    accepted = {"kind": "accept", "reason": "来电说是1150场。", "seen": ""}
    with office.signed_in("steward.one") as steward:
        for confirmed_by in ("", "电话"):
            answer = post(steward, f"/issues/{identity}/decision", {**accepted, "confirmed_by": confirmed_by})
            assert answer.status_code == 422
            assert "2022-11 已封账（第 1 号发布，该数为 1181），没有更正单不能改" in answer.text
        assert Ledger.at_home(office.home).decisions() == []
        answer = post(steward, f"/issues/{identity}/decision", {**accepted, "confirmed_by": "更正单"})
    assert answer.status_code == 303
    assert [one.confirmed_by for one in Ledger.at_home(office.home).decisions()] == ["更正单"]
