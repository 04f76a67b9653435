"""What is known of each column and each row of a table before its figures are read: labels, unit, period, kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.period import PeriodParts, PeriodSpan, PeriodType, find_period, parse_period_parts, period_of_serial
from domain.record import record
from domain.statement import Kind
from domain.tables.body import TOTAL, BodyRow, body_rows, label_columns_for, row_texts
from domain.tables.columns import Column, ColumnRole, column_roles
from domain.tables.headers import HeaderPath, header_paths
from domain.tables.scopes import (
    TableScope,
    is_cumulative,
    is_month_word,
    is_stock,
    kind_of,
    relative_period,
    table_scope,
    to_date,
)
from domain.tables.segments import Block
from domain.tables.sheet import SheetView
from domain.tables.units import glued_unit, is_plain_measure, is_ratio, parse_unit, unit_in_label, units_in_label

_UNKNOWN_UNIT = re.compile(r"(?!其中)[\u4e00-\u9fff]{1,4}(?:/[\u4e00-\u9fff]{1,4})?")  # a measure word nobody listed
_KIND_ORDER = (Kind.CHANGE, Kind.TARGET, Kind.FORECAST, Kind.SHARE, Kind.RATE, Kind.CUMULATIVE, Kind.PART, Kind.LEVEL)


@record
class ColumnPlan:
    """What holds for a column of figures."""

    index: int
    labels: tuple[str, ...]
    unit: str | None
    label_columns: tuple[int, ...]
    parts: PeriodParts | None
    is_period_embedded: bool
    is_total: bool
    is_cumulative: bool
    is_month: bool
    is_stock: bool
    kind: Kind
    frequency: str | None
    group: tuple[int, int]


@record
class RowPlan:
    """What holds for a row of the body."""

    row: int
    texts: Mapping[int, str]
    parents: tuple[str, ...]
    is_section: bool
    unit: str | None
    label_unit: str | None
    inherited_unit: str | None
    pair_units: tuple[str, ...]
    units: tuple[str, ...]
    parts: PeriodParts | None
    period: PeriodSpan | None
    period_text: str
    is_cumulative: bool
    is_stock: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table, understood."""

    view: SheetView
    block: Block
    scope: TableScope
    columns: tuple[Column, ...]
    values: tuple[ColumnPlan, ...]
    rows: tuple[RowPlan, ...]

    def of_role(self, role: ColumnRole) -> tuple[int, ...]:
        """The columns of a role."""
        return tuple(column.index for column in self.columns if column.role is role)


def plan_table(view: SheetView, block: Block, file_name: str) -> TablePlan:
    """Understand one block. Cost: linear in its cells."""
    columns = column_roles(view, block)
    scope = table_scope(view, block, file_name)
    paths = header_paths(view, block, columns)
    labels = label_columns_for(columns)
    values = _column_plans(paths, labels, scope)
    rows = _row_plans(view, block, columns)
    if not scope.units and not any(plan.unit for plan in values):
        rows = _with_glued_units(rows)
    return TablePlan(view, block, scope, tuple(columns), values, tuple(rows))


def _column_plans(
    paths: Mapping[int, HeaderPath],
    label_columns: Mapping[int, tuple[int, ...]],
    scope: TableScope,
) -> tuple[ColumnPlan, ...]:
    plans = [_column_plan(index, path, label_columns.get(index, ()), scope) for index, path in paths.items()]
    months = [p for p in plans if p.parts is not None and p.parts.first is not None and p.parts.first == p.parts.last]
    if len(months) < 2:
        return tuple(plans)
    # 合计 beside 1月, 2月 … is the sum of the months so far
    return tuple(replace(p, is_cumulative=True) if p.is_total and p.parts is None else p for p in plans)


def _column_plan(index: int, path: HeaderPath, label_columns: tuple[int, ...], scope: TableScope) -> ColumnPlan:
    labels = path.labels if scope.subject is None else (scope.subject, *path.labels)
    parts, is_embedded = _path_period(path.labels)
    if parts is None and scope.period is not None:
        parts = next((found for label in path.labels if (found := relative_period(label, scope.period))), None)
    return ColumnPlan(
        index=index,
        labels=labels,
        unit=path.unit,
        label_columns=label_columns,
        parts=parts,
        is_period_embedded=is_embedded,
        is_total=bool(path.labels) and bool(TOTAL.match(path.labels[-1]) or path.labels[-1] == "全年"),
        is_cumulative=is_cumulative(labels),
        is_month=any(map(is_month_word, path.labels)),
        is_stock=is_stock(labels),
        kind=kind_of(labels),
        frequency=path.frequency,
        group=path.group,
    )


