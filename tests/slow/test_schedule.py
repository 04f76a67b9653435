"""What runs by itself: a missed month, late and repeated files, a month of silence, and that people are told of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.ingest import IngestOutcome, ingest_months
from tests.office import Line, Office
from tests.post_servers import Posts, web_server

pytestmark = [pytest.mark.slow, pytest.mark.flow]

REPORT = "{}科协2022年{}月举办科普讲座{}场次。（示例数据，虚构）"


def run_on(office: Office, year: int, month: int, day: int) -> IngestOutcome:
    """What a deployment runs, on a morning of its choice."""
    return ingest_months(str(office.home), str(office.inbox), now=datetime(year, month, day, 1, 30, tzinfo=UTC))


def course(office: Office, file: str) -> list[str]:
    lines = office.ask("status", "--history", "--period", "2022-11")
    return [line["to_state"] for line in lines if line["source_file"] == file]


def standing(office: Office, region: str) -> list[str]:
    lines = office.ask("status", "--history", "--period", "2022-11")
    return [line["to_state"] for line in lines if line["source_file"] is None and line["region_code"] == region]


def status_of(office: Office, region: str) -> Line:
    (line,) = [one for one in office.ask("status", "--period", "2022-11") if one["region_code"] == region]
    return line


def told(posts: Posts) -> list[str]:
    return [str(body["title"]) for body in posts.bodies]


def test_the_sweep_runs_what_was_missed_takes_late_and_repeated_files_and_says_so_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put("2022-10/哈密市/情况.txt", REPORT.format("哈密市", 10, 9))
    with web_server() as posts:
        contacts = office.home / "notify.yaml"
        contacts.parent.mkdir(parents=True)
        contacts.write_text(
            f"operator: [url: '{posts.url}']\nprefectures: {{哈密市: [url: '{posts.url}']}}\n"
            "remind_automatically: true\n"
        )
        contacts.chmod(0o600)
        assert run_on(office, 2022, 11, 9).periods == ("2022-10",)

        # Nobody reports November, and the machine is off on the 9th: the next sweep notices the silence.
        assert run_on(office, 2022, 12, 7).periods == ()  # the due date itself
        assert run_on(office, 2022, 12, 12).periods == ("2022-11",)
        assert Counter(line["state"] for line in office.ask("status", "--period", "2022-11")) == {"not_reported": 14}
        assert standing(office, "650500") == ["not_reported"]
        assert told(posts)[1:] == ["催报：2022年11月科普统计数据", "科普月报：2022年11月运行结果"]
        assert run_on(office, 2022, 12, 13).periods == ()  # once noticed, not again

        # A file cut off on its way, then whole under the same name, then the same bytes once more under another.
        office.put("2022-11/哈密市/月报.xlsx", b"PK\x03\x04 half a workbook")
        left = run_on(office, 2022, 12, 14)
        assert (left.periods, [one.source_file for one in left.left]) == ((), ["2022-11/哈密市/月报.xlsx"])
        monkeypatch.setenv("KEPU_INCOMPLETE_MINUTES", "0")
        assert run_on(office, 2022, 12, 15).periods == ("2022-11",)
        assert (status_of(office, "650500")["state"], standing(office, "650500")[-1]) == ("failed", "failed")
        office.put("2022-11/哈密市/月报.xlsx", REPORT.format("哈密市", 11, 12))
        office.put("2022-11/哈密市/再报.txt", REPORT.format("哈密市", 11, 12))
        assert run_on(office, 2022, 12, 16).periods == ("2022-11",)
        line = status_of(office, "650500")
        assert (line["state"], line["on_time"], line["accepted"], line["files"]) == ("accepted", False, 1, 1)
        assert course(office, "2022-11/哈密市/月报.xlsx") == ["received", "failed", "superseded"]
        whole = ["received", "read", "harmonised", "validated", "accepted"]
        assert course(office, "2022-11/哈密市/再报.txt") == whole  # the same bytes under two names
        assert standing(office, "650500") == ["not_reported", "failed", "accepted"]
        assert told(posts).count("催报：2022年11月科普统计数据") == 2  # nothing had come; what came could not be used


def test_a_run_that_fails_by_itself_tells_the_operator_and_a_failed_message_fails_no_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain.errors import WarehouseError

    office.put("2022-11/哈密市/情况.txt", REPORT.format("哈密市", 11, 12))
    contacts = office.home / "notify.yaml"
    contacts.parent.mkdir(parents=True)
    with web_server() as posts:
        contacts.write_text(f"operator: [url: '{posts.url}']\n")
        contacts.chmod(0o600)

        def refuse(_session: object) -> None:
            raise WarehouseError("发布失败：磁盘已满。")

        with monkeypatch.context() as patched:
            patched.setattr("flows.ingest.publish_warehouse", refuse)
            with pytest.raises(WarehouseError):
                run_on(office, 2022, 12, 9)
        assert told(posts) == ["科普月报：这次运行没有完成"]
        assert "发布失败：磁盘已满。" in posts.bodies[0]["message"]

    outcome = run_on(office, 2022, 12, 10)  # the server is gone by now
    assert outcome.periods == ("2022-11",)
    assert any("没有发成 自治区统计岗" in sentence and "下次运行再发" in sentence for sentence in outcome.told)
    contacts.write_text("operator: [")
    assert run_on(office, 2022, 12, 11).told == (
        "没有发通知：“notify.yaml”第1行不是有效的 YAML。格式可看 kepu notify --example。",
    )
    assert Path(office.home / "published" / "kepu.duckdb").exists()
