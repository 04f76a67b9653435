"""What changed about a month since an instant, one Chinese sentence a change: `revision_lines`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.connection import open_published
from warehouse.statements import statement
from warehouse.trace import CAUSE_ZH, PERIOD_TYPE_ZH, STATUS_ZH, moment_zh, number_zh


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One published value replaced by a later one, or withdrawn (then `value` and `status` are None)."""

    observation_key: str
    region_code: str
    region_name: str
    period: str
    period_type: str
    indicator_code: str
    indicator_name: str
    unit_code: str | None
    cause: str
    changed_at: datetime  # UTC
    previous_value: float | None
    value: float | None
    previous_status: str
    status: str | None
    reported_in: str

    @property
    def sentence(self) -> str:
        """The change as a bulletin words it."""
        about = f"{self.region_name}{self.period}{PERIOD_TYPE_ZH.get(self.period_type, '')}{self.indicator_name}"
        when = f"（{moment_zh(self.changed_at)}，{CAUSE_ZH.get(self.cause, self.cause)}，{self.reported_in} 月报）"
        before = number_zh(self.previous_value, self.unit_code)
        if self.status is None:
            return f"{about}：原为 {before}，已撤回{when}。"
        if self.previous_value == self.value:
            old, new = STATUS_ZH.get(self.previous_status, ""), STATUS_ZH.get(self.status, "")
            return f"{about}：{before} 不变，由{old}改为{new}{when}。"
        return f"{about}：由 {before} 改为 {number_zh(self.value, self.unit_code)}{when}。"


def revision_lines(home: Path, period: str, since: datetime | None = None) -> list[RevisionLine]:
    """Return what changed about the month in the published facts, latest first; `since` carries its time zone."""
    moment = None if since is None else since.astimezone(UTC).replace(tzinfo=None)
    with open_published(home) as connection:
        arguments = {"period": period, "since": moment}
        rows = connection.execute(statement("queries", "list_revisions"), arguments).fetchall()
    return [RevisionLine(*row) for row in rows]
