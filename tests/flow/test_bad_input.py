"""Arrivals that go wrong: each gets a clear Chinese sentence, nothing stops, no byte and no number is lost."""

from __future__ import annotations

from hashlib import sha256

import pytest

from intake.archive import Archive
from intake.inbox import inbox_files
from samples.bad_inbox import CASES, FORM_NAME
from tests.office import Line, Office

pytestmark = pytest.mark.flow

DISPOSITIONS = ("accepted", "provisional", "held", "repeat", "not_a_statistic")


def received(office: Office, case: str) -> dict[str, Line]:
    """Lay out the case, run it, and check what holds for every case; the submissions by file."""
    for path, data in CASES[case]().items():
        office.put(path, data)
    lines = office.ingest()
    archive = Archive.at_home(office.home)
    for file in inbox_files(office.inbox):
        data = file.path.read_bytes()
        assert archive.bytes_of(sha256(data).hexdigest()) == data
    for line in lines:
        assert line["found"] == sum(line[disposition] for disposition in DISPOSITIONS)
    return {line["source_file"]: line for line in lines}


def issue_titles(office: Office) -> dict[str, str]:
    """What is asked about each file."""
    asked: dict[str, str] = {}
    for issue in office.issues():
        name = str(issue["source_file"])
        asked[name] = f"{asked.get(name, '')}{issue['title']}\n"
    return asked


def facts_of(office: Office, region: str) -> int:
    return int(office.one(f"select count(*) as n from fct_observation where submitter_code = '{region}'")["n"])


@pytest.mark.parametrize("case", ["empty_inbox", "empty_month"])
def test_an_empty_inbox_is_a_sentence_and_for_a_named_month_three(office: Office, case: str) -> None:
    assert received(office, case) == {}
    said = office.kepu("ingest", "--inbox", str(office.inbox))
    assert (said.exit_code, said.stdout.strip()) == (
        0,
        "收件目录里还没有报送文件。请按“年-月/地州”建目录，把文件放进去，再运行一次。",
    )
    named = office.kepu("ingest", "--inbox", str(office.inbox), "--period", "2022-11")
    assert named.exit_code == 3
    assert "收件目录里没有2022-11的报送文件" in named.stderr


def test_a_file_from_nobody_known_is_held_whole_and_asks_who_sent_it(office: Office) -> None:
    (line,) = received(office, "unknown_prefecture").values()
    assert (line["state"], line["error_code"]) == ("held", "UNIDENTIFIED")
    assert line["held"] == 2
    assert "看不出是哪个地州市报送的" in line["message"]
    assert "看不出是哪个地州市报送的" in issue_titles(office)[line["source_file"]]
    assert office.one("select count(*) as n from fct_observation")["n"] == 0


def test_the_same_bytes_under_two_names_are_one_submission_and_from_another_prefecture_a_question(
    office: Office,
) -> None:
    lines = received(office, "same_bytes_twice")
    hami, turpan = f"2022-11/哈密市/{FORM_NAME}", f"2022-11/吐鲁番市/{FORM_NAME}"
    assert set(lines) == {hami, turpan}
    assert (lines[hami]["state"], lines[hami]["accepted"]) == ("accepted", 4)
    assert (lines[turpan]["state"], lines[turpan]["accepted"], lines[turpan]["held"]) == ("held", 0, 4)
    assert "填报单位不一致" in lines[turpan]["message"]
    assert (facts_of(office, "650500"), facts_of(office, "650400")) == (4, 0)
    receipts = [event for event in Archive.at_home(office.home).events() if event["event"] == "receipt"]
    assert len(receipts) == 3


def test_the_same_bytes_for_another_month_later_hold_only_the_later_file(office: Office) -> None:
    text = "哈密市科协举办科技培训62场次，本月科技培训参与人次5134人次。（示例数据，虚构）"
    office.put("2022-10/哈密市/情况.txt", text)
    office.ingest()
    before = facts_of(office, "650500")
    office.put("2022-11/哈密市/情况.txt", text)
    (line,) = office.ingest()
    assert (line["period"], line["state"]) == ("2022-11", "held")
    assert "2022-10/哈密市/情况.txt完全相同" in issue_titles(office)["2022-11/哈密市/情况.txt"]
    assert facts_of(office, "650500") == before


