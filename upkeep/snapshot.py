"""What a backup is made of: files by hash in a store, and one manifest a snapshot that names them.

`objects/ab/abcd…` holds contents, each once however many snapshots have it; `snapshots/TIME-HASH.json` names the files
of a home at one moment, and its own hash stands in its name. A store is a folder, or a single `.tar` file with one
snapshot.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domain.errors import KepuError, SettingError
from upkeep.place import make_private

FORMAT: Final = 1
BLOCK: Final = 1 << 20
HASH_SHOWN: Final = 12


class BackupError(KepuError):
    """A backup is missing, incomplete or damaged."""

    exit_code = 17
    code = "BACKUP"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """One file of a home: its path in it (with `/`), its content, size in bytes, and permission bits."""

    path: str
    sha256: str
    size: int
    mode: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of one home at one moment (UTC), and what the home said about itself then."""

    made_at: datetime
    kepu_version: str
    journal_events: int
    last_load: int
    files: tuple[SavedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)

    def as_bytes(self) -> bytes:
        """The manifest as it is written."""
        values = {**asdict(self), "made_at": self.made_at.isoformat(), "format": FORMAT}
        return json.dumps(values, ensure_ascii=False, indent=1).encode()

    @classmethod
    def parse(cls, data: bytes, name: str) -> Manifest:
        """Read a manifest back. Raises BackupError when its hash is not the one in its name, or it cannot be read."""
        if hashlib.sha256(data).hexdigest()[:HASH_SHOWN] != Path(name).stem.rpartition("-")[2]:
            raise BackupError(f"备份清单 {name} 已损坏，与文件名里的指纹不符。请改用另一次备份（--snapshot）。")
        try:
            values = json.loads(data)
            files = tuple(SavedFile(**file) for file in values["files"])
            made_at = datetime.fromisoformat(values["made_at"])
            manifest = cls(made_at, values["kepu_version"], values["journal_events"], values["last_load"], files)
        except (KeyError, TypeError, ValueError) as error:
            raise BackupError(f"备份清单 {name} 不是这个版本写的，无法读取。请用写它的版本恢复。") from error
        for file in manifest.files:
            _refuse_escape(file.path, name)
        return manifest

    @property
    def name(self) -> str:
        """The file name of the manifest."""
        digest = hashlib.sha256(self.as_bytes()).hexdigest()[:HASH_SHOWN]
        return f"{self.made_at:%Y%m%dT%H%M%SZ}-{digest}.json"


def _refuse_escape(path: str, name: str) -> None:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise BackupError(f"备份清单 {name} 里的路径“{path}”越出数据目录，不予恢复。")


