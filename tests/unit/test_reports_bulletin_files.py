"""The bulletin as files: Word and HTML say the same, stand alone, and are the same bytes for the same content."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from typer.testing import CliRunner

from cli import app
from domain.errors import NotFound, SettingError
from reports import charts
from reports.bulletin import write_bulletin
from reports.bulletin_blocks import BulletinPaper
from reports.bulletin_content import bulletin_paper
from reports.bulletin_page import bulletin_page
from reports.bulletin_word import bulletin_word
from reports.region_map import Fill, MapValue, map_svg, shade
from reports.region_outlines import outlines, simplify
from tests.unit.bulletin_month import ALTAY, BASES, BAYINGOLIN, MADE_ON, TACHENG, TRAINING, fact, november, release
from tests.unit.warehouse_month import figure, month, open_warehouse
from warehouse.bulletin import bulletin_rows
from warehouse.load import load_month
from warehouse.publication import publish
from warehouse.releases import Closing, close_month

CREATED = datetime(2022, 12, 12, tzinfo=UTC)
FACTS = (
    fact(TACHENG, TRAINING, 1181),
    fact(ALTAY, TRAINING, 1689, status="provisional"),
    fact(TACHENG, TRAINING, 1000, period="2022-10"),
    fact(ALTAY, TRAINING, 1500, period="2022-10", is_synthetic=True),
    fact(BAYINGOLIN, BASES, 192, qualifier="at_least"),
)
DECISION = {
    "decision_id": "d1",
    "kind": "correct",
    "region_code": TACHENG,
    "indicator_name": "培训农牧民人次",
    "raw": "13.2人次",
    "value": 132_000.0,
    "unit": "人次",
    "confirmed_by": "电话",
    "alias_wording": None,
    "reason": "电话核实，漏写“万”。",
}


@cache
def paper() -> BulletinPaper:
    try:
        return bulletin_paper(november(FACTS, decisions=[DECISION], release=release()))
    except SettingError:
        pytest.skip("this machine has no Chinese font, so no picture can be drawn")


@cache
def word() -> bytes:
    return bulletin_word(paper(), CREATED)


@cache
def page() -> str:
    return bulletin_page(paper())


def words_of(document: Any) -> str:
    return "\n".join("".join(node.text or "" for node in one.iter(qn("w:t"))) for one in document.iter(qn("w:p")))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert bulletin_word(paper(), CREATED) == word()
    assert bulletin_page(paper()) == page()


def test_both_files_cite_the_release_and_say_the_same() -> None:
    text = words_of(docx.Document(io.BytesIO(word())).element.body)
    for said in ("第3号发布", "未报1个：哈密。", "科技培训场次：报送该项的2个地州市", "（电话核实）", "王主任签发"):
        assert said in text
        assert said in page()


def test_a_correction_is_told_with_its_reason() -> None:
    assert "塔城，培训农牧民人次：原报“13.2人次”，更正为132000人次（电话核实）。理由：电话核实，漏写“万”。" in page()


def test_tables_of_the_word_file_repeat_their_head_and_pages_are_numbered() -> None:
    document = docx.Document(io.BytesIO(word()))
    assert len(document.tables) >= 6
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    fields = document.sections[0].footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE"]


def test_pictures_of_the_word_file_say_what_they_show() -> None:
    document = docx.Document(io.BytesIO(word()))
    shown = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(shown) == 4
    assert all(shown)
    assert any("哈密未报" in one for one in shown)


def test_the_typefaces_of_the_word_file_name_what_takes_their_place() -> None:
    document = docx.Document(io.BytesIO(word()))
    fonts = next(rel.target_part.blob.decode() for rel in document.part.rels.values() if "fontTable" in rel.reltype)
    assert re.findall(r'w:name="仿宋"><w:altName w:val="([^"]*)"', fonts)[0].startswith("FangSong,")


class Outline(HTMLParser):
    """What a reader without eyes is told: images, tables, language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def outline() -> Outline:
    parser = Outline()
    parser.feed(page())
    return parser


def test_the_page_needs_no_network() -> None:
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page())
    assert not outline().all("script")
    assert not outline().all("link")


