"""Only whole files are taken: what is still being written is left, named, and taken later. Nothing is lost."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import SettingError
from domain.submission import Receipt
from intake.archive import Archive
from intake.arriving import ArrivalSettings, Clock, Doorkeeper, incomplete_reason
from intake.inbox import ReceiptBook, receive, temporary_files
from tests.unit.test_intake_inbox import Book, put

NOW = datetime(2022, 12, 9, 0, 30, tzinfo=UTC)
FILE = "2022-11/塔城地区/月报.xlsx"
TODAY = 1_670_000_000.0


def workbook() -> bytes:
    """A zip, as workbooks and Word reports are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "培训62场次" * 200)
    return stream.getvalue()


class Watch:
    """A clock that stands still; while somebody waits by it, something happens."""

    def __init__(self, happens: Callable[[], object] = lambda: None) -> None:
        self.time, self.waited, self._happens = TODAY, 0.0, happens

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.time += seconds
        self.waited += seconds
        self._happens()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def lay(inbox: Path, name: str, data: bytes, age: float) -> Path:
    """Put a file that was last written `age` seconds ago."""
    put(inbox, name, data)
    os.utime(inbox / name, (TODAY - age, TODAY - age))
    return inbox / name


def taken(inbox: Path, door: Doorkeeper, book: Book) -> list[str]:
    archive = Archive.at_home(inbox.parent / "home")
    made: list[Receipt] = receive(inbox, archive, ReceiptBook(book.latest_hash, book.add), 1, NOW, door)
    return [receipt.source_file for receipt in made]


def test_a_file_that_grows_while_it_is_watched_is_left_and_taken_whole_by_the_next_run(inbox: Path) -> None:
    data, book = workbook(), Book()
    path = lay(inbox, FILE, data[:300], age=1)
    watch = Watch(lambda: path.write_bytes(data[:600]))
    door = Doorkeeper(3, 0, watch.clock)
    assert taken(inbox, door, book) == []
    assert watch.waited == 2  # until it would have stood still for three seconds
    assert [left.sentence for left in door.left] == [f"未收 {FILE}：还在写入，下次运行再收。"]
    assert (book.receipts, list((inbox.parent / "home" / "archive" / "objects").glob("*/*"))) == ([], [])

    lay(inbox, FILE, data, age=3600)
    assert taken(inbox, Doorkeeper(3, 0, Watch().clock), book) == [FILE]
    assert book.receipts[0].size == len(data)


def test_nobody_waits_when_every_file_has_stood_still(inbox: Path) -> None:
    lay(inbox, FILE, workbook(), age=60)
    watch = Watch()
    assert taken(inbox, Doorkeeper(3, 600, watch.clock), Book()) == [FILE]
    assert watch.waited == 0


def test_one_wait_is_enough_for_all_fresh_files(inbox: Path) -> None:
    for n in range(20):
        lay(inbox, f"2022-11/塔城地区/{n}.txt", f"培训{n}场次".encode(), age=n / 10)
    watch = Watch()
    assert len(taken(inbox, Doorkeeper(3, 0, watch.clock), Book())) == 20
    assert watch.waited == 3


CUT = {
    "nothing yet": b"",
    "a workbook without its end": workbook()[:-40],
    "a PDF without its end": b"%PDF-1.7\n1 0 obj\n" + b"0" * 5000,
}


@pytest.mark.parametrize("case", CUT)
def test_what_looks_cut_off_is_left_while_fresh_and_taken_as_it_is_when_it_stays_so(inbox: Path, case: str) -> None:
    book = Book()
    lay(inbox, FILE, CUT[case], age=30)
    door = Doorkeeper(3, 600, Watch().clock)
    assert taken(inbox, door, book) == []
    (left,) = door.left
    assert "下次运行再收" in left.sentence
    lay(inbox, FILE, CUT[case], age=601)
    assert taken(inbox, Doorkeeper(3, 600, Watch().clock), book) == [FILE]  # it will fail, with a sentence


@pytest.mark.parametrize("case", CUT)
def test_where_somebody_waits_for_the_run_it_is_taken_at_once(inbox: Path, case: str) -> None:
    lay(inbox, FILE, CUT[case], age=30)
    assert taken(inbox, Doorkeeper(3, 0, Watch().clock), Book()) == [FILE]


@pytest.mark.parametrize("data", [workbook(), b"%PDF-1.7\n...\n%%EOF\n", "培训62场次".encode(), b"\xd0\xcf\x11\xe0old"])
def test_whole_files_and_formats_that_do_not_say_look_whole(data: bytes) -> None:
    assert incomplete_reason(data) is None


def test_a_clock_that_runs_ahead_does_not_keep_a_file_out_for_ever(inbox: Path) -> None:
    lay(inbox, FILE, b"", age=-86_400 * 365)
    watch = Watch()
    assert taken(inbox, Doorkeeper(3, 600, watch.clock), Book()) == [FILE]
    assert watch.waited == 0


def test_a_file_that_cannot_be_read_now_is_left_and_the_others_go_on(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = lay(inbox, FILE, workbook(), age=60)
    lay(inbox, "2022-11/哈密市/月报.txt", b"62", age=60)
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    door = Doorkeeper(3, 0, Watch().clock)
    assert taken(inbox, door, Book()) == ["2022-11/哈密市/月报.txt"]
    assert "请检查权限" in door.left[0].sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("~$月报.xlsx", "Office 或 WPS"),
        (".~月报.xlsx", "Office 或 WPS"),
        ("月报.xlsx.part", "还没有传完"),
        ("月报.crdownload", "还没有传完"),
        ("月报.tmp", "还没有传完"),
        ("月报.xlsx.opdownload", "还没有传完"),
    ],
)
def test_temporary_names_are_left_with_a_sentence(inbox: Path, name: str, said: str) -> None:
    lay(inbox, f"2022-11/塔城地区/{name}", b"62", age=60)
    assert taken(inbox, Doorkeeper(), Book()) == []
    assert said in temporary_files(inbox)[0].sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [("KEPU_SETTLE_SECONDS", "soon"), ("KEPU_INCOMPLETE_MINUTES", "-1"), ("KEPU_SETTLE_SECONDS", "1e9")],
)
def test_a_wrong_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        ArrivalSettings.from_environment()
