"""What an operator is asked on the telephone, answered by one command: versions, space, locks, archive, last run."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.table import Table
from rich.text import Text

from domain.errors import KepuError
from intake.archive import Archive
from intake.inbox import inbox_files
from reference.loader import load_catalog
from reference.overlay import confirmed_overlay
from warehouse.connection import published_path
from warehouse.run_lines import latest_period

_PACKAGES = ("prefect", "great-expectations", "duckdb", "pandas", "python-calamine")
_LEAST_SPACE = 1 << 30
"""A month needs a few megabytes; below a gigabyte an operator should make room first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it good, what was seen, what to do if not."""

    name: str
    is_good: bool
    seen: str


def examine(home: Path, inbox: Path) -> list[Finding]:
    """Look at everything; nothing is changed and nothing raises."""
    return [*_versions(), *_folders(home, inbox), _run_lock(home), *_archive(home), _reference(home), _published(home)]


def _versions() -> Iterator[Finding]:
    is_right = sys.version_info[:2] == (3, 11)
    yield Finding("Python", is_right, platform.python_version() + ("" if is_right else "：请用 Python 3.11"))
    yield Finding("软件包", is_good=True, seen="，".join(f"{name} {version(name)}" for name in _PACKAGES))


def _folders(home: Path, inbox: Path) -> Iterator[Finding]:
    place = home if home.exists() else home.resolve().parent
    free = shutil.disk_usage(place).free
    enough = free >= _LEAST_SPACE
    yield Finding("磁盘空间", enough, f"剩余 {free / 1e9:.1f} GB" + ("" if enough else "：请先清理，至少留 1 GB"))
    writable = os.access(place, os.W_OK)
    yield Finding("数据目录", writable, f"{home}" + ("" if writable else "：没有写权限"))
    try:
        yield Finding("收件目录", is_good=True, seen=f"{inbox}：{len(inbox_files(inbox))} 个文件")
    except KepuError as error:
        yield Finding("收件目录", is_good=False, seen=error.message)


def _run_lock(home: Path) -> Finding:
    with suppress(FileNotFoundError):
        descriptor = os.open(home / "run.lock", os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return Finding("运行", is_good=True, seen="有一次运行正在进行")
        finally:
            os.close(descriptor)
    return Finding("运行", is_good=True, seen="没有正在进行的运行")


def _archive(home: Path) -> Iterator[Finding]:
    if not (home / "archive").is_dir():
        yield Finding("存档", is_good=True, seen="还没有存档（尚未运行过）")
        return
    archive = Archive(home / "archive")
    broken = archive.verify()
    seen = f"{len(broken)} 个文件已损坏：{broken[0]}…" if broken else "原始文件与指纹一致"
    yield Finding("存档", not broken, seen)
    try:
        count = sum(1 for _ in archive.events())
        yield Finding("日志", is_good=True, seen=f"{count} 条记录，前后衔接")
    except KepuError as error:
        yield Finding("日志", is_good=False, seen=error.message)


def _reference(home: Path) -> Finding:
    try:
        catalog = load_catalog(overlay=confirmed_overlay(home))
    except KepuError as error:
        return Finding("参考数据", is_good=False, seen=error.message)
    counted = f"{len(catalog.regions)} 个地区、{len(catalog.indicators)} 个指标、{len(catalog.rules)} 条规则"
    return Finding("参考数据", is_good=True, seen=f"{counted}，版本 {catalog.version[:12]}")


def _published(home: Path) -> Finding:
    if not published_path(home).exists():
        return Finding("已发布数据", is_good=True, seen="还没有发布过：请运行 kepu ingest")
    try:
        return Finding("已发布数据", is_good=True, seen=f"{published_path(home)}，最近月份 {latest_period(home)}")
    except KepuError as error:
        return Finding("已发布数据", is_good=False, seen=error.message)


def checkup_table(findings: list[Finding]) -> Table:
    """The findings as a table."""
    table = Table(header_style="bold")
    for name in ("项目", "结果", "说明"):
        table.add_column(name, overflow="fold")
    for finding in findings:
        mark = Text("正常", style="green") if finding.is_good else Text("请处理", style="red")
        table.add_row(finding.name, mark, finding.seen)
    return table
