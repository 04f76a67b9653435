"""A backup holds everything, reads back, and comes back; what is there is never overwritten."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from domain.decision import Decision, DecisionKind
from domain.errors import SettingError
from intake.archive import Archive
from ledger.recording import decision_event
from ledger.store import Ledger
from reports.ruling import deciding
from tasks.session import only_run
from tests.small_home import ORIGINALS, RECEIVED_AT, receive_file, small_home
from upkeep.backup import BackupReport, back_up, last_backup, prune
from upkeep.place import pass_phrase
from upkeep.restore import RestoreReport, restore
from upkeep.snapshot import BackupError, FolderStore, find_snapshot, open_store

NOW = RECEIVED_AT


def silent(_sentence: str) -> None:
    """Say nothing."""


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """A copy of the home, to do with as one likes."""
    shutil.copytree(made_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which something of every kind lies."""
    home = small_home(tmp_path_factory.mktemp("made") / "home")
    for name in ("published/kepu.duckdb", "published/versions/kepu-000001-aa.duckdb", "working.duckdb"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"warehouse")
    for name, text in (
        ("reference/aliases.csv", "kind,wording\n"),
        ("reports/2022-11/汇总表.xlsx", "x"),
        ("新的", "?"),
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    pass_phrase(home)
    (home / "prefect").mkdir()
    (home / "prefect" / "prefect.db").write_bytes(b"runs")
    (home / "run.lock").touch()
    return home


def contents(home: Path) -> dict[str, bytes]:
    """Every file of a home that counts."""
    skipped = ("services/", "prefect/", "run.lock", "deciding.lock", "ledger.sqlite", "last-backup.json", "before-")
    names = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(skipped)}


def back(home: Path, target: Path, now: datetime = NOW) -> BackupReport:
    return back_up(home, target, now, silent)


def bring(source: Path, home: Path, wanted: str | None = None, *, replace: bool = False) -> RestoreReport:
    with open_store(source) as store:
        return restore(store, find_snapshot(store, wanted), home, NOW, replace=replace)


# There and back


@pytest.mark.parametrize("target", ["backup", "one.tar"])
def test_what_was_backed_up_comes_back_to_the_byte(home: Path, tmp_path: Path, target: str) -> None:
    report = back(home, tmp_path / target)
    assert report.damaged == ()
    bring(tmp_path / target, tmp_path / "new")
    assert contents(tmp_path / "new") == contents(home)
    ledger, archive = Ledger.at_home(tmp_path / "new"), Archive.at_home(tmp_path / "new")
    assert [ledger.latest_hash(f"2022-11/哈密市/{number}.txt") is not None for number in (1, 2, 3)] == [True] * 3
    assert (archive.verify(), len(list(archive.events()))) == ([], 3)
    ledger.close()


