"""What the doctor sees: a healthy home is healthy, and each thing that can be wrong is named with what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from intake.archive import Archive
from tasks.session import only_run
from tests.small_home import RECEIVED_AT, small_home
from upkeep import checkup_machine
from upkeep.backup import back_up
from upkeep.checkup import examine, summary
from upkeep.checkup_schedule import declared_deployments, missed_months
from upkeep.finding import Finding, Level
from upkeep.place import SERVER, Running, note_running, pass_phrase, pass_phrase_file
from upkeep.run_lock import holder, is_running

LATER = RECEIVED_AT + timedelta(hours=2)
CHECKS = {
    *("Python", "软件包", "磁盘空间", "数据目录", "权限", "收件目录", "系统时间", "运行", "服务", "上次运行", "各月"),
    *("存档", "日志", "台账", "参考数据", "已发布数据", "备份"),
}


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_home(folder / "home")
    (folder / "inbox").mkdir()
    back_up(folder / "home", folder / "backup", RECEIVED_AT, lambda _sentence: None)
    return folder


@pytest.fixture
def home(made_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    shutil.copytree(made_home, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def found(home: Path, now: datetime = LATER) -> dict[str, Finding]:
    findings = examine(home, home.parent / "inbox", now)
    return {finding.check: finding for finding in findings}


def test_a_healthy_home_is_healthy_and_everything_is_looked_at(home: Path) -> None:
    seen = found(home)
    assert set(seen) == CHECKS
    assert {check for check, finding in seen.items() if finding.level is Level.BAD} == set()


def test_before_the_first_run_nothing_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    findings = examine(tmp_path / "home", tmp_path / "inbox", LATER)
    assert {finding.check for finding in findings if finding.level is Level.BAD} == set()
    assert not (tmp_path / "home").exists()


def change_an_original(home: Path) -> None:
    kept = next((home / "archive/objects").glob("??/*"))
    kept.chmod(0o600)
    kept.write_bytes(b"something else")
    kept.chmod(0o400)


def lose_an_original(home: Path) -> None:
    next((home / "archive/objects").glob("??/*")).unlink()


def change_the_journal(home: Path) -> None:
    journal = home / "archive/journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"2.txt", b"9.txt"))


def cut_the_journal(home: Path) -> None:
    with (home / "archive/journal.jsonl").open("ab") as stream:
        stream.write(b'{"event": "rec')


def journal_what_the_ledger_lacks(home: Path) -> None:
    Archive.at_home(home).record("receipt", {"source_file": "x", "content_sha256": first_hash(home)})


def first_hash(home: Path) -> str:
    return next((home / "archive/objects").glob("??/*")).name


def spoil_the_ledger(home: Path) -> None:
    (home / "ledger.sqlite").write_bytes(b"not a database at all" * 300)
    for rest in home.glob("ledger.sqlite-*"):
        rest.unlink()


def lose_the_ledger(home: Path) -> None:
    for path in home.glob("ledger.sqlite*"):
        path.unlink()


def spoil_the_aliases(home: Path) -> None:
    (home / "reference").mkdir()
    (home / "reference/aliases.csv").write_text("kind,what\n", encoding="utf-8")


def spoil_the_warehouse(home: Path) -> None:
    (home / "working.duckdb").write_bytes(b"\0" * 20_000)


def spoil_the_published_file(home: Path) -> None:
    (home / "published").mkdir()
    (home / "published/kepu.duckdb").write_bytes(b"\0" * 20_000)


def open_the_home_to_others(home: Path) -> None:
    home.chmod(0o755)


def make_an_original_writable(home: Path) -> None:
    next((home / "archive/objects").glob("??/*")).chmod(0o600)


def show_the_pass_phrase(home: Path) -> None:
    pass_phrase(home)
    pass_phrase_file(home).chmod(0o644)


def lose_the_inbox(home: Path) -> None:
    (home.parent / "inbox").rmdir()


def let_a_service_die(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    pass_phrase(home)
    note_running(home, SERVER, Running(process.pid, "then", 4200))


def show_the_contacts(home: Path) -> None:
    (home / "notify.yaml").write_text("operator: []\n", encoding="utf-8")
    (home / "notify.yaml").chmod(0o644)


def never_back_up(home: Path) -> None:
    (home / "last-backup.json").unlink()


@pytest.mark.parametrize(
    ("harm", "check", "level", "advice"),
    [
        (change_an_original, "存档", Level.BAD, "kepu restore"),
        (lose_an_original, "存档", Level.BAD, "kepu restore"),
        (change_the_journal, "日志", Level.BAD, "kepu restore"),
        (cut_the_journal, "日志", Level.WARN, "不影响数据"),
        (journal_what_the_ledger_lacks, "台账", Level.WARN, "kepu ingest"),
        (spoil_the_ledger, "台账", Level.BAD, "kepu rebuild"),
        (lose_the_ledger, "台账", Level.BAD, "kepu rebuild"),
        (spoil_the_aliases, "参考数据", Level.BAD, "改正"),
        (spoil_the_warehouse, "工作文件", Level.BAD, "kepu rebuild"),
        (spoil_the_published_file, "已发布数据", Level.BAD, "kepu publish"),
        (open_the_home_to_others, "权限", Level.WARN, "chmod 700"),
        (make_an_original_writable, "权限", Level.WARN, "chmod a-w"),
        (show_the_pass_phrase, "权限", Level.BAD, "chmod 600"),
        (lose_the_inbox, "收件目录", Level.BAD, "--inbox"),
        (let_a_service_die, "服务", Level.BAD, "kepu up"),
        (show_the_contacts, "通知", Level.BAD, "kepu notify"),
        (never_back_up, "备份", Level.WARN, "kepu backup"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    home: Path, harm: Callable[[Path], None], check: str, level: Level, advice: str
) -> None:
    harm(home)
    finding = found(home)[check]
    assert (finding.level, advice in finding.advice) == (level, True), finding


@pytest.mark.parametrize(("days", "level"), [(1, Level.OK), (9, Level.WARN), (36, Level.BAD)])
def test_a_backup_grows_old(home: Path, days: int, level: Level) -> None:
    assert found(home, RECEIVED_AT + timedelta(days=days))["备份"].level is level


def test_a_clock_that_was_set_back_is_noticed(home: Path) -> None:
    assert found(home, RECEIVED_AT - timedelta(days=1))["系统时间"].level is Level.BAD


@pytest.mark.parametrize(("free", "level"), [(1 << 20, Level.BAD), (500 << 20, Level.WARN), (5 << 30, Level.OK)])
def test_a_full_disk_is_noticed_before_it_is_full(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=free))
    assert found(home)["磁盘空间"].level is level


def test_packages_that_are_not_those_of_the_lock_are_named(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def found_version(name: str) -> str:
        return "0.0.1" if name == "duckdb" else "1"

    monkeypatch.setattr(checkup_machine, "version", found_version)
    finding = found(home)["软件包"]
    assert (finding.level, "make setup" in finding.advice) == (Level.WARN, True)


def test_the_process_of_a_run_that_is_going_on_is_named(home: Path) -> None:
    with only_run(home):
        assert is_running(home)
        finding = found(home)["运行"]
        assert finding.level is Level.OK
        assert "正在进行" in finding.seen
        if Path("/proc/locks").exists() and (pid := holder(home)) is not None:
            assert f"进程号 {pid}" in finding.seen
    assert not is_running(home)


def test_months_that_are_due_and_were_never_run_are_named() -> None:
    due = {"2022-09": date(2022, 10, 9), "2022-10": date(2022, 11, 7), "2022-11": date(2022, 12, 7)}
    assert missed_months({"2022-09", "2022-11"}, due, date(2022, 12, 8)) == ["2022-10"]
    assert missed_months({"2022-09"}, due, date(2022, 12, 7)) == ["2022-10"]  # reports may still come today
    assert missed_months(set(), due, date(2023, 1, 1)) == []


def test_a_server_that_does_not_answer_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    finding = found(home)["定时任务"]
    assert finding.level is Level.BAD
    assert "连不上 Prefect 服务" in finding.seen


def test_every_deployment_of_the_project_is_looked_for() -> None:
    assert {"monthly", "sweep"} <= set(declared_deployments())


def test_the_command_writes_json_and_fails_only_for_what_is_bad(home: Path) -> None:
    words = ["doctor", "--json", "--home", str(home), "--inbox", str(home.parent / "inbox")]
    answer = CliRunner().invoke(app, words)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {tuple(line) for line in lines} == {("check", "level", "seen", "advice")}
    assert answer.exit_code == (10 if any(line["level"] == "bad" for line in lines) else 0)
    change_an_original(home)
    assert CliRunner().invoke(app, words).exit_code == 10


def test_one_sentence_sums_it_up() -> None:
    fine = Finding("x", Level.OK, "")
    assert summary([fine]) == "一切正常。"
    assert "1 项请留意" in summary([fine, replace(fine, level=Level.WARN)])
    assert summary([replace(fine, level=Level.BAD), fine]) == "有 1 项要处理。"


def test_advice_stands_wherever_something_is_to_be_done(home: Path) -> None:
    for finding in found(home, datetime(2023, 6, 1, tzinfo=UTC)).values():
        assert (finding.level is Level.OK) == (finding.advice == ""), finding