def test_an_empty_file_is_named_and_the_good_one_beside_it_goes_through(office: Office) -> None:
    lines = received(office, "zero_bytes")
    empty = lines["2022-11/哈密市/空文件.xlsx"]
    assert (empty["state"], empty["error_code"], empty["found"]) == ("failed", "UNREADABLE", 0)
    assert "文件是空的（0 字节）" in empty["message"]
    assert lines[f"2022-11/哈密市/{FORM_NAME}"]["accepted"] == 4
    (status,) = [line for line in office.ask("status") if line["region_code"] == "650500"]
    assert (status["state"], status["files"], status["accepted"]) == ("provisional", 2, 4)  # a file is still owed


def test_files_that_broke_off_on_their_way_are_named_and_their_prefecture_stands_as_failed(office: Office) -> None:
    lines = received(office, "truncated")
    assert {line["state"] for line in lines.values()} == {"failed"}
    for line in lines.values():
        assert "重新报送" in line["message"]
    (status,) = [line for line in office.ask("status") if line["region_code"] == "650500"]
    assert status["state"] == "failed"
    printed = office.kepu("status").stdout
    assert "无法读取" in printed


def test_files_under_a_wrong_name_are_read_by_their_content_and_it_is_said(office: Office) -> None:
    lines = received(office, "wrongly_named")
    assert {line["state"] for line in lines.values()} == {"accepted"}
    assert (
        lines["2022-11/哈密市/月报表.csv"]["message"] == "扩展名是 .csv，内容却是Excel 工作簿（xlsx）；已按内容读取。"
    )
    assert "扩展名是 .xlsx，内容却是" in lines["2022-11/吐鲁番市/工作总结.xlsx"]["message"]
    assert lines["2022-11/博州/月报表"]["message"] is None
    assert [facts_of(office, code) for code in ("650500", "650400", "652700")] == [4, 2, 4]


def test_a_form_of_another_month_than_its_folder_is_held_until_somebody_says_which(office: Office) -> None:
    (line,) = received(office, "conflicting_month").values()
    assert (line["state"], line["held"], line["accepted"]) == ("held", 4, 0)
    assert "报告期不一致：目录、表头和文件名分别写着2022-11、2022-10" in line["message"]
    assert facts_of(office, "650500") == 0


def test_a_month_that_has_not_ended_is_held(office: Office) -> None:
    (line,) = received(office, "future_month").values()
    assert (line["period"], line["accepted"], line["held"]) == ("2099-01", 0, 4)
    assert "2099-01尚未结束" in issue_titles(office)[line["source_file"]]


def test_files_lying_flat_get_month_and_place_from_their_content_or_ask(office: Office) -> None:
    lines = received(office, "flat_files")
    placed = {name: (line["region_code"], line["period"], line["state"]) for name, line in lines.items()}
    assert placed["哈密市11月月报.xlsx"] == ("650500", "2022-11", "accepted")
    assert placed["月报.xlsx"] == ("650400", "2022-11", "accepted")
    assert lines["总结.txt"]["state"] == "held"
    assert "看不出是哪个地州市报送的" in lines["总结.txt"]["message"]


def test_a_corrupt_file_turns_its_own_task_amber_and_the_rest_completes(sample_office: Office) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterName

    prefectures = ("653200 和田地区", "654200 塔城地区", "654300 阿勒泰地区", "652900 阿克苏地区", "650200 克拉玛依市")
    names = [f"understand 2022-11 {name}" for name in prefectures]
    with get_client(sync_client=True) as client:
        wanted = TaskRunFilter(name=TaskRunFilterName(any_=names))
        runs = client.read_task_runs(task_run_filter=wanted, limit=200)
    states = {(run.name, run.state.name, run.state.type.value) for run in runs if run.state is not None}
    assert (names[0], "Amber", "COMPLETED") in states
    assert {name for name, state, _ in states if state == "Amber"} == {names[0]}
    assert {name for name, state, _ in states if state == "Completed"} >= set(names[1:])
