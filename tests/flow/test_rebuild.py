"""One office through a winter: decisions, a resubmission, a late file, a restatement, two closings, and a rebuild.

The story is told once, in order; each claim looks at what it left. Instants between its steps ask what was known then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.archive import Archive
from tests.office import Answer, Line, Office
from warehouse.connection import published_path, working_path
from warehouse.content import logical_hash
from warehouse.publication import kept_versions

pytestmark = pytest.mark.flow

TACHENG = "2022-11/塔城地区/塔城地区科协2022年11月科普工作情况报告.docx"
HAMI = "2022-11/哈密市/哈密市科协11月情况.txt"
TURPAN = "2022-11/吐鲁番市/吐鲁番市科协11月情况.txt"
FARMERS = "region_code = '654200' and indicator_code = 'ACT.TRAIN.FARMERS' and period = '2022-11'"
LECTURES = "region_code = '650500' and indicator_code = 'ACT.LECTURE.SESSIONS' and period = '2022-11'"
OCTOBER = "region_code = '650500' and indicator_code = 'ACT.LECTURE.SESSIONS' and period = '2022-10'"


@dataclass(frozen=True)
class Story:
    """The office at its end, what commands said, and when each chapter ended."""

    office: Office
    moments: Mapping[str, datetime]
    said: Mapping[str, Answer]

    def known(self, chapter: str, where: str) -> list[tuple[object, object]]:
        """Value and status of the facts as they were known at the end of a chapter."""
        instant = self.moments[chapter].astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
        rows = self.office.sql(f"select value, status from facts_as_of('{instant}') where {where}")
        return [(row["value"], row["status"]) for row in rows]

    def revisions(self, where: str) -> list[tuple[object, object, object]]:
        rows = self.office.sql(f"select previous_value, value, cause from fct_revision where {where} order by version")
        return [(row["previous_value"], row["value"], row["cause"]) for row in rows]


class Teller:
    """Does one chapter after the other."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.moments: dict[str, datetime] = {}
        self.said: dict[str, Answer] = {}

    def end(self, chapter: str) -> None:
        self.moments[chapter] = datetime.now(UTC)

    def arrives(self, source_file: str, text: str, chapter: str) -> None:
        self.office.put(source_file, text)
        self.office.ingest()
        self.end(chapter)

    def decides(self, raw: str, *words: str, reason: str, chapter: str) -> None:
        (issue,) = [line for line in self.office.issues("--period", "2022-11") if line["raw"] == raw]
        self.office.decide(issue["issue_id"], *words, reason=reason)
        self.office.ingest()
        self.end(chapter)

    def decides_in_vain(self, raw: str, *words: str, reason: str, chapter: str) -> None:
        (issue,) = [line for line in self.office.issues("--period", "2022-11") if line["raw"] == raw]
        self.said[chapter] = self.office.kepu("decide", issue["issue_id"], *words, "--reason", reason)
        self.end(chapter)

    def types(self, name: str, *words: str) -> None:
        self.said[name] = self.office.kepu(*words)


