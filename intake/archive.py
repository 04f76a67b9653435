"""The archive: original bytes by content hash, kept for ever, and the journal that can rebuild everything else.

`archive/objects/ab/abcd…` holds bytes, written once and then read-only. `archive/journal.jsonl` holds one event a line
(receipts, decisions, loads, publications), each with the hash of the line before it, so that a missing or changed line
shows. Bytes are on disk before their receipt is journalled, and the journal before the ledger.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.errors import KepuError, SettingError

GENESIS = "0" * 64
"""What the first line of a journal names as the line before it."""


class BrokenJournal(KepuError):
    """A line of the journal is missing, changed or cut off."""

    exit_code = 17
    code = "JOURNAL"


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of one home folder."""

    folder: Path

    @classmethod
    def at_home(cls, home: Path) -> Archive:
        """Open the archive of a home folder, making it if needed (private to its owner)."""
        folder = home / "archive"
        try:
            for part in (home, folder, folder / "objects"):  # mkdir gives its mode to the last folder only
                part.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingError(f"无法写入数据目录“{home}”：{error.strerror}。请检查权限或磁盘空间。") from error
        return cls(folder)

    def path_of(self, content_sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self.folder / "objects" / content_sha256[:2] / content_sha256

    def keep(self, data: bytes) -> str:
        """Keep the bytes and return their hash; bytes already kept are left as they are."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path_of(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_suffix(f".partial{os.getpid()}")
        with partial.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(0o400)
        partial.replace(target)
        _sync_folder(target.parent)
        return digest

    def bytes_of(self, content_sha256: str) -> bytes:
        """Read archived bytes back."""
        return self.path_of(content_sha256).read_bytes()

    def verify(self) -> list[str]:
        """The names of archived objects whose bytes no longer have the hash they are filed under."""
        kept = (path for path in sorted((self.folder / "objects").glob("??/*")) if path.suffix == "")
        return [path.name for path in kept if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]

    # The journal

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "journal.jsonl"

    def record(self, event: str, details: Mapping[str, object]) -> None:
        """Append one event and wait until it is on disk; a run and the console may write at the same time."""
        descriptor = os.open(self.journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            line = {"event": event, **details, "previous": self._last_hash()}
            text = json.dumps(line, ensure_ascii=False, sort_keys=True)
            os.write(descriptor, f"{text}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def events(self) -> Iterator[dict[str, object]]:
        """Every event in order. Raises BrokenJournal where the chain breaks; a last line cut by a crash is ignored."""
        if not self.journal.exists():
            return
        previous = GENESIS
        lines = self.journal.read_bytes().split(b"\n")
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                event = json.loads(line)
            except ValueError as error:
                if number == len(lines):
                    return
                raise BrokenJournal(f"日志第{number}行损坏，请从备份恢复 journal.jsonl。") from error
            if event.get("previous") != previous:
                raise BrokenJournal(f"日志第{number}行与前一行不衔接，可能被改动过。")
            previous = hashlib.sha256(line).hexdigest()
            yield event

    def _last_hash(self) -> str:
        with suppress(FileNotFoundError), self.journal.open("rb+") as stream:
            stream.seek(0, os.SEEK_END)
            size = stream.tell()
            if size == 0:
                return GENESIS
            last = _last_line(stream.fileno(), size)
            if not last.endswith(b"\n"):  # a crash cut this line: it never counted
                stream.truncate(size - len(last))
                return self._last_hash()
            return hashlib.sha256(last.rstrip(b"\n")).hexdigest()
        return GENESIS


def _last_line(descriptor: int, size: int) -> bytes:
    """The last line with its line end, reading backwards from the end."""
    block, tail = 4096, b""
    position = size
    while position > 0:
        step = min(block, position)
        position -= step
        tail = os.pread(descriptor, step, position) + tail
        cut = tail.rfind(b"\n", 0, len(tail) - 1)
        if cut >= 0:
            return tail[cut + 1 :]
    return tail


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
