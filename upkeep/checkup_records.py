"""What has been recorded: originals, journal, ledger, reference data, the working and the published file, backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from domain.catalog import Catalog
from domain.errors import KepuError
from intake.archive import Archive
from ledger.deliveries import Outbox
from ledger.loads import Loads, is_readable
from reference.loader import load_catalog
from reference.overlay import confirmed_overlay
from reports.contacts import contacts_path, load_contacts
from upkeep.backup import LEDGER, last_backup
from upkeep.finding import Finding, bad, good, local, poor
from upkeep.run_lock import is_running
from warehouse.connection import open_published, open_to_read, published_path, working_path
from warehouse.invariants import broken_invariants
from warehouse.run_lines import latest_period

BACKUP_DUE: Final = timedelta(days=8)
BACKUP_OVERDUE: Final = timedelta(days=35)
"""A week between backups, with a day's grace; a month's work lost is more than anybody wants to do again."""
FROM_BACKUP: Final = "请从备份取回：先 kepu restore 备份 --home 新目录，再核对。"


def examine_records(home: Path, now: datetime, catalog: Catalog | None) -> Iterator[Finding]:
    """Look at everything that a home keeps; nothing is changed."""
    if not (home / "archive").is_dir():
        yield good("存档", "还没有存档（尚未运行过）")
    else:
        archive = Archive(home / "archive")
        yield _originals(archive)
        yield _journal(archive)
        yield _ledger(home, archive)
    yield from _warehouse(home)
    yield _backup(home, now)
    if contacts_path(home).exists():
        yield _notices(home, catalog)


def _originals(archive: Archive) -> Finding:
    """Every original is there and is what its name says."""
    changed = archive.verify()
    if changed:
        seen = f"{len(changed)} 个原始文件已被改动或损坏：{changed[0][:12]}…"
        return bad("存档", seen, FROM_BACKUP + "在此之前不要运行 kepu rebuild。")
    try:
        named = {str(event["content_sha256"]) for event in archive.events() if event["event"] == "receipt"}
    except KepuError:
        named = set()  # the journal has a finding of its own
    missing = [sha256 for sha256 in named if not archive.path_of(sha256).exists()]
    if missing:
        return bad("存档", f"{len(missing)} 个收过的原始文件不见了：{missing[0][:12]}…", FROM_BACKUP)
    return good("存档", f"{len(named)} 个原始文件都在，与指纹一致")


def _journal(archive: Archive) -> Finding:
    try:
        count = sum(1 for _ in archive.events())
    except KepuError as error:
        return bad("日志", error.message, FROM_BACKUP + "不要自己修改 journal.jsonl。")
    if archive.journal.exists() and (data := archive.journal.read_bytes()) and not data.endswith(b"\n"):
        return poor(
            "日志", f"{count} 条记录，前后衔接；最后一行没有写完", "上次中断留下的，不影响数据，下次运行会去掉它。"
        )
    return good("日志", f"{count} 条记录，前后衔接")


def _ledger(home: Path, archive: Archive) -> Finding:
    """The ledger is sound, and knows all that the journal knows."""
    advice = "请运行 kepu rebuild，从存档和日志重建。"
    if not (home / LEDGER).exists():
        return bad("台账", "ledger.sqlite 不见了", advice)
    try:
        with closing(sqlite3.connect(f"file:{home / LEDGER}?mode=ro", uri=True)) as connection:
            said = connection.execute("pragma quick_check").fetchone()[0]
    except sqlite3.DatabaseError:
        said = "unreadable"
    if said != "ok":
        return bad("台账", "ledger.sqlite 已损坏", advice)
    loads = Loads.at_home(home)
    try:
        receipts, decisions = loads.receipt_count(), loads.decision_ids()
    finally:
        loads.close()
    try:
        events = list(archive.events())
    except KepuError:
        return good("台账", f"{receipts} 次收件、{len(decisions)} 个决定")
    journalled = sum(event["event"] == "receipt" for event in events)
    unknown = {str(event["decision_id"]) for event in events if event["event"] == "decision"} - decisions
    if journalled > receipts or unknown:
        seen = f"日志里有 {journalled - receipts} 次收件、{len(unknown)} 个决定台账不知道"
        return poor("台账", seen, "上次中断留下的。请运行 kepu ingest；仍是这样则运行 kepu rebuild。")
    return good("台账", f"{receipts} 次收件、{len(decisions)} 个决定，与日志一致")


def examine_reference(home: Path) -> tuple[Catalog | None, Finding]:
    """The catalogue with what was confirmed in use, and how it stands; no catalogue when a file is refused."""
    try:
        catalog = load_catalog(overlay=confirmed_overlay(home))
    except KepuError as error:
        advice = "请按所说的文件和行改正；确认过的名称在数据目录的 reference 里。"
        return None, bad("参考数据", error.message, advice)
    counted = f"{len(catalog.regions)} 个地区、{len(catalog.indicators)} 个指标、{len(catalog.rules)} 条规则"
    return catalog, good("参考数据", f"{counted}，版本 {catalog.version[:12]}")


def _warehouse(home: Path) -> Iterator[Finding]:
    if working_path(home).exists() and not is_running(home):
        try:
            with open_to_read(working_path(home)):
                yield good("工作文件", f"{working_path(home).stat().st_size / 1e6:.0f} MB，可以打开")
        except KepuError as error:
            yield bad("工作文件", error.message, "已发布的数据不受影响。请运行 kepu rebuild。")
    if not published_path(home).exists():
        yield good("已发布数据", "还没有发布过：请运行 kepu ingest")
        return
    try:
        with open_published(home) as connection:
            broken = broken_invariants(connection)
        period = latest_period(home)
    except KepuError as error:
        yield bad("已发布数据", error.message, "请运行 kepu publish；不行则 kepu publish --rollback 或 kepu rebuild。")
        return
    if broken:
        yield bad("已发布数据", broken[0], "请运行 kepu publish --rollback 回到上一版，再 kepu rebuild。")
    else:
        yield good("已发布数据", f"{published_path(home)}，最近月份 {period}，内部核对无误")


def _backup(home: Path, now: datetime) -> Finding:
    if not (home / "archive" / "journal.jsonl").exists():
        return good("备份", "还没有需要备份的内容")
    advice = f"请运行 kepu backup 位置 --home {home}，放到另一块磁盘或另一台机器；最好每天自动做（docs/runbook.md）。"
    last = last_backup(home)
    if last is None:
        return poor("备份", "从未备份过", advice)
    age = now - last.made_at
    seen = f"{local(last.made_at)}，{last.files} 个文件，在 {last.target}"
    if age > BACKUP_OVERDUE:
        return bad("备份", f"已经 {age.days} 天没有备份：{seen}", advice)
    if age > BACKUP_DUE:
        return poor("备份", f"已经 {age.days} 天没有备份：{seen}", advice)
    return good("备份", seen)


def _notices(home: Path, catalog: Catalog | None) -> Finding:
    """Who is told of runs and reminders, and what has not gone out."""
    if catalog is None:
        return poor("通知", "参考数据有错，无法核对联系人", "请先处理参考数据。")
    try:
        channels = load_contacts(home, catalog).channels
    except KepuError as error:
        return bad("通知", error.message, "改正后运行 kepu notify 看一遍，kepu notify --test 发一条测试消息。")
    waiting = 0
    if is_readable(home):
        with closing(Outbox.at_home(home)) as outbox:
            waiting = len(outbox.pending())
    if waiting:
        return poor("通知", f"{waiting} 条通知还没有发出去", "请运行 kepu notify 看原因；下一次运行会再发。")
    return good("通知", f"{len(channels)} 个收件渠道，没有积压")
