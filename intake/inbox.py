"""The inbox: which files are there, and what is new since they were last received."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import SettingError
from domain.submission import Receipt
from intake.archive import Archive
from intake.arriving import DOWNLOADING, LOCKED, Doorkeeper, LeftFile

RECEIPTS_FILE = "receipts.csv"
SYNTHETIC_FILE = "synthetic.csv"
_NEVER_SUBMISSIONS = (RECEIPTS_FILE, SYNTHETIC_FILE, ".DS_Store", "Thumbs.db", "desktop.ini")
_LOCK_PREFIXES = ("~$", ".~")
_TEMPORARY_PREFIXES = (*_LOCK_PREFIXES, ".")
_PARTIAL_SUFFIXES = (".part", ".partial", ".crdownload", ".tmp", ".filepart", ".download", ".opdownload")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file in the inbox; `source_file` is its path relative to the inbox, with `/`."""

    path: Path
    source_file: str


def inbox_files(inbox: Path) -> list[InboxFile]:
    """Every complete file of the inbox in path order; office lock files and half-written downloads are left alone."""
    if not inbox.is_dir():
        raise SettingError(f"收件目录“{inbox}”不存在。请用 --inbox 指定，目录内按“年-月/地州”存放文件。")
    found = [path for path in sorted(inbox.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [InboxFile(path, path.relative_to(inbox).as_posix()) for path in found if _is_submission(path)]


def temporary_files(inbox: Path) -> list[LeftFile]:
    """The files of the inbox that are being edited or still on their way, by their names: one sentence each."""
    found = []
    for path in sorted(inbox.rglob("*")):
        is_lock = path.name.startswith(_LOCK_PREFIXES)
        is_partial = path.name.lower().endswith(_PARTIAL_SUFFIXES) and not path.name.startswith(".")
        if (is_lock or is_partial) and path.is_file():
            source_file = path.relative_to(inbox).as_posix()
            found.append(LeftFile(source_file, LOCKED if is_lock else DOWNLOADING))
    return found


def _is_submission(path: Path) -> bool:
    name = path.name
    return not (
        name in _NEVER_SUBMISSIONS or name.startswith(_TEMPORARY_PREFIXES) or name.lower().endswith(_PARTIAL_SUFFIXES)
    )


def received_times(inbox: Path) -> Mapping[str, datetime]:
    """When files arrived, where the inbox's receipts.csv (source_file, received_at in ISO 8601) says so."""
    path = inbox / RECEIPTS_FILE
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["source_file"]: _instant(row["received_at"], path) for row in csv.DictReader(stream)}


def _instant(text: str, path: Path) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(
            f"{path.name} 的 received_at “{text}”不是有效时间，应如 2022-12-03T03:10:00+00:00。"
        ) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def synthetic_files(inbox: Path) -> frozenset[str]:
    """Paths that synthetic.csv in the inbox or beside it declares as invented sample data."""
    for path in (inbox / SYNTHETIC_FILE, inbox.parent / SYNTHETIC_FILE):
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                return frozenset(row["path"].removeprefix("inbox/") for row in csv.DictReader(stream))
    return frozenset()


@dataclass(frozen=True, slots=True)
class ReceiptBook:
    """What receiving needs of the operational store."""

    latest_hash: Callable[[str], str | None]
    add: Callable[[Receipt], Receipt]


def receive(  # noqa: PLR0913 - what arrives where, for which load, and who looks whether it is whole
    inbox: Path,
    archive: Archive,
    book: ReceiptBook,
    load_id: int,
    now: datetime,
    doorkeeper: Doorkeeper | None = None,
) -> list[Receipt]:
    """Archive and receipt every whole file that is new, or whose bytes changed since this path last arrived.

    Bytes are on disk before the journal speaks of them, and the journal before the ledger.
    """
    stated, invented = received_times(inbox), synthetic_files(inbox)
    door, files = doorkeeper or Doorkeeper(), inbox_files(inbox)
    door.look_at(file.path for file in files)
    arrivals: list[Receipt] = []
    for file in files:
        data = door.bytes_of(file.path, file.source_file)
        if data is None:
            continue
        digest = archive.keep(data)
        if book.latest_hash(file.source_file) == digest:
            continue
        received_at, is_synthetic = stated.get(file.source_file, now), file.source_file in invented
        receipt = Receipt(0, file.source_file, digest, len(data), received_at, load_id, is_synthetic)
        archive.record("receipt", receipt_event(receipt))
        arrivals.append(book.add(receipt))
    return arrivals


def holds_other_bytes(inbox: Path, receipt: Receipt) -> bool:
    """Whether the file that a receipt speaks of has other bytes in the inbox by now; one that is gone has none."""
    path = inbox / receipt.source_file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != receipt.content_sha256


def receipt_event(receipt: Receipt) -> dict[str, object]:
    """A receipt as the journal keeps it."""
    return {
        "source_file": receipt.source_file,
        "content_sha256": receipt.content_sha256,
        "size": receipt.size,
        "received_at": receipt.received_at.isoformat(),
        "load_id": receipt.load_id,
        "is_synthetic": receipt.is_synthetic,
    }


def receipt_of(event: Mapping[str, object]) -> Receipt:
    """The receipt that an event of the journal keeps."""
    return Receipt(
        sequence=0,
        source_file=str(event["source_file"]),
        content_sha256=str(event["content_sha256"]),
        size=int(str(event["size"])),
        received_at=datetime.fromisoformat(str(event["received_at"])),
        load_id=int(str(event["load_id"])),
        is_synthetic=bool(event.get("is_synthetic")),
    )