def test_the_page_can_be_read_without_eyes() -> None:
    seen = outline()
    assert seen.all("html")[0]["lang"] == "zh-CN"
    assert all(image["alt"] for image in seen.all("img"))
    assert len(seen.all("caption")) == len(seen.all("table"))
    assert all("scope" in head for head in seen.all("th"))


def test_the_map_hatches_what_was_not_reported_and_the_cities_of_the_xpcc() -> None:
    values = {
        "650500": MapValue("哈密", Fill.NOT_REPORTED, None, "未报"),
        "654200": MapValue("塔城", Fill.VALUE, 10.4, "10.4"),
    }
    try:
        svg = map_svg(values, unit="每万人场数")
    except SettingError:
        pytest.skip("this machine has no Chinese font, so no picture can be drawn")
    shapes = dict(re.findall(r'fill="([^"]+)"[^>]*><title>([^：<]+)', svg))
    assert "示意图" in svg
    assert {name: fill for fill, name in shapes.items()}["塔城地区"] == shade(10.4, 10.4)
    assert re.search(r'fill="url\(#absent\)"[^>]*><title>哈密市', svg)
    assert svg.count('fill="url(#xpcc)"') == 12 + 1  # the cities, and the key


def test_every_outline_is_joined_by_its_code() -> None:
    codes = [shape.code for shape in outlines().shapes]
    assert len(codes) == 26
    assert sum(code.startswith("659") for code in codes) == 12


def test_simplifying_keeps_the_corners() -> None:
    assert simplify([(0, 0), (1, 0.1), (2, 0), (2, 2), (0, 0)], 0.5) == [(0, 0), (2, 0), (2, 2), (0, 0)]


def test_without_a_chinese_font_there_is_a_sentence_and_no_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    charts.require_chinese_font.cache_clear()
    monkeypatch.setattr(charts, "svg_png", lambda svg, **_: b"the same box for every character")
    with pytest.raises(SettingError, match="没有可用的中文字体"):
        charts.ranked_bars([{"name": "塔城", "value": 1.0, "label": "1", "is_invented": False}], title="场")
    charts.require_chinese_font.cache_clear()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """November closed with the 1181 of 塔城 only; 阿勒泰 was loaded afterwards."""
    folder = tmp_path_factory.mktemp("home")
    with open_warehouse(folder) as connection:
        load_month(connection, month([figure(TRAINING, 1181)]))
        close_month(connection, Closing("2022-11", "王主任", datetime(2022, 12, 7, tzinfo=UTC)))
        later = datetime(2022, 12, 8, tzinfo=UTC)
        both = [figure(TRAINING, 1181), figure(TRAINING, 1689, region=ALTAY)]
        load_month(connection, month(both, load_id=2, recorded_at=later))
    publish(folder)
    return folder


def test_a_closed_month_is_printed_as_it_was_closed(home: Path) -> None:
    rows = bulletin_rows(home, "2022-11")
    assert [row["value"] for row in rows["bulletin_facts"]] == [1181]
    assert rows.release is not None
    assert [row["region_code"] for row in rows["bulletin_held"]] == [ALTAY]  # stated, but not in the release
    assert len(rows.changed_since) == 1
    assert rows.changed_since[0].startswith("阿勒泰地区2022-11累计科技培训场次：新增 1,689场")


def test_a_month_that_was_never_run_has_no_bulletin(home: Path) -> None:
    with pytest.raises(NotFound, match="2022-10 还没有数据"):
        bulletin_rows(home, "2022-10")
    with pytest.raises(NotFound, match="没有第 9 号发布"):
        bulletin_rows(home, "2022-11", 9)


def test_the_command_writes_both_files_named_after_the_release(home: Path, tmp_path: Path) -> None:
    arguments = ["bulletin", "--period", "2022-11", "--home", str(home), "--out", str(tmp_path), "--date", "2022-12-12"]
    result = CliRunner().invoke(app, arguments)
    if result.exit_code == SettingError.exit_code:
        pytest.skip("this machine has no Chinese font, so no picture can be drawn")
    assert result.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "2022年11月科普统计月报（第1号发布）.docx",
        "2022年11月科普统计月报（第1号发布）.html",
    ]
    again = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    write_bulletin(home, "2022-11", tmp_path, made_on=MADE_ON)
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == again
