"""What counts as an arrival: new paths, changed bytes; never what systems and programs leave behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import SettingError
from domain.submission import Receipt
from intake.archive import Archive
from intake.inbox import ReceiptBook, inbox_files, receive, received_times, synthetic_files

NOW = datetime(2022, 12, 3, 3, 10, tzinfo=UTC)


class Book:
    """Receipts in memory."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []

    def latest_hash(self, source_file: str) -> str | None:
        return next((r.content_sha256 for r in reversed(self.receipts) if r.source_file == source_file), None)

    def add(self, receipt: Receipt) -> Receipt:
        self.receipts.append(replace(receipt, sequence=len(self.receipts) + 1))
        return self.receipts[-1]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "2022-11" / "塔城地区").mkdir(parents=True)
    return folder


def put(inbox: Path, name: str, data: bytes = b"62") -> None:
    (inbox / name).parent.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_bytes(data)


def arrivals(inbox: Path, home: Path, book: Book, load_id: int = 1) -> list[str]:
    made = receive(inbox, Archive.at_home(home), ReceiptBook(book.latest_hash, book.add), load_id, NOW)
    return [receipt.source_file for receipt in made]


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$月报.xlsx",
        ".~月报.xlsx",
        "月报.xlsx.part",
        "月报.crdownload",
        ".hidden",
    ],
)
def test_what_systems_leave_behind_is_no_submission(inbox: Path, name: str) -> None:
    put(inbox, f"2022-11/塔城地区/{name}")
    assert inbox_files(inbox) == []


def test_files_come_in_the_order_of_their_paths_with_slashes(inbox: Path) -> None:
    for name in ("2022-11/塔城地区/b.txt", "2022-11/塔城地区/a.txt", "散放.txt"):
        put(inbox, name)
    assert [file.source_file for file in inbox_files(inbox)] == [
        "2022-11/塔城地区/a.txt",
        "2022-11/塔城地区/b.txt",
        "散放.txt",
    ]


def test_a_link_out_of_the_inbox_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("62")
    (inbox / "2022-11" / "塔城地区" / "a.txt").symlink_to(tmp_path / "secret.txt")
    assert inbox_files(inbox) == []


def test_an_inbox_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="不存在"):
        inbox_files(tmp_path / "nothing")


def test_the_same_bytes_at_the_same_path_arrive_once_and_again_after_a_change(inbox: Path, tmp_path: Path) -> None:
    book, home = Book(), tmp_path / "home"
    name = "2022-11/塔城地区/月报.txt"
    put(inbox, name, b"62")
    assert arrivals(inbox, home, book) == [name]
    assert arrivals(inbox, home, book) == []
    put(inbox, name, b"63")
    assert arrivals(inbox, home, book) == [name]
    put(inbox, name, b"62")
    assert arrivals(inbox, home, book) == [name]  # A, B, A are three arrivals
    assert len({receipt.content_sha256 for receipt in book.receipts}) == 2


def test_every_arrival_is_archived_and_journalled_before_the_ledger_speaks_of_it(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    put(inbox, "2022-11/塔城地区/月报.txt")
    archive = Archive.at_home(home)

    def add(receipt: Receipt) -> Receipt:
        assert archive.bytes_of(receipt.content_sha256) == b"62"
        assert [event["source_file"] for event in archive.events()] == [receipt.source_file]
        return receipt

    assert len(receive(inbox, archive, ReceiptBook(lambda _: None, add), 1, NOW)) == 1


def test_receipts_csv_says_when_a_file_came_and_other_files_came_now(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "2022-11/塔城地区/a.txt")
    put(inbox, "2022-11/塔城地区/b.txt", b"63")
    put(inbox, "receipts.csv", "source_file,received_at\n2022-11/塔城地区/a.txt,2022-12-01T09:00:00+08:00\n".encode())
    book = Book()
    arrivals(inbox, tmp_path / "home", book)
    assert [receipt.received_at for receipt in book.receipts] == [datetime(2022, 12, 1, 1, 0, tzinfo=UTC), NOW]


def test_a_time_that_is_none_is_refused_with_the_line_that_says_it(inbox: Path) -> None:
    put(inbox, "receipts.csv", "source_file,received_at\na.txt,昨天\n".encode())
    with pytest.raises(SettingError, match="昨天"):
        received_times(inbox)


def test_invented_files_are_declared_in_the_inbox_or_beside_it(inbox: Path) -> None:
    assert synthetic_files(inbox) == frozenset()
    put(inbox, "../synthetic.csv", "path,reason\ninbox/2022-11/塔城地区/a.txt,虚构\n".encode())
    assert synthetic_files(inbox) == {"2022-11/塔城地区/a.txt"}
