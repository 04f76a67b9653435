"""Commands that tell people: 催报 to the prefectures, and who is told what."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DEFAULT_HOME,
    DEFAULT_INBOX,
    AsJson,
    Home,
    Inbox,
    Period,
    check_period,
    lines_of,
    user_errors,
    write_lines,
)

if TYPE_CHECKING:
    from domain.catalog import Catalog
    from reports.contacts import Contacts
    from reports.reminder import ReminderRound

app = typer.Typer()


@app.command()
@user_errors
def remind(
    period: Period = None,
    send: Annotated[bool, typer.Option("--send", help="真的发出；不写则只写催报单、列出会催谁。")] = False,
    again: Annotated[bool, typer.Option("--again", help="与 --send 同用：催过的再催一次。")] = False,
    inbox: Inbox = DEFAULT_INBOX,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """催报：谁没报、谁报来的文件不能用。默认只写催报单并列出名单，加 --send 才发给各地州市的联系人。

    同一件事只催一次：再运行不会重发。例：kepu remind --period 2022-11；kepu remind --period 2022-11 --send
    """
    from reference.loader import load_catalog
    from reports.contacts import load_contacts
    from reports.reminding import today
    from warehouse.run_lines import latest_period

    check_period(period)
    if again and not send:
        raise typer.BadParameter("--again 和 --send 一起用。")
    catalog, now = load_catalog(), datetime.now(UTC)
    contacts = load_contacts(home, catalog)
    reminders = round_without_waiting(home, inbox, period or latest_period(home), catalog, today(now))
    paper = write_paper(home, reminders, contacts)
    if send:
        send_reminders(home, reminders, contacts, catalog, again=again, as_json=as_json)
    else:
        show_reminders(reminders, contacts, paper, as_json=as_json)


def round_without_waiting(home: Path, inbox: Path, period: str, catalog: Catalog, day: date) -> ReminderRound:
    """The round of a month, without those whose file lies in the inbox and only waits for the next run."""
    from dataclasses import replace

    from intake.identify import identify_by_folder
    from intake.inbox import inbox_files
    from reports.reminding import reminder_round

    reminders = reminder_round(home, catalog, period, day)
    if not inbox.is_dir():
        return reminders
    found = [identify_by_folder(file.source_file, catalog) for file in inbox_files(inbox)]
    here = {one.submitter_code for one in found if one.period is not None and str(one.period) == period}
    waiting = [one for one in reminders.reminders if not one.problem and one.region_code in here]
    for one in waiting:
        typer.echo(f"不催 {one.name_zh}：收件目录里已有这个月的文件，请先运行 kepu ingest。", err=True)
    return replace(reminders, reminders=tuple(one for one in reminders.reminders if one not in waiting))


def write_paper(home: Path, reminders: ReminderRound, contacts: Contacts) -> Path | None:
    """Write the 催报单 with today's date into the month's reports; None when nobody is to be reminded."""
    from reports.notices import signed
    from reports.reminder import write_reminders

    if not reminders.reminders:
        return None
    path = home / "reports" / str(reminders.month) / f"{reminders.month.zh}催报单.docx"
    return write_reminders(path, signed(reminders, contacts))


def show_reminders(reminders: ReminderRound, contacts: Contacts, paper: Path | None, *, as_json: bool) -> None:
    """Print who would be reminded, and how."""
    from reports.reminder import reminder_lines

    ways = {one.region_code: [c.label for c in contacts.of(one.region_code)] for one in reminders.reminders}
    if as_json:
        write_lines(
            {
                "period": str(reminders.month),
                "region_code": one.region_code,
                "name_zh": one.name_zh,
                "problem": one.problem,
                "due_on": reminders.due_on,
                "days_overdue": reminders.days_overdue,
                "channels": ways[one.region_code],
            }
            for one in reminders.reminders
        )
        return
    head, *lines = reminder_lines(reminders)
    typer.echo(head)
    for one, line in zip(reminders.reminders, lines, strict=False):
        typer.echo(f"{line}　→ {'、'.join(ways[one.region_code]) or '没有联系方式，只有纸质催报单'}")
    if paper is not None:
        typer.echo(f"催报单：{paper}")
    if any(ways.values()):
        typer.echo("以上还没有发出；加 --send 发送。")
    elif reminders.reminders:
        typer.echo("联系方式写在 notify.yaml：先看 kepu notify --example。")


def send_reminders(
    home: Path, reminders: ReminderRound, contacts: Contacts, catalog: Catalog, *, again: bool, as_json: bool
) -> None:
    """Send the reminders and say what became of each; exit code 13 when one could not be sent."""
    from domain.errors import SettingError
    from reports.notices import reminder_notices
    from reports.posting import PostOffice, place_zh, posted_sentences

    asked = {one.region_code for one in reminders.reminders}
    if asked and not any(contacts.of(code) for code in asked):
        raise SettingError(
            "要催的单位都没有联系方式，没有发送。请在 notify.yaml 里写上，格式看 kepu notify --example。"
        )
    posted = PostOffice(home, contacts, catalog, datetime.now(UTC)).post(
        reminder_notices(reminders, contacts), again=again
    )
    if as_json:
        write_lines(lines_of(posted))
    else:
        for sentence in posted_sentences(posted, catalog):
            typer.echo(sentence)
        before = [place_zh(one.recipient, catalog) for one in posted if one.status == "sent_before"]
        if before:
            typer.echo(f"已催过，不再重发：{'、'.join(dict.fromkeys(before))}。要再催一次，加 --again。")
        without = [one.name_zh for one in reminders.reminders if not contacts.of(one.region_code)]
        if without:
            typer.echo(f"没有联系方式，只有纸质催报单：{'、'.join(without)}")
        if not asked:
            typer.echo(f"{reminders.month.zh}各地州市均已报送，无需催报。")
    if any(one.status in ("pending", "expired") for one in posted):
        raise typer.Exit(13)


@app.command()
@user_errors
def notify(
    test: Annotated[bool, typer.Option("--test", help="给每个联系方式发一条测试消息（或用 --to 只发一处）。")] = False,
    to: Annotated[str | None, typer.Option("--to", help="与 --test 同用：operator，或地州代码，如 654200。")] = None,
    example: Annotated[bool, typer.Option("--example", help="写出一份带说明的 notify.yaml（已有则只显示）。")] = False,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """通知：谁收什么、最近发了什么、还有什么没发成。地址和密钥不会显示。"""
    from reference.loader import load_catalog
    from reports.contacts import OPERATOR, load_contacts

    if example:
        write_example(home)
        return
    catalog = load_catalog()
    contacts = load_contacts(home, catalog)
    if not test:
        show_channels(home, contacts, catalog, as_json=as_json)
        return
    recipients = list(dict.fromkeys(channel.recipient for channel in contacts.channels))
    if to is not None:
        recipients = [one for one in recipients if one == to]
    if not recipients:
        raise typer.BadParameter(f"没有可发的联系方式；--to 可写 {OPERATOR} 或地州代码，先看 kepu notify。")
    send_trial(home, contacts, catalog, recipients, as_json=as_json)


def write_example(home: Path) -> None:
    """Write a commented contacts file, private, where none is yet; show it where one is."""
    import os

    from reports.contacts import EXAMPLE, contacts_path

    path = contacts_path(home)
    if path.exists():
        typer.echo(EXAMPLE)
        typer.echo(f"（“{path}”已经有了，没有动它；以上是格式。）", err=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(EXAMPLE)
    typer.echo(f"已写入 {path}（只有本人可读）。改好后运行 kepu notify 看一遍，再运行 kepu notify --test。")


def show_channels(home: Path, contacts: Contacts, catalog: Catalog, *, as_json: bool) -> None:
    """Print who is told what, and the latest messages."""
    from ledger.deliveries import Outbox
    from reports.notification_tables import channel_table, delivery_table
    from reports.terminal import terminal

    with closing(Outbox.at_home(home)) as outbox:
        latest = outbox.latest(20)
    if as_json:
        kept = ("kind", "period", "recipient", "channel", "title", "status", "attempts", "problem")
        write_lines({**{name: getattr(one, name) for name in kept}, "at": one.last_at} for one in latest)
        return
    if not contacts.channels:
        typer.echo("还没有联系方式：谁也不会收到通知。先运行 kepu notify --example 写一份 notify.yaml。")
        return
    console = terminal()
    console.print(channel_table(contacts, catalog))
    if latest:
        console.print(delivery_table(latest, catalog))


def send_trial(home: Path, contacts: Contacts, catalog: Catalog, recipients: list[str], *, as_json: bool) -> None:
    """Send a trial message to recipients; exit code 13 when one could not be sent."""
    from reports.notices import trial_notice
    from reports.posting import PostOffice, posted_sentences

    now = datetime.now(UTC)
    posted = PostOffice(home, contacts, catalog, now).post([trial_notice(one, now) for one in recipients])
    if as_json:
        write_lines(lines_of(posted))
    else:
        for sentence in posted_sentences(posted, catalog):
            typer.echo(sentence)
    if any(one.status in ("pending", "expired") for one in posted):
        raise typer.Exit(13)
