"""What row, column and table together say of a figure: labels, unit, period, kind; and which unit cannot be right."""

from __future__ import annotations

from statistics import median

from domain.period import PeriodSpan, PeriodType
from domain.record import record
from domain.statement import Kind
from domain.tables.cell_number import CellKind
from domain.tables.plan import (
    ColumnPlan,
    RowPlan,
    TablePlan,
    combined_kind,
    combined_period,
    is_apart,
    is_change_unit,
)
from domain.tables.units import choose_unit, is_ratio, split_scale

_NUMBER = int(CellKind.NUMBER)
_MAX_LABELS = 7


@record
class Meaning:
    """What row and column together say of a figure, but for its labels."""

    unit: str | None
    period: PeriodSpan | None
    period_type: PeriodType | None
    kind: Kind
    note: str | None


def joined_notes(*notes: str | None) -> str | None:
    """Join what there is of several notes."""
    return "；".join(note for note in notes if note) if any(notes) else None


def labels_of_row(plan: TablePlan, row: RowPlan, columns: tuple[int, ...]) -> tuple[str, ...]:
    """The labels of a row, outermost first: stated place, sections and parents, then its own cells."""
    own = [row.texts[column] for column in columns if row.texts.get(column)]
    if not own and row.period_text:
        own = [row.period_text]
    place = [plan.scope.place] if plan.scope.place and not plan.scope.is_place_inferred else []
    return tuple(dict.fromkeys((*place, *row.parents, *own)))[:_MAX_LABELS]


def meaning_key(plan: TablePlan, row: RowPlan) -> object:
    """What of a row its meanings depend on: rows of one key mean the same in every column."""
    words = _words(plan, row)
    units = (row.unit, row.label_unit, row.inherited_unit, row.units)
    return units, words, row.parts, row.period, row.kind, row.is_cumulative, row.is_stock


def meaning_of(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> Meaning:
    """Combine what row, column and table say."""
    period, period_type = combined_period(plan, row, column)
    unit, note = _unit(plan, row, column)
    if column.is_period_embedded and period is not None and is_apart(period, plan.scope.period):
        note = joined_notes(note, "列名中的期间与标题的期间不一致")
    return Meaning(unit, period, period_type, combined_kind(row, column), note)


def _words(plan: TablePlan, row: RowPlan) -> str | None:
    """The words that choose between several stated units; only then do they matter."""
    return "".join(row.texts.values()) if len(row.units or plan.scope.units) > 1 else None


def _unit(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> tuple[str | None, str | None]:
    """The unit by the nearest scope: ratio column, unit cell, row label, header, unit line."""
    if is_change_unit(column):
        return column.unit, None
    if column.kind is Kind.CHANGE and column.unit is None and row.kind is not Kind.CHANGE:
        near = (row.unit, row.label_unit, *(row.units or plan.scope.units))
        ratio = next((unit for unit in near if is_ratio(unit)), None)
        return ratio, None if ratio else "增减列没有注明单位"
    if found := row.unit or row.label_unit or row.inherited_unit or column.unit:
        return found, None
    units = row.units or plan.scope.units
    if not units:
        return None, None
    label = "".join((*row.texts.values(), *column.labels))
    left, right = column.group
    size = right - left + 1 if right else len(plan.values)
    position = column.index - (left if right else plan.values[0].index)
    return choose_unit(units, label, position, size), None


def wrong_unit(plan: TablePlan, column: ColumnPlan) -> str | None:
    """Say why the scale of a column's unit looks wrong in the source; None when it looks right.

    In a column of 万 units that is no money, whole numbers of five and more digits throughout are rather counted in
    the base unit: nobody rounds to 万 and keeps seven digits.
    """
    first = next((row for row in plan.rows if plan.view.kinds[row.row][column.index] == _NUMBER), None)
    if first is None or first.unit or first.label_unit or first.inherited_unit:
        return None
    unit, _ = _unit(plan, first, column)
    scale, base = split_scale(unit) if unit else (1.0, "")
    if scale < 1e4 or base.endswith("元") or "/" in base:
        return None
    rows = [row for row in plan.rows if plan.view.kinds[row.row][column.index] == _NUMBER]
    if len(rows) < 3:
        return None
    values = [plan.view.number(row.row, column.index) for row in rows]
    if any(value != int(value) for value in values) or median(values) < 10_000:
        return None
    return f"单位“{unit}”疑有误：各行都是整数，多数在万以上，像是以“{base}”计"
