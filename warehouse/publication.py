"""Publish the working file: checkpoint, close, copy, verify, replace. Open readers keep what they have: `publish`."""

from __future__ import annotations

import filecmp
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import NotFound, WarehouseError
from warehouse.connection import open_to_read, open_working, published_path, working_path
from warehouse.content import logical_hash
from warehouse.invariants import broken_invariants
from warehouse.location import lake_of
from warehouse.pouring import pour_into_file

KEPT_VERSIONS: Final = 12
"""A year of monthly publications."""
HASH_SHOWN: Final = 12
COPY_SUFFIX: Final = ".new"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """What readers see from now on. `version` counts contents, so publishing the same content keeps the number."""

    path: Path
    size: int
    content_hash: str
    version: int
    is_new_content: bool


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One earlier content of the published file."""

    number: int
    content_hash: str
    path: Path


def publish(home: Path) -> PublishedFile:
    """Replace the published file by a checked copy of the working file, in one step for readers.

    The caller must have closed its own connection to the working file. Raises WarehouseError when the working file is
    missing or held, when the copy is not sound, or when the disk is full; the published file is then as before.
    """
    target = published_path(home)
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = target.with_suffix(target.suffix + COPY_SUFFIX)
    try:
        content_hash = _copied(home, copy)
        _verify(copy)
        number, is_new = _keep_version(home, copy, content_hash)
        copy.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _not_written(error) from error
    finally:
        copy.unlink(missing_ok=True)
    return PublishedFile(target, target.stat().st_size, content_hash, number, is_new)


def _copied(home: Path, copy: Path) -> str:
    """Write what the warehouse of a home holds into a file, down to the disk; return the hash of its content."""
    lake = lake_of(home)
    if lake is not None:
        content_hash = pour_into_file(lake, copy)
        _flush(copy)
        return content_hash
    content_hash = _checkpointed(home)
    _copy(working_path(home), copy)
    if not filecmp.cmp(working_path(home), copy, shallow=False):
        raise WarehouseError("没有发布：副本与工作文件不一致，原来的已发布文件没有动。请再试一次。")
    return content_hash


def _checkpointed(home: Path) -> str:
    """Write everything of the working file into the file itself; return the hash of its content."""
    if not working_path(home).exists():
        raise WarehouseError("还没有仓库工作文件，没有内容可以发布。请先运行 kepu ingest。")
    with open_working(home) as connection:
        connection.execute("checkpoint")
        content_hash = logical_hash(connection)
    if working_path(home).with_suffix(".duckdb.wal").exists():
        raise WarehouseError("仓库工作文件还有连接没有关闭，不能发布。请等运行结束后再试。")
    return content_hash


def _copy(source: Path, copy: Path) -> None:
    """Copy to the folder of the published file, down to the disk."""
    shutil.copyfile(source, copy)
    _flush(copy)


def _flush(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _verify(copy: Path) -> None:
    """Check that the copy opens as a reader will open it, and holds together."""
    with open_to_read(copy) as connection:
        broken = broken_invariants(connection)
    if broken:
        raise WarehouseError(f"没有发布，原来的已发布文件没有动：{'；'.join(broken)}")


def _versions_folder(home: Path) -> Path:
    return published_path(home).parent / "versions"


def kept_versions(home: Path) -> list[KeptVersion]:
    """Return the contents that can be brought back, oldest first; `shown_version` says which one readers see."""
    found = []
    for path in sorted(_versions_folder(home).glob("kepu-*-*.duckdb")):
        _, number, content_hash = path.stem.split("-")
        found.append(KeptVersion(int(number), content_hash, path))
    return found


def shown_version(home: Path) -> int | None:
    """Return the number of the kept content that readers see; None when nothing is published, or it is not kept."""
    if not published_path(home).exists():
        return None
    shown = logical_hash(published_path(home))[:HASH_SHOWN]
    return next((kept.number for kept in reversed(kept_versions(home)) if kept.content_hash == shown), None)


def _keep_version(home: Path, copy: Path, content_hash: str) -> tuple[int, bool]:
    """Keep a new content under its number and drop the oldest ones. Return the number, and whether it is new."""
    kept = kept_versions(home)
    if kept and kept[-1].content_hash == content_hash[:HASH_SHOWN]:
        return kept[-1].number, False
    number = kept[-1].number + 1 if kept else 1
    folder = _versions_folder(home)
    folder.mkdir(exist_ok=True)
    _link_or_copy(copy, folder / f"kepu-{number:06d}-{content_hash[:HASH_SHOWN]}.duckdb")
    for old in kept[: len(kept) + 1 - KEPT_VERSIONS]:
        old.path.unlink()
    return number, True


def _link_or_copy(source: Path, target: Path) -> None:
    """Give the file a second name; copy where the file system knows no second names."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def roll_back(home: Path, number: int) -> PublishedFile:
    """Publish an earlier content again. Raises NotFound when that version is no longer kept."""
    kept = {version.number: version for version in kept_versions(home)}
    if number not in kept:
        raise NotFound(f"没有第 {number} 版。现存版本：{'、'.join(map(str, kept)) or '无'}。")
    target = published_path(home)
    copy = target.with_suffix(target.suffix + COPY_SUFFIX)
    try:
        _copy(kept[number].path, copy)
        copy.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _not_written(error) from error
    finally:
        copy.unlink(missing_ok=True)
    return PublishedFile(target, target.stat().st_size, kept[number].content_hash, number, is_new_content=False)


def _not_written(error: OSError) -> WarehouseError:
    reason = error.strerror or str(error)
    return WarehouseError(f"发布失败：{reason}。原来的已发布文件没有动，请腾出空间后再试。")


def _sync(folder: Path) -> None:
    """Make the replacement itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
