"""Bytes are kept for ever under their hash; a journal whose lines hold each other tells all that happened."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from domain.errors import SettingError
from intake.archive import Archive, BrokenJournal

BYTES = "科技培训62场次".encode()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.at_home(tmp_path / "home")


def test_bytes_come_back_under_their_hash_and_are_written_once(archive: Archive) -> None:
    digest = archive.keep(BYTES)
    written = archive.path_of(digest).stat().st_mtime_ns
    assert digest == sha256(BYTES).hexdigest()
    assert archive.keep(BYTES) == digest
    assert archive.path_of(digest).stat().st_mtime_ns == written
    assert archive.bytes_of(digest) == BYTES


def test_kept_bytes_are_read_only_and_the_folders_private(archive: Archive) -> None:
    digest = archive.keep(BYTES)
    assert archive.path_of(digest).stat().st_mode & 0o777 == 0o400
    for folder in (archive.folder.parent, archive.folder, archive.folder / "objects", archive.path_of(digest).parent):
        assert folder.stat().st_mode & 0o777 == 0o700, folder


def test_changed_bytes_show(archive: Archive) -> None:
    digest = archive.keep(BYTES)
    archive.path_of(digest).chmod(0o600)
    archive.path_of(digest).write_bytes(BYTES + b"0")
    assert archive.verify() == [digest]


def test_a_partial_left_by_a_crash_is_no_object(archive: Archive) -> None:
    digest = archive.keep(BYTES)
    archive.path_of(digest).with_suffix(".partial1").write_bytes(b"half")
    assert archive.verify() == []


def test_events_come_back_in_order(archive: Archive) -> None:
    archive.record("receipt", {"source_file": "2022-11/塔城地区/月报.xlsx"})
    archive.record("decision", {"reason": "电话核实，漏写“万”。"})
    assert [event["event"] for event in archive.events()] == ["receipt", "decision"]
    assert list(archive.events())[1]["reason"] == "电话核实，漏写“万”。"


@pytest.mark.parametrize("harm", ["changed", "removed", "swapped"])
def test_a_journal_that_somebody_has_changed_is_refused(archive: Archive, harm: str) -> None:
    for number in range(3):
        archive.record("receipt", {"size": number})
    lines = archive.journal.read_text(encoding="utf-8").splitlines()
    if harm == "changed":
        lines[0] = lines[0].replace('"size": 0', '"size": 9')
    elif harm == "removed":
        del lines[1]
    else:
        lines[0], lines[1] = lines[1], lines[0]
    archive.journal.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BrokenJournal, match="不衔接"):
        list(archive.events())


def test_a_last_line_cut_by_a_crash_never_counted_and_the_next_one_follows_cleanly(archive: Archive) -> None:
    archive.record("receipt", {"size": 1})
    with archive.journal.open("ab") as stream:
        stream.write(b'{"event": "receipt", "si')
    assert [event["size"] for event in archive.events()] == [1]
    archive.record("receipt", {"size": 2})
    assert [event["size"] for event in archive.events()] == [1, 2]
    assert all(json.loads(line) for line in archive.journal.read_text(encoding="utf-8").splitlines())


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file lies where the folder should be")
    with pytest.raises(SettingError, match="无法写入数据目录"):
        Archive.at_home(tmp_path / "home")
