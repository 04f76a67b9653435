"""What changed about a month since an instant or a release, one Chinese sentence a change: `revision_lines`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.connection import open_published
from warehouse.releases import find_release
from warehouse.statements import statement
from warehouse.trace import CAUSE_ZH, PERIOD_TYPE_ZH, STATUS_ZH, moment_zh, number_zh


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One published value replaced by a later one, withdrawn (then `status` is None) or new (no `previous_status`)."""

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
    previous_status: str | None
    status: str | None
    reported_in: str

    @property
    def sentence(self) -> str:
        """The change as a bulletin words it."""
        about = f"{self.region_name}{self.period}{PERIOD_TYPE_ZH.get(self.period_type, '')}{self.indicator_name}"
        when = f"（{moment_zh(self.changed_at)}，{CAUSE_ZH.get(self.cause, self.cause)}，{self.reported_in} 月报）"
        before = number_zh(self.previous_value, self.unit_code)
        if self.previous_status is None:
            return f"{about}：新增 {number_zh(self.value, self.unit_code)}{when}。"
        if self.status is None:
            return f"{about}：原为 {before}，已撤回{when}。"
        if self.previous_value == self.value and self.previous_status == self.status:
            return f"{about}：{before} 不变，依据改为后来的报送{when}。"
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


def release_differences(home: Path, number: int) -> list[RevisionLine]:
    """Return how the facts of a closed month stand now, compared with one release. Raises NotFound for its number."""
    find_release(home, number)
    with open_published(home) as connection:
        arguments = {"release_number": number}
        rows = connection.execute(statement("queries", "list_release_differences"), arguments).fetchall()
    return [RevisionLine(*row) for row in rows]
