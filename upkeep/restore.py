"""Bring a home back from a backup: read and checked as a whole beside what is there, then put in its place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from reports.ruling import recover_decisions
from tasks.session import only_run
from upkeep.backup import is_needless
from upkeep.place import SERVICES, make_private, running
from upkeep.snapshot import BLOCK, BackupError, Manifest, SavedFile, Store

STAGING: Final = "restoring"
SPARE_SPACE: Final = 64 << 20
"""Bytes that should stay free after a restore."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored, and where what lay there before is kept (None when nothing did)."""

    manifest: Manifest
    kept: Path | None


def restore(store: Store, manifest: Manifest, home: Path, now: datetime, *, replace: bool) -> RestoreReport:
    """Write a snapshot into a home. What lies there is never overwritten: with `replace` it is moved aside.

    Raises SettingError when the home is in use, not empty, or too small; BackupError when the backup is damaged. The
    home is then as it was.
    """
    make_private(home)
    check_idle(home)
    present = [entry for entry in sorted(home.iterdir()) if not is_needless(entry.name)]
    if present and not replace:
        raise SettingError(
            f"“{home}”不是空的，没有恢复。请用 --home 指定一个新目录；"
            "确实要换掉现有内容，请加 --replace（原有内容会移到 before-restore 目录，不会删除）。"
        )
    _check_space(home, manifest)
    with only_run(home):
        staging = home / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            for file in manifest.files:
                _write(store, file, staging / file.path)
        except (OSError, BackupError):
            shutil.rmtree(staging, ignore_errors=True)
            raise
        kept = _set_aside(home, present, now)
        for entry in sorted(staging.iterdir()):
            entry.rename(home / entry.name)
        staging.rmdir()
        recover_decisions(home)
    return RestoreReport(manifest, kept)


def check_idle(home: Path) -> None:
    """Raise SettingError while services of this home run: they would go on with files that are no longer there."""
    if any(running(home, service) for service in SERVICES):
        raise SettingError("这个数据目录的服务正在运行。请先停止（kepu down，或 systemctl stop），再恢复。")


def _check_space(home: Path, manifest: Manifest) -> None:
    free = shutil.disk_usage(home).free
    if free < manifest.size + SPARE_SPACE:
        raise SettingError(
            f"磁盘空间不足：恢复要 {manifest.size / 1e6:.0f} MB，这里只剩 {free / 1e6:.0f} MB。"
            "请腾出空间，或用 --home 换一个目录。"
        )


def _write(store: Store, file: SavedFile, target: Path) -> None:
    """Write one file and check its hash on the way. Raises BackupError."""
    make_private(target.parent)
    digest = hashlib.sha256()
    with store.content(file.sha256) as reading, target.open("wb") as writing:
        while block := reading.read(BLOCK):
            digest.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    if digest.hexdigest() != file.sha256:
        raise BackupError(f"备份里的“{file.path}”已损坏，没有恢复。请改用另一次备份（--snapshot）或另一份备份。")
    target.chmod(file.mode & 0o700)


def _set_aside(home: Path, present: list[Path], now: datetime) -> Path | None:
    if not present:
        return None
    kept = home / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    kept.mkdir(mode=0o700)
    # The write-ahead log belongs to the ledger that goes, and would spoil the one that comes.
    for entry in (*present, *home.glob("ledger.sqlite-*")):
        entry.rename(kept / entry.name)
    return kept
