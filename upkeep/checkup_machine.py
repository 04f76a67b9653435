"""The machine: versions, disk space, folders and who may enter them, the clock."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from domain.errors import KepuError
from intake.inbox import inbox_files
from ledger.loads import Loads, is_readable
from upkeep.backup import LEDGER
from upkeep.finding import Finding, bad, good, local, poor
from upkeep.place import pass_phrase_file
from upkeep.services import PROJECT
from warehouse.connection import published_path, working_path

PACKAGES: Final = ("kepu", "prefect", "great-expectations", "duckdb", "pandas", "python-calamine")
LEAST_SPACE: Final = 1 << 30
"""A month needs a few megabytes; below a gigabyte an operator should make room first."""
COPIES_OF_WAREHOUSE: Final = 3
"""Publishing holds the working file, the published one, and the copy on its way."""
CLOCK_SLACK: Final = timedelta(minutes=5)
SHOWN: Final = 4


def examine_machine(home: Path, inbox: Path, now: datetime) -> Iterator[Finding]:
    """Look at everything that is not about what has been recorded."""
    yield from _versions()
    yield _space(home)
    yield _home(home)
    yield _privacy(home)
    yield _inbox(home, inbox)
    yield _clock(home, now)


def _versions() -> Iterator[Finding]:
    if sys.version_info[:2] == (3, 11):
        yield good("Python", platform.python_version())
    else:
        yield bad("Python", platform.python_version(), "请用 Python 3.11 重新安装（make setup）。")
    seen = "，".join(f"{name} {version(name)}" for name in PACKAGES)
    strange = packages_off_the_lock()
    if strange:
        shown = "、".join(strange[:SHOWN]) + ("等" if len(strange) > SHOWN else "")
        yield poor("软件包", f"{len(strange)} 个与锁定的版本不一致：{shown}", "请在项目目录运行 make setup。")
    else:
        yield good("软件包", seen)


def packages_off_the_lock() -> list[str]:
    """The packages whose version is not the one that the lock names; none where there is no lock."""
    lock = PROJECT / "requirements.lock"
    if not lock.exists():
        return []
    pins = re.findall(r"^([a-z0-9._-]+)==(\S+)(.*)", lock.read_text(encoding="ascii"), re.MULTILINE)
    strange = []
    for name, wanted, condition in pins:
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "未安装"
        if found != wanted and ";" not in condition:
            strange.append(f"{name} {found}（应为 {wanted}）")
    return strange


def _space(home: Path) -> Finding:
    warehouse = working_path(home).stat().st_size if working_path(home).exists() else 0
    needed = max(LEAST_SPACE, COPIES_OF_WAREHOUSE * warehouse)
    free = shutil.disk_usage(_existing(home)).free
    seen = f"剩余 {free / 1e9:.1f} GB"
    if free < warehouse + (64 << 20):
        return bad("磁盘空间", seen, f"已不够发布一次，请马上清理，至少留 {needed / 1e9:.1f} GB。")
    if free < needed:
        return poor("磁盘空间", seen, f"请清理，至少留 {needed / 1e9:.1f} GB。")
    return good("磁盘空间", seen)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())


def _home(home: Path) -> Finding:
    place = _existing(home)
    files = [path for path in (working_path(home), home / LEDGER, published_path(home)) if path.exists()]
    closed = [path for path in (place, *files) if not os.access(path, os.W_OK)]
    if closed:
        return bad("数据目录", f"{closed[0]} 不能写入", "请检查它属于谁（ls -ld），用运行 kepu 的那个用户来运行。")
    return good("数据目录", f"{home}" + ("" if home.exists() else "（还没有建立）"))


def _privacy(home: Path) -> Finding:
    """Who may look into the home, change an original, or read the pass phrase."""
    phrase = pass_phrase_file(home)
    if phrase.exists() and phrase.stat().st_mode & 0o077:
        return bad("权限", "Prefect 的口令文件别人也能读", f"请运行 chmod 600 {phrase}，再 kepu down、kepu up。")
    loose = [path for path in (home / "archive" / "objects").glob("??/*") if path.stat().st_mode & 0o222]
    if loose:
        return poor(
            "权限", f"存档里有 {len(loose)} 个原始文件可以改写", f"请运行 chmod a-w {home}/archive/objects/*/*。"
        )
    if home.exists() and home.stat().st_mode & 0o077:
        return poor("权限", "这台机器的其他用户能进入数据目录", f"请运行 chmod 700 {home}。")
    return good("权限", "数据目录只有本用户能进入，原始文件只读")


def _inbox(home: Path, inbox: Path) -> Finding:
    try:
        files = inbox_files(inbox)
    except KepuError as error:
        return bad("收件目录", f"{inbox} 不存在", error.message)
    closed = [file.source_file for file in files if not os.access(file.path, os.R_OK)]
    if closed:
        return bad("收件目录", f"{len(closed)} 个文件不能读取：{closed[0]}", "请给运行 kepu 的用户读的权限（chmod）。")
    seen = f"{inbox}：{len(files)} 个文件"
    if is_readable(home):
        loads = Loads.at_home(home)
        try:
            waiting = len({file.source_file for file in files} - loads.arrived_files())
        finally:
            loads.close()
        seen += f"，其中 {waiting} 个是新的，下一次运行会收" if waiting else "，都已收过"
    return good("收件目录", seen)


def _clock(home: Path, now: datetime) -> Finding:
    """A clock behind the last load is wrong, or was; loads are ordered by their number, not by it."""
    if is_readable(home):
        loads = Loads.at_home(home)
        try:
            last = loads.latest()
        finally:
            loads.close()
        if last is not None and now + CLOCK_SLACK < last.started_at:
            return bad(
                "系统时间",
                f"现在 {local(now)}，比上一次运行 {local(last.started_at)} 还早",
                "请校准时钟（timedatectl set-ntp true）。数据的先后按运行编号，不受影响，但收件时间会写错。",
            )
    return good("系统时间", local(now))