@pytest.fixture(scope="module")
def story(sample_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Story:
    teller = Teller(sample_office.copied_to(tmp_path_factory.mktemp("winter")))
    teller.end("samples")
    teller.decides("13.2人次", "--correct", "132000", reason="疑漏写“万”，已去电。", chapter="corrected")
    teller.decides(
        "13.2人次", "--correct", "132000", "--confirmed-by", "电话", reason="来电确认为13.2万。", chapter="confirmed"
    )
    teller.arrives(HAMI, "哈密市科协2022年11月举办科普讲座12场次。（示例数据，虚构）", "late file")
    teller.arrives(HAMI, "哈密市科协2022年11月举办科普讲座15场次。（示例数据，虚构）", "resubmitted")
    teller.types("first", "close", "2022-11", "--signed-by", "张三")
    teller.types("same", "close", "2022-11", "--signed-by", "李四")
    teller.end("closed")
    teller.arrives(HAMI, "哈密市科协2022年11月举办科普讲座51场次。（示例数据，虚构）", "changed in silence")
    teller.types("no form", "diff", "2022-11", "--release", "1")
    teller.arrives(TURPAN, "吐鲁番市科协2022年11月举办科普讲座7场次。（示例数据，虚构）", "added")
    teller.decides_in_vain("51场次", "--accept", reason="来电说是51场，没有更正单。", chapter="explained only")
    teller.decides(
        "51场次", "--accept", "--confirmed-by", "更正单", reason="更正单第3号：应为51场次。", chapter="restated"
    )
    teller.types("with form", "diff", "2022-11", "--release", "1")
    teller.types("no reason", "close", "2022-11", "--signed-by", "张三")
    teller.types("second", "close", "2022-11", "--signed-by", "张三", "--reason", "哈密市更正单第3号。")
    return Story(teller.office, teller.moments, teller.said)


# Two time axes


def test_what_was_known_before_and_after_each_step_can_be_asked(story: Story) -> None:
    assert story.known("samples", FARMERS) == []
    assert story.known("corrected", FARMERS) == [(132_000.0, "provisional")]
    assert story.known("confirmed", FARMERS) == [(132_000.0, "accepted")]
    assert story.known("confirmed", LECTURES) == []
    assert story.known("late file", LECTURES) == [(12.0, "accepted")]
    assert story.known("resubmitted", LECTURES) == [(15.0, "accepted")]
    assert story.known("changed in silence", LECTURES) == [(15.0, "accepted")]
    assert story.known("restated", LECTURES) == [(51.0, "accepted")]


def test_each_revision_names_its_cause(story: Story) -> None:
    assert story.revisions(FARMERS) == [(132_000.0, 132_000.0, "decision")]
    assert story.revisions(LECTURES) == [(12.0, 15.0, "resubmission"), (15.0, 51.0, "restatement")]


def test_the_past_never_changes(story: Story) -> None:
    before = story.office.sql("select count(*) as n, sum(value) as total from release(1)")
    instant = story.moments["closed"].astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    known = f"select count(*) as n, sum(value) as total from facts_as_of('{instant}') where period = '2022-11'"
    assert story.office.sql(known) == before


# 封账


def test_a_release_is_numbered_signed_and_says_how_complete_it_was(story: Story) -> None:
    said = story.said["first"]
    assert said.exit_code == 0, said.stderr
    assert said.stdout.startswith("第 1 号发布：2022-11，8/14 地州已报，144 个事实；封账时尚有 ")
    assert "张三 签发" in said.stdout


def test_closing_the_same_content_again_is_the_same_release(story: Story) -> None:
    assert story.said["same"].stdout.startswith("内容没有变化，仍是第 1 号发布：2022-11，")
    assert "张三 签发" in story.said["same"].stdout
    rows = story.office.sql("select release_number, issue_in_month, signed_by, reason from rel_release order by 1")
    assert [tuple(row.values()) for row in rows] == [(1, 1, "张三", ""), (2, 2, "张三", "哈密市更正单第3号。")]


def test_a_closed_month_keeps_its_value_until_a_correction_form_comes(story: Story) -> None:
    assert story.said["no form"].stdout == "没有改动。\n"
    assert story.known("changed in silence", LECTURES) == [(15.0, "accepted")]
    refused = story.said["explained only"]
    assert refused.exit_code == 14
    assert "2022-11 已封账（第 1 号发布，该数为 15），没有更正单不能改" in refused.stderr
    assert "--confirmed-by 更正单" in refused.stderr
    assert story.known("explained only", LECTURES) == [(15.0, "accepted")]
    assert story.known("restated", LECTURES) == [(51.0, "accepted")]


def test_a_month_is_closed_again_only_with_a_reason(story: Story) -> None:
    assert story.said["no reason"].exit_code == 14
    assert "--reason" in story.said["no reason"].stderr
    assert story.said["second"].stdout.startswith("第 2 号发布：2022-11（该月第 2 次封账），9/14 地州已报，145 个事实")


def test_the_release_stands_while_the_working_publication_goes_on(story: Story) -> None:
    values = {n: story.office.one(f"select value from release({n}) where {LECTURES}")["value"] for n in (1, 2)}
    assert values == {1: 15.0, 2: 51.0}
    assert story.office.one(f"select value from fct_current where {LECTURES}")["value"] == 51.0
    month = story.office.one(f"select month_value, region_name from release_month(1) where {LECTURES}")
    assert (month["month_value"], month["region_name"]) == (15.0, "哈密市")


def test_what_changed_since_a_release_is_said_in_sentences(story: Story) -> None:
    lines = story.said["with form"].stdout.splitlines()
    assert any(
        line.startswith("哈密市2022-11本月科普（技）讲座场次：由 15场 改为 51场（") and "后来的报表重述" in line
        for line in lines
    ), lines
    assert any(line.startswith("吐鲁番市2022-11本月科普（技）讲座场次：新增 7场（") for line in lines), lines
    assert lines[-1] == "共 2 处改动。"


def test_the_changes_since_a_day_are_those_since_then(story: Story) -> None:
    since = story.moments["closed"].isoformat()
    (change,) = story.office.ask("diff", "2022-11", "--since", since)
    assert (change["previous_value"], change["value"], change["cause"]) == (15.0, 51.0, "restatement")
    assert len(story.office.ask("diff", "2022-11")) == 3


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["close", "2019-01", "--signed-by", "张三"], 15, "还没有事实，不能封账"),
        (["close", "2022-10", "--signed-by", " "], 14, "封账要有签发人"),
        (["close", "2022年10月", "--signed-by", "张三"], 2, ""),
        (["diff", "2022-11", "--release", "9"], 15, "没有第 9 号发布。现有：1、2"),
        (["diff", "2022-10", "--release", "1"], 2, ""),
        (["diff", "2022-11", "--since", "上周"], 2, ""),
        (["publish", "--rollback", "99"], 15, "没有第 99 版"),
    ],
    ids=["no facts", "no name", "no month", "no release", "another month", "no day", "no version"],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    story: Story, words: list[str], exit_code: int, sentence: str
) -> None:
    answer = story.office.kepu(*words)
    assert answer.exit_code == exit_code
    assert sentence in answer.stderr