def test_a_file_that_nobody_thought_of_is_backed_up_and_what_is_made_anew_is_not(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    with open_store(tmp_path / "backup") as store:
        paths = {file.path for file in find_snapshot(store, None).files}
    assert "新的" in paths
    assert not [path for path in paths if path.startswith(("services", "prefect", "run.lock", "ledger.sqlite-"))]


def test_no_file_of_a_backup_holds_the_pass_phrase(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    phrase = pass_phrase(home).encode()
    assert not [path for path in (tmp_path / "backup").rglob("*") if path.is_file() and phrase in path.read_bytes()]


def test_a_second_backup_writes_only_what_is_new(home: Path, tmp_path: Path) -> None:
    first = back(home, tmp_path / "backup")
    assert first.new_files >= len(ORIGINALS)
    receive_file(home, b"fourth report", 4)
    second = back(home, tmp_path / "backup", NOW + timedelta(days=1))
    assert second.files == first.files + 2  # the report, and the note about the first backup
    assert second.new_files == 4  # the report, the note, the ledger, the journal
    assert len(FolderStore(tmp_path / "backup").names()) == 2


def test_an_earlier_backup_can_be_chosen_and_only_the_latest_kept(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    receive_file(home, b"fourth report", 4)
    back(home, tmp_path / "backup", NOW + timedelta(days=1))
    bring(tmp_path / "backup", tmp_path / "first", "20221209")
    assert len(list(Archive.at_home(tmp_path / "first").events())) == 3
    assert prune(FolderStore(tmp_path / "backup"), 1) == 1
    bring(tmp_path / "backup", tmp_path / "latest")
    assert len(list(Archive.at_home(tmp_path / "latest").events())) == 4
    with pytest.raises(BackupError, match="没有可用的备份"):
        bring(tmp_path / "backup", tmp_path / "gone", "20221209")


def test_backup_and_restored_home_are_private_and_originals_read_only(home: Path, tmp_path: Path) -> None:
    home.joinpath("working.duckdb").chmod(0o644)
    back(home, tmp_path / "backup")
    bring(tmp_path / "backup", tmp_path / "new")
    for folder in (tmp_path / "backup", tmp_path / "new"):
        assert [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077] == []
    assert [path for path in (tmp_path / "new/archive/objects").glob("??/*") if path.stat().st_mode & 0o222] == []


def test_the_home_knows_when_and_where_it_was_backed_up(home: Path, tmp_path: Path) -> None:
    assert last_backup(home) is None
    back(home, tmp_path / "backup")
    last = last_backup(home)
    assert last is not None
    assert (last.made_at, last.target) == (NOW, str(tmp_path / "backup"))


# While others work


def test_a_backup_waits_for_the_run_that_is_going_on(home: Path, tmp_path: Path) -> None:
    said: list[str] = []
    done = threading.Event()

    def backing() -> None:
        back_up(home, tmp_path / "backup", NOW, said.append)
        done.set()

    with only_run(home):
        thread = threading.Thread(target=backing)
        thread.start()
        while not said:
            time.sleep(0.01)
        assert not done.is_set()
        receive_file(home, b"taken during the backup", 4)
    thread.join(timeout=30)
    assert "等它走完" in said[0]
    bring(tmp_path / "backup", tmp_path / "new")
    assert len(list(Archive.at_home(tmp_path / "new").events())) == 4


def test_a_decision_made_during_the_backup_is_whole_or_not_there(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def decide() -> None:
        ledger, archive, number = Ledger.at_home(home), Archive.at_home(home), 0
        while not stop.is_set():
            number += 1
            with deciding(home):
                archive.record("decision", decision_event(decision(number)))
                ledger.add_decision(decision(number))
        ledger.close()

    thread = threading.Thread(target=decide)
    thread.start()
    try:
        back(home, tmp_path / "backup")
    finally:
        stop.set()
        thread.join()
    bring(tmp_path / "backup", tmp_path / "new")
    journalled = {e["decision_id"] for e in Archive.at_home(tmp_path / "new").events() if e["event"] == "decision"}
    ledger = Ledger.at_home(tmp_path / "new")
    assert {one.decision_id for one in ledger.decisions()} == journalled
    ledger.close()


def decision(number: int) -> Decision:
    return Decision(
        decision_id=f"d{number:06d}",
        kind=DecisionKind.ACCEPT,
        issue_id="i1",
        submitter_code="650500",
        period="2022-11",
        reason="已电话核实。",
        author="liu.min",
        decided_at=NOW,
    )


# What is refused, and what is damaged


def test_a_home_that_is_not_empty_is_left_alone_unless_told(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    before = contents(home)
    with pytest.raises(SettingError, match="不是空的"):
        bring(tmp_path / "backup", home)
    assert contents(home) == before
    report = bring(tmp_path / "backup", home, replace=True)
    assert report.kept is not None
    assert (report.kept / "ledger.sqlite").exists()
    assert contents(home) == before


def test_a_home_in_use_is_not_restored(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    with only_run(home), pytest.raises(SettingError, match="还没有结束"):
        bring(tmp_path / "backup", home, replace=True)


def test_a_damaged_backup_leaves_the_home_as_it_was(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    objects = (path for path in (tmp_path / "backup/objects").rglob("*") if path.is_file())
    spoilt = next(path for path in objects if path.read_bytes() == ORIGINALS[1])
    spoilt.chmod(0o600)
    spoilt.write_bytes(b"second rep0rt")
    before = contents(home)
    with pytest.raises(BackupError, match="已损坏"):
        bring(tmp_path / "backup", home, replace=True)
    assert contents(home) == before


def test_a_manifest_that_was_changed_is_refused(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    (manifest,) = (tmp_path / "backup/snapshots").glob("*.json")
    manifest.chmod(0o600)
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("working.duckdb", "../../evil"), encoding="utf-8")
    with pytest.raises(BackupError, match="与文件名里的指纹不符"):
        bring(tmp_path / "backup", tmp_path / "new")


@pytest.mark.parametrize("path", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_manifest_whose_paths_leave_the_home_is_refused(home: Path, tmp_path: Path, path: str) -> None:
    back(home, tmp_path / "backup")
    store = FolderStore(tmp_path / "backup")
    manifest = find_snapshot(store, None)
    evil = replace(manifest, files=(replace(manifest.files[0], path=path),), made_at=NOW + timedelta(days=1))
    store.put_manifest(evil)
    with pytest.raises(BackupError, match="越出数据目录"):
        bring(tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "outside").exists()


def test_a_damaged_original_is_taken_from_an_earlier_backup_and_named(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "backup")
    kept = next((home / "archive/objects").glob("??/*"))
    kept.chmod(0o600)
    kept.write_bytes(b"bit rot")
    report = back(home, tmp_path / "backup", NOW + timedelta(days=1))
    assert report.damaged == (kept.relative_to(home).as_posix(),)
    bring(tmp_path / "backup", tmp_path / "new")
    assert Archive.at_home(tmp_path / "new").verify() == []


def test_a_damaged_ledger_does_not_stop_the_rest_from_being_saved(home: Path, tmp_path: Path) -> None:
    with (home / "ledger.sqlite").open("r+b") as stream:
        stream.write(b"\0" * 4096)
    report = back(home, tmp_path / "backup")
    assert report.damaged == ("ledger.sqlite",)
    bring(tmp_path / "backup", tmp_path / "new")
    assert len(list(Archive.at_home(tmp_path / "new").events())) == 3


def test_a_backup_into_the_home_itself_is_refused(home: Path) -> None:
    with pytest.raises(SettingError, match="不能放在数据目录里面"):
        back(home, home / "backup")


def test_without_room_for_it_nothing_is_restored(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back(home, tmp_path / "backup")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(SettingError, match="磁盘空间不足"):
        bring(tmp_path / "backup", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_ledger_elsewhere_is_pointed_out(home: Path, tmp_path: Path) -> None:
    for path in home.glob("ledger.sqlite*"):
        path.unlink()
    answer = CliRunner().invoke(app, ["backup", str(tmp_path / "backup"), "--home", str(home)])
    assert answer.exit_code == 0
    assert "pg_dump" in answer.stderr


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (["backup", "elsewhere", "--home", "nothing"], 13, "还没有存档"),
        (["restore", "nowhere", "--home", "new"], 13, "不存在"),
        (["restore", "empty", "--home", "new"], 17, "没有可用的备份"),
        (["restore", "letter.tar", "--home", "new"], 17, "不是 kepu backup 写的备份"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], exit_code: int, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.tar").write_text("dear all", encoding="utf-8")
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == exit_code
    assert sentence in answer.stderr


def test_the_ledger_in_a_backup_is_one_file_that_any_sqlite_opens(home: Path, tmp_path: Path) -> None:
    back(home, tmp_path / "one.tar")
    with open_store(tmp_path / "one.tar") as store:
        (ledger,) = [file for file in find_snapshot(store, None).files if file.path == "ledger.sqlite"]
        with store.content(ledger.sha256) as stream:
            (tmp_path / "copy.sqlite").write_bytes(stream.read())
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma journal_mode").fetchone() == ("delete",)
