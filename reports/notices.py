"""What is told to whom, in words: a reminder to a prefecture, the result or the failure of a run to the operator.

A notice has a `substance`: what it is really about, without the day it is written. Two notices with the same substance
for the same month and recipient are one; a second one is not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from domain.catalog import Catalog
from domain.period import Month
from domain.statement import content_id
from ledger.deliveries import Delivery, DeliveryStatus
from reports.contacts import OPERATOR, Channel, Contacts
from reports.reminder import ReminderRound, letter_lines
from warehouse.queries import StatusLine, issue_lines, status_lines
from warehouse.run_lines import submission_lines

REMINDER, RESULT, FAILURE, TEST = "reminder", "result", "failure", "test"
KIND_ZH = {REMINDER: "催报", RESULT: "运行结果", FAILURE: "运行失败", TEST: "测试"}
_MONTHS_IN_FULL = 3
"""A message about many months tells the latest ones in full."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient, whatever the channels."""

    kind: str
    period: str  # the month it is about; a day for what is about none
    recipient: str
    title: str
    body: str
    substance: str

    def through(self, channel: Channel, at: datetime) -> Delivery:
        """The message as it goes through one channel."""
        identity = content_id("delivery", self.kind, self.period, self.recipient, channel.name, self.substance)
        waiting = DeliveryStatus.PENDING
        return Delivery(
            identity, self.kind, self.period, self.recipient, channel.name, self.title, self.body, waiting, 0, at
        )


def signed(reminders: ReminderRound, contacts: Contacts) -> ReminderRound:
    """The round with the signature and the contact that the operator has set."""
    return replace(
        reminders,
        signed_by=contacts.signed_by or reminders.signed_by,
        contact=contacts.contact or reminders.contact,
    )


def reminder_notices(reminders: ReminderRound, contacts: Contacts) -> list[Notice]:
    """One notice a prefecture that is to be reminded. Before and after the due date are two different reminders."""
    phase = "overdue" if reminders.days_overdue else "before"
    return [
        Notice(
            REMINDER,
            str(reminders.month),
            reminder.region_code,
            f"催报：{reminders.month.zh}科普统计数据",
            "\n".join(letter_lines(signed(reminders, contacts), reminder, contacts.contact)),
            f"{phase}|{reminder.problem}",
        )
        for reminder in reminders.reminders
    ]


def result_notice(home: Path, periods: Sequence[str], left: Sequence[str], catalog: Catalog) -> Notice:
    """What a run of one month or more came to, for the operator: the latest in full, who is missing, what waits."""
    told = list(periods[-_MONTHS_IN_FULL:])
    lines = [line for period in reversed(told) for line in _month_lines(home, period, catalog)]
    if len(periods) > len(told):
        lines.append(f"另外还处理了 {len(periods) - len(told)} 个月（{periods[0]} 起），见 kepu status。")
    lines += left
    body = "\n".join(lines)
    first, last = Month.parse(told[0]).zh, Month.parse(told[-1]).zh
    title = f"科普月报：{last}运行结果" if len(told) == 1 else f"科普月报：{first}至{last}运行结果"
    return Notice(RESULT, told[-1], OPERATOR, title, body, body)


def failure_notice(sentence: str, day: date) -> Notice:
    """That a run on schedule did not come through, and why."""
    body = f"{sentence}\n已发布的数据没有变动。处理后请运行 kepu ingest；先看 kepu doctor 也可以。"
    return Notice(FAILURE, day.isoformat(), OPERATOR, "科普月报：这次运行没有完成", body, sentence)


def trial_notice(recipient: str, now: datetime) -> Notice:
    """A message to see whether a channel works."""
    body = "这是一条测试消息：收到即说明科普月报的通知能送到这里，不必回复。"
    return Notice(TEST, now.date().isoformat(), recipient, "科普月报：测试消息", body, now.isoformat())


def _month_lines(home: Path, period: str, catalog: Catalog) -> list[str]:
    lines = status_lines(home, period)
    reported = [line for line in lines if line.state not in ("not_reported", "failed")]
    late = sum(line.on_time is False for line in reported)
    said = [f"【{Month.parse(period).zh}】已报 {len(reported)}/{len(lines)}" + (f"，其中迟报 {late}" if late else "")]
    if missing := [line.name_zh for line in lines if line.state == "not_reported"]:
        said.append(f"未报（{len(missing)}）：{'、'.join(missing)}")
    if nil := [line.name_zh for line in lines if line.state == "nil"]:
        said.append(f"零报告：{'、'.join(nil)}")
    said += [f"无法使用：{name}" for name in _unusable(home, period, catalog)]
    said.append(_numbers(lines))
    waiting = sum(issue.status == "open" for issue in issue_lines(home, period))
    said.append(f"待处理的问题 {waiting} 个（kepu issues --period {period}）" if waiting else "没有待处理的问题")
    return said


def _unusable(home: Path, period: str, catalog: Catalog) -> list[str]:
    names = {region.code: region.name_zh for region in catalog.prefectures}
    failed = [line for line in submission_lines(home, period) if line.error_code and line.state != "superseded"]
    return [f"{names.get(one.region_code, '未识别单位')} {one.source_file.rpartition('/')[2]}" for one in failed]


def _numbers(lines: Sequence[StatusLine]) -> str:
    counts = [sum(getattr(line, name) for line in lines) for name in ("found", "accepted", "provisional", "held")]
    return "找到 {} 个数：通过 {}，暂用 {}，待核 {}".format(*counts)
