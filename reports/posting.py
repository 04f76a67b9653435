"""Post notices: write them into the outbox, send what waits there, note what became of each. Never twice.

A message is written down before it is sent and noted when it was taken. One that was not taken waits for the next run;
a reminder that is no longer true by then is withdrawn. If the machine stops between sending and noting, that one
message is sent again: better twice than never.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from domain.catalog import Catalog
from domain.errors import KepuError
from intake.archive import Archive
from ledger.deliveries import Delivery, DeliveryStatus, Outbox, sent_event
from reports.contacts import OPERATOR, Channel, Contacts
from reports.delivery import deliver
from reports.notices import REMINDER, TEST, Notice, reminder_notices
from reports.progress import PROGRESS
from reports.reminding import reminder_round, today

ATTEMPTS: Final = 3
"""How often a message is tried in one run; the waits between are 1, 2, … seconds."""
KEPT_TRYING: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one message through one channel."""

    kind: str
    period: str
    recipient: str
    channel: str
    title: str
    status: str  # sent, sent_before, pending, withdrawn, expired
    at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Whose messages go out, and by which clock."""

    home: Path
    contacts: Contacts
    catalog: Catalog
    now: datetime
    pause: Callable[[float], None] = time.sleep
    send: Callable[[Channel, str, str], str] = deliver

    def post(self, notices: Sequence[Notice], *, again: bool = False) -> list[Posted]:
        """Send the notices, and whatever else waits; `again` also sends what was sent before."""
        wanted = [
            notice.through(channel, self.now) for notice in notices for channel in self.contacts.of(notice.recipient)
        ]
        with self._alone(), closing(Outbox.at_home(self.home)) as outbox:
            fresh = {one.delivery_id for one in outbox.add(wanted)}
            known = [one.delivery_id for one in wanted if one.delivery_id not in fresh]
            before = {one.delivery_id for one in outbox.find(known) if one.status is DeliveryStatus.SENT}
            if again:
                outbox.reopen(known, self.now)
            tried = self._send_waiting(outbox)
            asked = list(dict.fromkeys([*(one.delivery_id for one in wanted), *tried]))
            return [_posted(one, before - set(tried)) for one in outbox.find(asked)]

    def _send_waiting(self, outbox: Outbox) -> list[str]:
        """Try every message that waits; returns their ids."""
        waiting = outbox.pending()
        dead: dict[str, str] = {}  # server → why it does not answer
        still_true = self._true_reminders({one.period for one in waiting if one.kind == REMINDER})
        for one in waiting:
            channel = next((c for c in self.contacts.of(one.recipient) if c.name == one.channel), None)
            is_unclear = one.kind == REMINDER and one.period not in still_true
            if channel is None:
                outbox.note(one.delivery_id, DeliveryStatus.WITHDRAWN, self.now, "联系方式已不在")
            elif one.kind == REMINDER and not is_unclear and one.delivery_id not in still_true[one.period]:
                outbox.note(one.delivery_id, DeliveryStatus.WITHDRAWN, self.now, "已经报送，不再催")
            elif self.now - one.created_at > KEPT_TRYING:
                outbox.note(one.delivery_id, DeliveryStatus.EXPIRED, self.now, one.problem)
            elif not is_unclear:  # else it waits until its month can be looked at
                self._try(outbox, one, channel, dead)
        return [one.delivery_id for one in waiting]

    def _try(self, outbox: Outbox, one: Delivery, channel: Channel, dead: dict[str, str]) -> None:
        """Send one message, a few times if need be; a server that does not answer is not asked again in this run."""
        server = channel.kind_zh if channel.is_robot else urlsplit(channel.url).netloc.rpartition("@")[2]
        problem = dead.get(server) or self._send(channel, one)
        if problem:
            dead[server] = problem if problem.startswith(("连接", "找不到")) else ""
            is_kept = one.kind != TEST  # a trial says now whether a channel works, and is not repeated
            status = DeliveryStatus.PENDING if is_kept else DeliveryStatus.EXPIRED
            outbox.note(one.delivery_id, status, self.now, problem)
            return
        Archive.at_home(self.home).record("delivery", sent_event(one, self.now))
        outbox.note(one.delivery_id, DeliveryStatus.SENT, self.now)

    def _send(self, channel: Channel, one: Delivery) -> str:
        problem = ""
        for attempt in range(1, ATTEMPTS + 1):
            problem = self.send(channel, one.title, one.body)
            if not problem or attempt == ATTEMPTS:
                break
            self.pause(attempt)
        return problem

    def _true_reminders(self, periods: set[str]) -> dict[str, set[str]]:
        """The ids of the reminders due as things stand now, by month; a month that cannot be looked at is left out."""
        found: dict[str, set[str]] = {}
        for period in sorted(periods):
            try:
                reminders = reminder_round(self.home, self.catalog, period, today(self.now))
            except KepuError as error:
                PROGRESS.warning("%s的催报这次没有发：%s", period, error.message)
                continue
            found[period] = {
                notice.through(channel, self.now).delivery_id
                for notice in reminder_notices(reminders, self.contacts)
                for channel in self.contacts.of(notice.recipient)
            }
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until nobody else posts from this home folder."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.home / "notify.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _posted(one: Delivery, before: set[str]) -> Posted:
    status = "sent_before" if one.delivery_id in before else str(one.status)
    return Posted(one.kind, one.period, one.recipient, one.channel, one.title, status, one.last_at, one.problem)


def place_zh(recipient: str, catalog: Catalog) -> str:
    """What people call a recipient."""
    if recipient == OPERATOR:
        return "自治区统计岗"
    region = catalog.regions.get(recipient)
    return region.name_zh if region is not None else recipient


def posted_sentences(posted: Sequence[Posted], catalog: Catalog) -> list[str]:
    """What became of the messages, in sentences for the operator; what had been sent before is not news."""
    said = []
    for one in posted:
        whom = f"{place_zh(one.recipient, catalog)}（{one.channel}）"
        if one.status == DeliveryStatus.SENT:
            said.append(f"已发送 {whom}：{one.title}")
        elif one.status == DeliveryStatus.PENDING:
            said.append(f"没有发成 {whom}：{one.title}。{one.problem}；下次运行再发。")
        elif one.status == DeliveryStatus.EXPIRED and one.kind == TEST:
            said.append(f"没有发成 {whom}：{one.title}。{one.problem}。")
        elif one.status == DeliveryStatus.EXPIRED:
            said.append(f"不再重发 {whom}：{one.title}。七天内一直没有发成：{one.problem}。")
        elif one.status == DeliveryStatus.WITHDRAWN:
            said.append(f"不再发送 {whom}：{one.title}。{one.problem}。")
    return said