@lru_cache(maxsize=8192)
def _path_period(labels: tuple[str, ...]) -> tuple[PeriodParts | None, bool]:
    """The period a header path states, year and month perhaps in two labels; and whether it stands inside a text."""
    found: PeriodParts | None = None
    for label in labels:
        parts = parse_period_parts(label)
        if parts is not None:
            found = parts if found is None else _merged(found, parts)
    if found is not None:
        return found, False
    embedded = next((parts for label in labels if "年" in label and (parts := find_period(label))), None)
    return embedded, embedded is not None


def _merged(outer: PeriodParts, inner: PeriodParts) -> PeriodParts:
    if inner.year is not None or outer.year is None:
        return inner if inner.first is not None or outer.first is None or inner.year != outer.year else outer
    return PeriodParts(outer.year, inner.last_year, inner.first, inner.last, inner.day, inner.is_quarter)


def _row_plans(view: SheetView, block: Block, columns: Sequence[Column]) -> list[RowPlan]:
    units = [column.index for column in columns if column.role is ColumnRole.UNIT]
    periods = [column for column in columns if column.role is ColumnRole.PERIOD]
    texts = row_texts(view, block, columns)
    return [_row_plan(view, row, texts[row.row], units, periods) for row in body_rows(view, block, columns)]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the label texts of a row say by themselves; the same names come every month."""

    unit: str | None
    pair_units: tuple[str, ...]
    parts: PeriodParts | None
    is_cumulative: bool
    is_stock: bool


@lru_cache(maxsize=8192)
def _words_of(labels: tuple[str, ...]) -> _Words:
    dated = (parts for label in labels if not label.isdigit() and (parts := parse_period_parts(label)))
    return _Words(
        unit=next((unit for label in reversed(labels) if (unit := unit_in_label(label))), None),
        pair_units=next((pair for label in labels if (pair := units_in_label(label))), ()),
        parts=next(dated, None),
        is_cumulative=is_cumulative(labels),
        is_stock=is_stock(labels),
    )


def _row_plan(
    view: SheetView, body: BodyRow, texts: Mapping[int, str], units: Sequence[int], periods: Sequence[Column]
) -> RowPlan:
    own = tuple(texts.values())
    words = _words_of(own)
    period, parts = _row_period(view, body.row, periods) if periods else (None, None)
    unit = next((text for column in units if (text := _unit_cell(view, body.row, column))), None)
    return RowPlan(
        row=body.row,
        texts=texts,
        parents=body.parents,
        is_section=body.is_section,
        unit=unit,
        label_unit=words.unit,
        inherited_unit=body.inherited_unit,
        pair_units=words.pair_units,
        units=body.units,
        parts=parts or (words.parts if period is None else None),
        period=period,
        period_text=view.text(body.row, periods[0].index) if periods else "",
        is_cumulative=words.is_cumulative,
        is_stock=words.is_stock,
        kind=kind_of((*body.parents, *own)),
    )


def _with_glued_units(rows: list[RowPlan]) -> list[RowPlan]:
    """Read units that a conversion glued to the row labels (`常住人口万人`), when nearly all rows carry one.

    A single bare measure word proves nothing (many names end in 人 or 次): one of them must be scaled, compound or a
    ratio, and no unit may be stated in any other way.
    """
    named = [row for row in rows if not row.is_section and any(row.texts.values())]
    if any(row.unit for row in named) or len(named) < 3:
        return rows
    found = {row.row: unit for row in named if (unit := row.label_unit or glued_unit(_last_text(row)))}
    marked = [unit for unit in found.values() if not is_plain_measure(unit)]
    if len(found) * 5 < len(named) * 4 or len(marked) * 6 < len(named):
        return rows
    return [replace(row, label_unit=found.get(row.row, row.label_unit)) for row in rows]


def _last_text(row: RowPlan) -> str:
    return next((text for text in reversed(list(row.texts.values())) if text), "")


def _unit_cell(view: SheetView, row: int, column: int) -> str | None:
    text = view.text(row, column)
    return parse_unit(text) or (text if _UNKNOWN_UNIT.fullmatch(text) else None)


def _row_period(view: SheetView, row: int, periods: Sequence[Column]) -> tuple[PeriodSpan | None, PeriodParts | None]:
    """The period that the period columns of a row state (年份 and 月份 may be two). Serials are dates only here."""
    found: PeriodParts | None = None
    for column in periods:
        text = view.header_text(row, column.index)
        parts = parse_period_parts(text + _period_word(column.header) if text.isdigit() and len(text) <= 2 else text)
        if parts is not None:
            found = parts if found is None else _merged(found, parts)
        elif found is None and text.isdecimal() and (serial := period_of_serial(float(text))):
            return serial, None
    return None, found


def _period_word(header: str) -> str:
    return "季度" if header.startswith("季") else "月"


# ---- combining row, column and table


def combined_period(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> tuple[PeriodSpan | None, PeriodType | None]:
    """The period of a figure: row, then column, then table; with what 累计 and a quarterly frequency mean."""
    if row.period is not None:
        return row.period, PeriodType.YTD if column.is_cumulative or row.is_cumulative else None
    scope = plan.scope.period
    is_to_date = is_year_to_date(plan, row, column)
    parts = row.parts or column.parts
    if row.parts is not None and column.parts is not None:
        parts = _merged(column.parts, row.parts) if row.parts.year is None else _merged(row.parts, column.parts)
    is_own = parts is not None
    parts = parts or scope
    if parts is None:
        return None, PeriodType.YTD if is_to_date else _type_of(None, row, column, is_own=False)
    if parts.year is None and scope is not None and scope.year is not None:
        parts = PeriodParts(scope.year, None, parts.first, parts.last, parts.day, parts.is_quarter)
    kind = _type_of(parts, row, column, is_own=is_own)
    if is_to_date:
        return to_date(parts), PeriodType.YTD if kind is None else kind
    if column.frequency == "季" and parts.first is not None and parts.first == parts.last and parts.first % 3 == 0:
        return PeriodSpan(f"{parts.year}Q{parts.first // 3}"), kind
    return parts.span(), PeriodType.MONTH if kind is None and plan.scope.is_month else kind


def is_year_to_date(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> bool:
    """Whether a figure runs from January: its column or row says so, or the form does and its column not 本月."""
    return column.is_cumulative or row.is_cumulative or (plan.scope.is_cumulative and not column.is_month)


def _type_of(parts: PeriodParts | None, row: RowPlan, column: ColumnPlan, *, is_own: bool) -> PeriodType | None:
    if Kind.TARGET in (column.kind, row.kind):
        return PeriodType.TARGET
    if column.is_cumulative or row.is_cumulative:
        return PeriodType.YTD
    if column.is_month:
        return PeriodType.MONTH
    if column.is_stock or row.is_stock:
        return PeriodType.STOCK
    if parts is None or parts.first is None or not is_own:
        return None
    if parts.first == parts.last:
        return PeriodType.MONTH if parts.day is None else None
    return PeriodType.YTD if parts.first == 1 and not parts.is_quarter else None


def combined_kind(row: RowPlan, column: ColumnPlan) -> Kind:
    """The kind of a figure: the stronger word of row and column."""
    return next(kind for kind in _KIND_ORDER if kind in (row.kind, column.kind))


def is_change_unit(column: ColumnPlan) -> bool:
    """Whether the column states a ratio of its own (增长%), which the unit of the row does not touch."""
    return is_ratio(column.unit) and column.kind in (Kind.CHANGE, Kind.SHARE, Kind.RATE)


def is_apart(period: PeriodSpan, scope: PeriodParts | None) -> bool:
    """Whether a period shares no year with the period of the table: a header left from an older edition."""
    if scope is None or scope.year is None:
        return False
    years = [int(year) for year in re.findall(r"(?:19|20)\d{2}", period.text)]
    return bool(years) and (max(years) < scope.year or min(years) > (scope.last_year or scope.year))