def object_name(sha256: str) -> str:
    """Where the content with this hash lies in a store."""
    return f"objects/{sha256[:2]}/{sha256}"


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A store in a folder, which grows by what is new."""

    folder: Path

    def has(self, sha256: str, size: int) -> bool:
        """Whether a content is there, by name and size."""
        path = self.folder / object_name(sha256)
        return path.is_file() and path.stat().st_size == size

    def put(self, source: Path) -> tuple[str, int, bool]:
        """Copy a content in unless it is there, whole or not at all, down to the disk; hash, size, whether it is new.

        A file that changes meanwhile is kept as it was read.
        """
        known = hash_of(source)
        if self.has(known, size := source.stat().st_size):
            return known, size, False
        partial = make_private(self.folder / "objects") / f".partial{os.getpid()}"
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as reading, partial.open("wb") as writing:
            while block := reading.read(BLOCK):
                digest.update(block)
                size += writing.write(block)
            writing.flush()
            os.fsync(writing.fileno())
        partial.chmod(0o400)
        target = self.folder / object_name(digest.hexdigest())
        make_private(target.parent)
        partial.replace(target)
        return digest.hexdigest(), size, True

    def put_manifest(self, manifest: Manifest) -> None:
        """Write a manifest; from now on the snapshot exists."""
        folder = make_private(self.folder / "snapshots")
        partial = folder / f"{manifest.name}.partial"
        partial.write_bytes(manifest.as_bytes())
        _to_disk(partial)
        partial.chmod(0o400)
        partial.replace(folder / manifest.name)

    def names(self) -> list[str]:
        """The names of the manifests, oldest first."""
        return sorted(path.name for path in (self.folder / "snapshots").glob("*.json"))

    def manifest(self, name: str) -> Manifest:
        """Read one manifest."""
        return Manifest.parse((self.folder / "snapshots" / name).read_bytes(), name)

    @contextmanager
    def content(self, sha256: str) -> Iterator[IO[bytes]]:
        """Open one content to read. Raises BackupError when it is missing."""
        try:
            with (self.folder / object_name(sha256)).open("rb") as stream:
                yield stream
        except FileNotFoundError as error:
            raise _missing(sha256) from error


@dataclass(frozen=True, slots=True)
class TarStore:
    """A store in one tar file, which holds one snapshot and is read through its directory, never unpacked as such."""

    archive: tarfile.TarFile

    def names(self) -> list[str]:
        """The names of the manifests."""
        paths = [PurePosixPath(name) for name in self.archive.getnames()]
        return sorted(path.name for path in paths if path.parent.name == "snapshots" and path.suffix == ".json")

    def manifest(self, name: str) -> Manifest:
        """Read one manifest."""
        with self._member(f"snapshots/{name}") as stream:
            return Manifest.parse(stream.read(), name)

    @contextmanager
    def content(self, sha256: str) -> Iterator[IO[bytes]]:
        """Open one content to read. Raises BackupError when it is missing."""
        try:
            with self._member(object_name(sha256)) as stream:
                yield stream
        except KeyError as error:
            raise _missing(sha256) from error

    def _member(self, name: str) -> IO[bytes]:
        stream = self.archive.extractfile(name)
        if stream is None:
            raise KeyError(name)
        return stream


Store = FolderStore | TarStore


@contextmanager
def open_store(source: Path) -> Iterator[Store]:
    """Open a backup to read. Raises BackupError when it is none, SettingError when nothing is there."""
    if not source.exists():
        raise SettingError(f"备份“{source}”不存在。请检查路径，移动硬盘是否已接好。")
    if source.is_dir():
        yield FolderStore(source)
        return
    try:
        with tarfile.open(source, "r:") as archive:
            yield TarStore(archive)
    except tarfile.TarError as error:
        raise BackupError(f"“{source}”不是 kepu backup 写的备份，或者没有写完。") from error


def find_snapshot(store: Store, wanted: str | None) -> Manifest:
    """The snapshot whose name begins so, the latest by default. Raises BackupError when there is none, or several."""
    names = store.names()
    if wanted is not None:
        names = [name for name in names if name.startswith(wanted)]
        if len(names) > 1:
            raise BackupError(f"“{wanted}”对应 {len(names)} 次备份，请把时间写全：{'、'.join(names)}。")
    if not names:
        raise BackupError("这里没有可用的备份。kepu restore --list 可列出有哪些。")
    return store.manifest(names[-1])


def verify(store: Store, manifest: Manifest) -> int:
    """Read every content of a snapshot back and compare its hash; returns the bytes read. Raises BackupError."""
    seen: dict[str, int] = {}
    for file in manifest.files:
        if file.sha256 in seen:
            continue
        with store.content(file.sha256) as stream:
            digest = hashlib.sha256()
            while block := stream.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != file.sha256:
            raise BackupError(f"备份里的“{file.path}”读回来与写入时不符。备份介质可能有问题，请换一个位置再备份。")
        seen[file.sha256] = file.size
    return sum(seen.values())


def _missing(sha256: str) -> BackupError:
    return BackupError(f"备份不完整：缺少内容 {sha256[:HASH_SHOWN]}…。请改用另一次备份（--snapshot）或另一份备份。")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