# Published again, and back


def test_publishing_lists_goes_back_and_comes_again(story: Story, tmp_path: Path) -> None:
    office = story.office.copied_to(tmp_path)
    versions = [version.number for version in kept_versions(office.home)]
    assert f"第 {versions[-1]} 版（当前）" in office.kepu("publish", "--list").stdout
    assert f"已回到第 {versions[-2]} 版" in office.kepu("publish", "--rollback").stdout
    assert f"第 {versions[-2]} 版（当前）" in office.kepu("publish", "--list").stdout
    assert f"已发布第 {versions[-1]} 版（内容与上一版相同）" in office.kepu("publish").stdout
    assert logical_hash(published_path(office.home)) == logical_hash(published_path(story.office.home))


# Rebuilt


def damaged(office: Office) -> None:
    """Overwrite the middle of the working file, and its head."""
    path = working_path(office.home)
    data = bytearray(path.read_bytes())
    data[: len(data) // 2] = b"\x55" * (len(data) // 2)
    path.write_bytes(data)


def content(office: Office) -> list[Line]:
    return office.sql(
        "select observation_key, version, value, status, cause, ended_by from fct_observation order by all"
    )


def test_a_damaged_working_file_is_refused_and_rebuilt_to_the_same_content(story: Story, tmp_path: Path) -> None:
    office = story.office.copied_to(tmp_path)
    published, facts = logical_hash(published_path(office.home)), content(office)
    damaged(office)
    for words in (["publish"], ["close", "2022-11", "--signed-by", "张三"]):
        refused = office.kepu(*words)
        assert refused.exit_code == 17
        assert "kepu rebuild" in refused.stderr
    assert logical_hash(published_path(office.home)) == published

    rebuilt = office.kepu("rebuild")
    assert rebuilt.exit_code == 0, rebuilt.stderr
    assert content(office) == facts
    assert office.sql("select release_number, content_sha256 from rel_release order by all") == story.office.sql(
        "select release_number, content_sha256 from rel_release order by all"
    )
    assert logical_hash(published_path(office.home)) == published


def test_a_journal_with_a_changed_line_is_refused_and_nothing_is_touched(story: Story, tmp_path: Path) -> None:
    office = story.office.copied_to(tmp_path)
    journal = Archive.at_home(office.home).journal
    journal.write_bytes(journal.read_bytes().replace(b"132000", b"132001", 1))
    before = logical_hash(working_path(office.home))
    answer = office.kepu("rebuild")
    assert answer.exit_code == 17
    assert "日志第" in answer.stderr
    assert "不衔接" in answer.stderr
    assert logical_hash(working_path(office.home)) == before
