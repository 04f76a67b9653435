"""Who is told what, and what was sent lately, on the terminal. Addresses that are secrets are not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from domain.catalog import Catalog
from ledger.deliveries import Delivery
from reports.contacts import OPERATOR, Contacts
from reports.notices import KIND_ZH
from reports.posting import place_zh

LOCAL_TIME: Final = ZoneInfo("Asia/Shanghai")
STATUS_ZH: Final = {"sent": "已发送", "pending": "待重发", "withdrawn": "不再发", "expired": "放弃"}
_STATUS_STYLE = {"sent": "green", "pending": "yellow", "withdrawn": "bright_black", "expired": "red"}


def channel_table(contacts: Contacts, catalog: Catalog) -> Table:
    """One row a recipient: the operator first, then every prefecture, those without any contact too."""
    table = Table(title="谁收什么", header_style="bold")
    for name in ("收件人", "收什么", "联系方式"):
        table.add_column(name, overflow="fold")
    for recipient in (OPERATOR, *(region.code for region in catalog.prefectures)):
        labels = "、".join(channel.label for channel in contacts.of(recipient))
        what = "运行结果、运行失败" if recipient == OPERATOR else "催报"
        shown = Text(labels) if labels else Text("没有", style="bright_black")
        table.add_row(place_zh(recipient, catalog), what, shown)
    table.caption = "催报：" + ("过截止日后自动" if contacts.reminds_automatically else "只在 kepu remind --send 时")
    return table


def delivery_table(deliveries: Sequence[Delivery], catalog: Catalog) -> Table:
    """One row a message, newest first."""
    table = Table(title="最近的通知", header_style="bold")
    for name in ("时间（北京）", "收件人", "方式", "内容", "状态", "次数", "原因"):
        table.add_column(name, overflow="fold")
    for one in deliveries:
        at = (one.last_at or one.created_at).astimezone(LOCAL_TIME)
        status = Text(STATUS_ZH[one.status], style=_STATUS_STYLE[one.status])
        what = f"{KIND_ZH.get(one.kind, one.kind)} {one.period}"
        table.add_row(
            f"{at:%Y-%m-%d %H:%M}",
            place_zh(one.recipient, catalog),
            one.channel,
            what,
            status,
            str(one.attempts),
            one.problem,
        )
    return table
