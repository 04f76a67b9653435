"""Make a backup of a home: all that cannot be made anew, and all that is quicker to copy than to make anew.

What a run is just writing is copied between runs, under the run's own lock. The ledger is copied with SQLite's backup
interface, because the console may write it at any time. Whatever lies in the home is taken unless it is known to be
needless: a file that nobody thought of is then not lost.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from intake.archive import Archive, BrokenJournal
from reports.ruling import deciding
from upkeep.place import make_private, write_private
from upkeep.run_lock import between_runs
from upkeep.snapshot import BackupError, FolderStore, Manifest, SavedFile, TarStore, object_name, verify

LEDGER: Final = "ledger.sqlite"
MEMO: Final = "last-backup.json"
NEEDLESS: Final = ("services", "prefect", "rebuild", "restoring", "before-rebuild")
"""Made anew by the next start or run, or kept only until somebody has looked at it."""
NEEDLESS_BEGINNINGS: Final = ("before-restore", f"{LEDGER}-")
UNFINISHED: Final = (".partial", ".new", ".tmp")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written: where, how many files and bytes the snapshot has, how many bytes were new."""

    target: Path
    snapshot: str
    files: int
    size: int
    new_files: int
    new_size: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last backup of a home was made (UTC), and where to."""

    made_at: datetime
    target: str
    files: int
    size: int


def back_up(home: Path, target: Path, now: datetime, say: Say) -> BackupReport:
    """Back up a home into a folder (only what is new is copied) or a `.tar` file, and read everything back.

    Raises SettingError when the target cannot be used, BackupError when what was written does not read back.
    """
    check_target(home, target)
    if target.suffix.lower() == ".tar" and not target.is_dir():
        report = _into_tar(home, target, now, say)
    else:
        report = _into_folder(home, FolderStore(target), now, say)
    memo = {"made_at": now.isoformat(), "target": str(target.resolve()), "files": report.files, "size": report.size}
    write_private(home / MEMO, json.dumps(memo, ensure_ascii=False))
    return report


def last_backup(home: Path) -> LastBackup | None:
    """What the home knows of its last backup; None when there was none."""
    try:
        memo = json.loads((home / MEMO).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(memo["made_at"]), memo["target"], memo["files"], memo["size"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def check_target(home: Path, target: Path) -> None:
    """Raise SettingError when there is nothing to back up, or the target lies in the home itself."""
    if not (home / "archive" / "journal.jsonl").is_file():
        raise SettingError(f"“{home}”里还没有存档，没有内容可以备份。请用 --home 指定数据目录。")
    if target.resolve().is_relative_to(home.resolve()):
        raise SettingError("备份不能放在数据目录里面：目录坏了，备份也就没了。请换到另一块磁盘或另一台机器。")


def _into_folder(home: Path, store: FolderStore, now: datetime, say: Say) -> BackupReport:
    make_private(store.folder)
    writing = _Writing(home, store)
    for path in sorted((home / "archive" / "objects").glob("??/*")):
        if path.suffix == "":  # most of all bytes, and never changed: before the lock, so that a run waits only briefly
            writing.count(path)
    waiting = "有一次运行正在进行，等它走完再备份……"
    with between_runs(home, lambda: say(waiting)), _still_files(home, store.folder) as still:
        files = [saved for path, source in still.pairs if (saved := writing.save(path, source)) is not None]
        manifest = _manifest(now, files, still)
    say("正在逐个读回核对……")
    verify(store, manifest)
    store.put_manifest(manifest)
    counts = (len(files), manifest.size, writing.new_files, writing.new_size)
    return BackupReport(store.folder, manifest.name, *counts, (*still.damaged, *writing.damaged))


class _Writing:
    """Copies files of a home into a store, counting what is new and what is no longer what its name says."""

    def __init__(self, home: Path, store: FolderStore) -> None:
        self.home, self.store = home, store
        self.new_files = self.new_size = 0
        self.damaged: list[str] = []

    def count(self, source: Path) -> tuple[str, int]:
        """Copy one content in; its hash and size."""
        sha256, size, is_new = self.store.put(source)
        if is_new:
            self.new_files += 1
            self.new_size += size
        return sha256, size

    def save(self, path: Path, source: Path) -> SavedFile | None:
        """Copy a file of the home in; None when it has gone meanwhile, or is damaged and no earlier backup has it."""
        name = path.relative_to(self.home).as_posix()
        try:
            mode = path.stat().st_mode & 0o777
            sha256, size = self.count(source)
        except FileNotFoundError:
            return None
        if name.startswith("archive/objects/") and sha256 != path.name:
            self.damaged.append(name)
            whole = self.store.folder / object_name(path.name)
            return SavedFile(name, path.name, whole.stat().st_size, mode) if whole.is_file() else None
        return SavedFile(name, sha256, size, mode)


def _into_tar(home: Path, target: Path, now: datetime, say: Say) -> BackupReport:
    """Gather a snapshot beside the target, pack it, read the packed file back, and only then give it its name."""
    make_private(target.resolve().parent)
    partial = target.with_name(f"{target.name}.partial")
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".kepu-backup-") as folder:
        gathered = _into_folder(home, FolderStore(Path(folder) / "store"), now, say)
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w:") as archive:
            for name in ("snapshots", "objects"):
                archive.add(Path(folder) / "store" / name, name)
        with tarfile.open(partial, "r:") as archive:
            store = TarStore(archive)
            verify(store, store.manifest(gathered.snapshot))
    partial.replace(target)
    return BackupReport(
        target,
        gathered.snapshot,
        gathered.files,
        gathered.size,
        gathered.new_files,
        gathered.new_size,
        gathered.damaged,
    )


def _manifest(now: datetime, files: list[SavedFile], still: Still) -> Manifest:
    last_load = 0
    if still.ledger is not None:
        with closing(sqlite3.connect(still.ledger)) as connection:
            last_load = int(connection.execute("select coalesce(max(load_id), 0) from load").fetchone()[0])
    ordered = tuple(sorted(files, key=lambda file: file.path))
    return Manifest(now, version("kepu"), still.journal_events, last_load, ordered)


def prune(store: FolderStore, keep: int) -> int:
    """Drop all but the latest snapshots, and the contents that no other snapshot has; returns how many went."""
    names = store.names()
    dropped = names[: max(len(names) - keep, 0)]
    kept = {file.sha256 for name in names[len(dropped) :] for file in store.manifest(name).files}
    for name in dropped:
        (store.folder / "snapshots" / name).unlink()
    for path in (store.folder / "objects").glob("??/*"):
        if path.name not in kept:
            path.unlink()
    return len(dropped)


# Which files, and how they hold still


def home_files(home: Path) -> Iterator[Path]:
    """Every file of a home that a backup takes, in path order."""
    for entry in sorted(home.iterdir()):
        if is_needless(entry.name):
            continue
        paths = [entry] if entry.is_file() else sorted(entry.rglob("*"))
        yield from (path for path in paths if path.is_file() and not path.is_symlink() and not _is_unfinished(path))


def is_needless(name: str) -> bool:
    """Whether something directly in a home is made anew anyway, or left over."""
    return name in NEEDLESS or name.startswith(NEEDLESS_BEGINNINGS) or name.endswith(".lock")


def _is_unfinished(path: Path) -> bool:
    return any(part in path.name for part in UNFINISHED)


@dataclass(slots=True)
class Still:
    """The files of a home while they hold still: each with the file to read in its place, and what is damaged."""

    pairs: list[tuple[Path, Path]]
    ledger: Path | None
    journal_events: int
    damaged: list[str]


@contextmanager
def _still_files(home: Path, beside: Path) -> Iterator[Still]:
    """Copy ledger and journal as of one moment; everything else only a run changes, and none is going on.

    The journal may be ahead of the ledger, never behind it: a rebuild needs the journal alone.
    """
    ledger, journal = home / LEDGER, home / "archive" / "journal.jsonl"
    with tempfile.TemporaryDirectory(dir=beside, prefix=".still-") as folder:
        copies: dict[Path, Path] = {}
        with deciding(home):  # nobody is between writing a decision to the journal and to the ledger
            damaged = [] if _copied(ledger, Path(folder) / LEDGER, copies) else [LEDGER]
            copies[journal] = _copy_journal(journal, Path(folder) / journal.name)
        events = _sound_events(Archive(home / "archive"))
        if events < 0:
            damaged.append("archive/journal.jsonl")
        pairs = [(path, copies.get(path, path)) for path in home_files(home) if path.name not in damaged]
        yield Still(pairs, copies.get(ledger), events, damaged)


def _copied(ledger: Path, copy: Path, copies: dict[Path, Path]) -> bool:
    """Copy the ledger if there is one; False when it is damaged."""
    if not ledger.exists():
        return True
    try:
        copies[ledger] = copy_ledger(ledger, copy)
    except BackupError:
        copies.pop(ledger, None)
        return False
    return True


def _sound_events(archive: Archive) -> int:
    """How many events the journal holds; -1 when its chain is broken."""
    try:
        return sum(1 for _ in archive.events())
    except BrokenJournal:
        return -1


def _copy_journal(journal: Path, copy: Path) -> Path:
    """Copy the journal while nobody is in the middle of a line."""
    with journal.open("rb") as reading:
        fcntl.flock(reading, fcntl.LOCK_SH)
        copy.write_bytes(reading.read())
    return copy


def copy_ledger(ledger: Path, copy: Path) -> Path:
    """Copy a SQLite store while others write it, and check the copy. Raises BackupError when the store is damaged."""
    copy.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("pragma journal_mode = delete")
            sound = target.execute("pragma integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError("台账 ledger.sqlite 已损坏。") from error
    if sound != "ok":
        raise BackupError("台账 ledger.sqlite 已损坏。")
    return copy
