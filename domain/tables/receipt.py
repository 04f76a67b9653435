"""The layout receipt: how a table was understood, how sure that is, and whether it changed since last month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.document import column_letters
from domain.statement import content_id


@dataclass(frozen=True, slots=True)
class LayoutEvidence:
    """What speaks for and against a reading; shares run from 0 to 1."""

    has_header: bool = True
    has_row_labels: bool = True
    is_hidden: bool = False
    unlabelled_columns: float = 0.0
    repeated_rows: float = 0.0  # rows whose labels and period another row has too
    repeated_columns: float = 0.0
    text_among_figures: float = 0.0
    without_unit: float = 0.0  # neither a unit nor a measure word (人次, …数, …率) in the labels
    without_period: float = 0.0
    has_conflict: bool = False


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """A row that gave no figures (counted from 1), and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class LayoutReceipt:
    """How one table was understood. Rows and columns count from 1.

    `confidence` is in [0, 1]; below the threshold LAYOUT.confidence the table's numbers are held with `sentence()` as
    the question. `fingerprint` is equal for two months of the same layout: it knows header texts and roles, but no
    figure, no row and no month.
    """

    table: str
    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    header_rows: tuple[int, ...]
    label_columns: tuple[int, ...]
    value_columns: tuple[int, ...]
    unit_source: str
    units: tuple[str, ...]
    period: str | None
    period_source: str | None
    orientation: str
    excluded: tuple[ExcludedRow, ...]
    evidence: LayoutEvidence
    confidence: float
    fingerprint: str
    title: str | None = None
    place: str | None = None
    is_place_inferred: bool = False
    roles: tuple[str, ...] = ()  # of the columns from `left` to `right`
    row_axis: str = ""  # what stands over the row labels: 地区, 指标名称
    captions: tuple[str, ...] = ()
    conflict: str | None = None
    figures: int = 0
    absences: int = 0

    @property
    def range(self) -> str:
        """The range in A1 form."""
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"

    def sentence(self) -> str:
        """Say in Chinese how the table was understood."""
        parts = [f"{self.table}（{self.range}）：{self.orientation}"]
        parts.append(f"表头取第{_numbers(self.header_rows)}行" if self.header_rows else "没有找到表头")
        parts.append(f"行名取{_letters(self.label_columns)}列" if self.label_columns else "没有找到行名")
        parts.append(f"数据取{_letters(self.value_columns)}列，共{self.figures}个数、{self.absences}个空缺")
        units = "、".join(self.units[:4])
        parts.append(f"单位{units}（{self.unit_source}）" if units else "没有注明单位")
        parts.append(f"期间{self.period}（{self.period_source}）" if self.period else "没有注明期间")
        if self.conflict:
            parts.append(self.conflict)
        if self.excluded:
            parts.append("未取的行：" + "、".join(_runs(self.excluded)[:8]))
        return "；".join(parts) + f"。把握{self.confidence:.2f}。"


def confidence_of(evidence: LayoutEvidence) -> float:
    """How sure a reading is, in [0, 1]. A table without row labels, or hidden, is never sure."""
    if not evidence.has_row_labels:
        return 0.0
    score = 1.0
    score -= 0.0 if evidence.has_header else 0.6
    score -= 0.7 if evidence.is_hidden else 0.0
    score -= 0.8 * evidence.unlabelled_columns
    score -= 0.5 * evidence.repeated_rows
    score -= 0.8 * evidence.repeated_columns
    score -= 0.5 * evidence.text_among_figures
    score -= 0.25 * evidence.without_unit
    score -= 0.05 * evidence.without_period
    score -= 0.2 if evidence.has_conflict else 0.0
    return round(max(0.0, score), 3)


@lru_cache(maxsize=1024)
def fingerprint_of(roles: tuple[str, ...], headers: tuple[str, ...]) -> str:
    """Hash the layout: roles and header texts, with every number (a year, a month) replaced by #."""
    plain = [re.sub(r"\d+", "#", header) for header in headers]
    return content_id("layout", *roles, "|", *plain)


def is_changed(now: LayoutReceipt, before: LayoutReceipt) -> bool:
    """Whether a table's layout differs from an earlier receipt of the same submitter and table."""
    return now.fingerprint != before.fingerprint


def _numbers(values: Sequence[int]) -> str:
    return f"{values[0]}" if len(values) == 1 else f"{values[0]}—{values[-1]}"


def _runs(excluded: Sequence[ExcludedRow]) -> list[str]:
    """Write neighbouring rows with one reason as one: 第1—6行（标题或单位行）."""
    runs: list[list[ExcludedRow]] = []
    for item in excluded:
        if runs and runs[-1][-1].reason == item.reason and item.row == runs[-1][-1].row + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return [f"第{_numbers(sorted({run[0].row, run[-1].row}))}行（{run[0].reason}）" for run in runs]


def _letters(columns: Sequence[int]) -> str:
    names = [column_letters(column) for column in columns]
    is_run = len(columns) > 2 and columns[-1] - columns[0] == len(columns) - 1
    return f"{names[0]}—{names[-1]}" if is_run else "、".join(names[:6])
