"""The commands on a published month: every promised field, short ids, filters, speed, and answers during a run."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from tests.office import Office
from tests.unit.test_cli_promises import measured
from warehouse.connection import open_working

pytestmark = pytest.mark.flow

FIELDS = {
    "status": {
        *("region_code", "name_zh", "period", "state", "received_at", "on_time", "files", "found", "accepted"),
        *("provisional", "held"),
    },
    "issues": {
        *("issue_id", "period", "region_code", "severity", "effect", "rule_ids", "observation_ids", "source_file"),
        *("member", "address", "raw", "suggestion_value", "evidence", "weight", "status"),
    },
    "trace": {"step", "id", "text", "source_file", "member", "address", "sha256"},
    "ingest": {
        *("submission_id", "source_file", "region_code", "period", "state", "found", "accepted", "provisional"),
        *("held", "repeat", "not_a_statistic", "error_code", "message"),
    },
}
VIEW_FIELDS = {
    "observation": {
        *("region_code", "period", "period_type", "indicator_code", "scope", "value", "status", "source_file"),
        *("member", "address", "submission_id", "observation_id"),
    },
    "violation": {
        *("observation_id", "rule_id", "outcome", "severity", "effect", "source_file", "member", "address"),
        *("issue_id", "suggestion_value"),
    },
}


def an_observation_id(office: Office) -> str:
    query = "select observation_id from observation where status = 'accepted' order by observation_id limit 1"
    return str(office.one(query)["observation_id"])


@pytest.mark.parametrize("command", ["status", "issues"])
def test_every_line_has_the_promised_fields(sample_office: Office, command: str) -> None:
    lines = sample_office.ask(command)
    assert lines
    for line in lines:
        assert set(line) >= FIELDS[command]


def test_a_trace_has_the_promised_fields_and_goes_from_fact_to_submission(sample_office: Office) -> None:
    steps = sample_office.trace(an_observation_id(sample_office))
    assert [step["step"] for step in steps if step["step"] != "rule"] == [
        *("fact", "observation", "statement", "file", "submission")
    ]
    assert all(set(step) == FIELDS["trace"] for step in steps)


def test_an_ingest_line_has_the_promised_fields(after_samples: Office) -> None:
    after_samples.put("2022-11/哈密市/情况.txt", "哈密市科协2022年11月举办科普讲座12场次。")
    for line in after_samples.ingest():
        assert set(line) == FIELDS["ingest"]


@pytest.mark.parametrize("view", VIEW_FIELDS)
def test_the_views_have_the_promised_columns(sample_office: Office, view: str) -> None:
    described = {row["column_name"] for row in sample_office.sql(f"describe {view}")}
    assert described >= VIEW_FIELDS[view]


def test_status_shows_the_latest_month_unless_another_is_named(sample_office: Office) -> None:
    assert {line["period"] for line in sample_office.ask("status")} == {"2022-11"}
    assert {line["period"] for line in sample_office.ask("status", "--period", "2022-09")} == {"2022-09"}
    late = {line["region_code"] for line in sample_office.ask("status") if line["on_time"] is False}
    assert late == {"652300"}  # 昌吉 sent its letter a day late


def test_issues_can_be_asked_by_month_and_place(sample_office: Office) -> None:
    assert sample_office.issues("--period", "2022-09") == []
    assert {issue["region_code"] for issue in sample_office.issues("--region", "654200")} == {"654200"}


@pytest.mark.parametrize("length", [6, 10, 32])
def test_ids_may_be_cut_to_six_characters(sample_office: Office, length: int) -> None:
    identity = an_observation_id(sample_office)
    assert sample_office.trace(identity[:length])[-1]["step"] == "submission"


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["trace", "abc"], 16, "至少写前 6 位"),
        (["trace", "ffffffffffff0"], 15, "没有编号"),
        (["decide", "ffffffffffff0", "--accept", "--reason", "已电话核对原始台账。"], 15, "没有编号"),
        (["sql", "selec 1"], 18, ""),
        (["sql", "drop table fct_observation"], 18, ""),
        (["sql", "select * from read_csv('/etc/passwd')"], 18, ""),
    ],
    ids=["too short", "unknown", "unknown issue", "wrong", "writes", "reads a file"],
)
def test_what_cannot_be_answered_is_a_sentence_with_its_own_code(
    sample_office: Office, words: list[str], exit_code: int, sentence: str
) -> None:
    answer = sample_office.kepu(*words)
    assert (answer.exit_code, answer.stdout) == (exit_code, "")
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_sql_answers_as_json_csv_and_excel_alike(sample_office: Office, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    query = "select submitter_code, state from ops_reporter_month where period = '2022-11' order by all"
    as_json = [tuple(line.values()) for line in sample_office.sql(query)]
    as_csv = [tuple(line.split(",")) for line in sample_office.kepu("sql", query, "--csv").stdout.split()]
    sample_office.kepu("sql", query, "--excel", str(tmp_path / "a.xlsx"))
    as_excel = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))  # type: ignore[union-attr]  # a new book has a sheet
    assert len(as_json) == 14
    assert as_csv[1:] == as_json == as_excel[1:]


def test_sql_answers_while_a_run_holds_the_working_file(after_samples: Office) -> None:
    with (after_samples.home / "run.lock").open("r+") as lock, open_working(after_samples.home):
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert len(after_samples.ask("status")) == 14
        assert after_samples.one("select count(*) as n from ops_reporter_month where period = '2022-11'")["n"] == 14
        second = after_samples.kepu("ingest", "--inbox", str(after_samples.inbox))
    assert second.exit_code == 13
    assert "另一次运行还没有结束" in second.stderr


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (["sql", "select count(*) from fct_observation"], 0.5),
        (["status"], 1.0),
        (["issues"], 1.0),
        (["trace", "{observation}"], 1.0),
        (["decide", "{issue}", "--return", "--reason", "请核对培训人次后重报。"], 1.0),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_readers_answer_at_once_and_load_nothing_heavy(after_samples: Office, words: list[str], seconds: float) -> None:
    ids = {"{observation}": an_observation_id(after_samples)[:8], "{issue}": after_samples.issues()[0]["issue_id"][:8]}
    typed = [ids.get(word, word) for word in words]
    runs = [measured(*typed, "--home", str(after_samples.home)) for _ in range(2)]
    assert all((exit_code, loaded) == (0, []) for exit_code, _, loaded in runs)
    assert min(used for _, used, _ in runs) < seconds


def test_doctor_finds_a_healthy_office_healthy(sample_office: Office) -> None:
    answer = sample_office.kepu("doctor", "--inbox", str(sample_office.inbox))
    assert answer.exit_code == 0, answer.stdout
    assert "存档" in answer.stdout


def test_doctor_names_an_archive_whose_bytes_have_changed(after_samples: Office) -> None:
    kept = next((after_samples.home / "archive" / "objects").glob("??/*"))
    kept.chmod(0o600)
    kept.write_bytes(b"something else")
    answer = after_samples.kepu("doctor", "--inbox", str(after_samples.inbox))
    assert answer.exit_code == 10
    assert kept.name[:8] in answer.stdout or "存档" in answer.stdout


def test_json_lines_are_one_object_each(sample_office: Office) -> None:
    for command in ("status", "issues"):
        for line in sample_office.kepu(command, "--json").stdout.splitlines():
            assert isinstance(json.loads(line), dict)
