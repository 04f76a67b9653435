"""The pages around the issue: names, rules, submissions compared, the passport of a number, the overview."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.decision import DecisionKind
from ledger.store import Ledger
from reference.loader import load_catalog
from reference.overlay import overlay_folder
from reports.region_outlines import outlines, simplify
from tests.unit.console_office import EARLIER, FARMERS, SESSIONS, VIEWS, ConsoleOffice, new_office, post

NAME = {"kind": "indicator", "wording": "大篷车下乡趟数", "code": "ACT.TRAIN.SESSIONS", "reason": "电话核对过口径"}


@pytest.fixture
def office(tmp_path: Path) -> ConsoleOffice:
    return new_office(tmp_path)


@pytest.fixture
def steward(office: ConsoleOffice) -> Iterator[TestClient]:
    with office.signed_in("steward.one") as client:
        yield client


def test_an_unknown_wording_is_shown_with_its_candidates(steward: TestClient) -> None:
    page = steward.get("/names").text
    assert "“大篷车下乡趟数”" in page
    assert 'data-fill="ACT.TRAIN.SESSIONS"' in page
    assert "没有这个代码" not in page


def test_one_confirmation_becomes_an_alias_and_can_be_exported(office: ConsoleOffice, steward: TestClient) -> None:
    answer = post(steward, "/names", NAME)
    assert answer.status_code == 303
    assert "已确认“大篷车下乡趟数”" in steward.get(answer.headers["location"]).text
    catalog = load_catalog(overlay=overlay_folder(office.home))
    assert "ACT.TRAIN.SESSIONS" in {code for (kind, _), code in catalog.aliases.items() if kind == "indicator"}
    (decision,) = Ledger.at_home(office.home).decisions()
    assert (decision.kind, decision.alias_code, decision.author) == (
        DecisionKind.ALIAS, "ACT.TRAIN.SESSIONS", "steward.one",
    )  # fmt: skip
    rows = list(csv.DictReader(StringIO(steward.get("/names/aliases.csv").text)))
    assert [(row["kind"], row["wording"], row["code"]) for row in rows] == [
        ("indicator", "大篷车下乡趟数", "ACT.TRAIN.SESSIONS")
    ]
    assert post(steward, "/names", NAME).status_code == 422


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"code": "没有"}, "没有代码"),
        ({"reason": "核实无误"}, "不算说明"),
        ({"wording": "别的名称"}, "已经不在待确认之列"),
        ({"code": "654200"}, "没有代码"),
    ],
)
def test_a_name_is_not_confirmed_without_a_code_and_a_reason(
    office: ConsoleOffice, steward: TestClient, form: dict[str, str], sentence: str
) -> None:
    answer = post(steward, "/names", {**NAME, **form})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Ledger.at_home(office.home).decisions() == []


def test_a_rule_says_how_often_it_fired_and_how_often_stewards_overruled_it(steward: TestClient) -> None:
    post(steward, f"/issues/{FARMERS['issue_id']}/decision", {"kind": "accept", "reason": "确为小型培训班"})
    page = steward.get("/rules?only=fired").text
    row = page[page.index('id="CRS-01"') :].partition("</tr>")[0]
    assert "（100%）" in row
    assert "被推翻" in page


def test_a_version_is_compared_with_another_value_by_value(steward: TestClient) -> None:
    path = f"/submissions/{SESSIONS['submission_id']}?against={EARLIER['submission_id']}"
    page = steward.get(path).text
    compared = page[page.index('id="compare"') :]
    row = compared[compared.index('class="changed"') :].partition("</tr>")[0]
    assert "科技培训场次" in row
    assert "1,150" in row
    assert "1,181" in row
    assert "改动 <strong>1</strong>" in compared


def test_a_number_shows_where_it_stands_and_where_it_came_from(steward: TestClient) -> None:
    page = steward.get(f"/numbers/{SESSIONS['observation_id']}").text
    assert "<mark>1181</mark>" in page
    assert "已采纳" in page
    assert "sha256" in page


def test_an_original_is_handed_out_as_a_download_only(steward: TestClient) -> None:
    answer = steward.get(f"/submissions/{SESSIONS['submission_id']}/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert b"1181" in answer.content


def test_the_overview_counts_what_waits_for_each_prefecture(steward: TestClient) -> None:
    page = steward.get("/").text
    assert page.count('class="tile ') == 14
    tile = page[page.index("<strong>塔城地区</strong>") :].partition("</a>")[0]
    assert ">2</b>" in tile
    post(steward, f"/issues/{VIEWS['issue_id']}/decision", {"kind": "return", "reason": "请核对播放量"})
    tile = steward.get("/").text.partition("<strong>塔城地区</strong>")[2].partition("</a>")[0]
    assert ">1</b>" in tile


def test_the_map_has_every_prefecture_and_the_cities_that_none_counts() -> None:
    prefectures = {region.code for region in load_catalog().prefectures}
    codes = {shape.code for shape in outlines().shapes}
    assert prefectures < codes
    assert len(codes) == 26
    assert all(shape.path.startswith("M") for shape in outlines().shapes)


def test_simplifying_keeps_ends_and_corners() -> None:
    ring = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 2.0), (0.0, 0.0)]
    assert simplify(ring, 0.5) == [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 0.0)]


def test_a_home_without_a_publication_says_what_to_do(tmp_path: Path) -> None:
    from tests.unit.console_office import empty_office

    with empty_office(tmp_path).signed_in("admin.one") as client:
        assert "还没有数据" in client.get("/").text
        assert client.get("/submissions").status_code == 200
        assert client.get("/names").status_code == 200
        assert client.get("/decisions").status_code == 200
        assert client.get("/issues").status_code == 503
        assert client.get("/rules").status_code == 503
