"""From an understood table to its statements: one for every figure and every absence in a data cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from domain.document import SourceRef
from domain.period import PeriodSpan, PeriodType
from domain.quantity import Quantity, ValueState
from domain.statement import Kind, Origin, Statement, TokenClass, statement_id
from domain.tables.cell_number import CellContent, CellKind, WrittenNumber
from domain.tables.plan import ColumnPlan, RowPlan, TablePlan, combined_kind, combined_period, is_change_unit
from domain.tables.sheet import SheetView, raw_text
from domain.tables.units import SCALES, choose_unit, is_ratio, split_scale

BLANK, NUMBER, ABSENT = int(CellKind.BLANK), int(CellKind.NUMBER), int(CellKind.ABSENT)
DATE, CODE, TEXT = int(CellKind.DATE), int(CellKind.CODE), int(CellKind.TEXT)
_MAX_LABELS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """Where the statements of a table come from."""

    submission_id: str
    member: str
    table: str
    context: tuple[str, ...]
    note: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What row and column together say of a figure, but for its labels."""

    unit: str | None
    period: PeriodSpan | None
    period_type: PeriodType | None
    kind: Kind
    note: str | None


def table_statements(plan: TablePlan, place: Place) -> Iterator[Statement]:
    """Yield the statements of a table's data cells, row by row."""
    values = _with_data(plan)
    suspects = {c.index: s for c in values if (s := wrong_unit(plan, c))}
    meanings: dict[object, list[_Meaning]] = {}
    for row in plan.rows:
        kinds = plan.view.kinds[row.row]
        if not _is_data_row(row, kinds, values):
            continue
        key = (
            row.unit,
            row.label_unit,
            row.units,
            row.parts,
            row.period,
            row.kind,
            row.is_cumulative,
            row.is_stock,
            _words(plan, row),
        )
        if (meaning := meanings.get(key)) is None:
            meaning = meanings[key] = [_meaning(plan, row, column) for column in values]
        labels: dict[tuple[int, ...], tuple[str, ...]] = {}
        for column, known in zip(values, meaning, strict=True):
            if (row_labels := labels.get(column.label_columns)) is None:
                row_labels = labels[column.label_columns] = labels_of_row(plan, row, column.label_columns)
            yield from _cell(plan.view, row, column, known, (row_labels, place, suspects.get(column.index)))


def _with_data(plan: TablePlan) -> list[ColumnPlan]:
    return list(plan.values)


def _is_data_row(row: RowPlan, kinds: bytearray, values: Sequence[ColumnPlan]) -> bool:
    """Whether blanks of this row are absences: it has a figure, or a label and is no section."""
    if any(kinds[column.index] in (NUMBER, ABSENT) for column in values):
        return True
    if row.is_section:
        return any(kinds[column.index] == CODE for column in values)
    return any(row.texts.values())


def _words(plan: TablePlan, row: RowPlan) -> str | None:
    """The words that choose between several stated units; only then do they matter."""
    return "".join(row.texts.values()) if len(row.units or plan.scope.units) > 1 else None


def labels_of_row(plan: TablePlan, row: RowPlan, columns: tuple[int, ...]) -> tuple[str, ...]:
    """The labels of a row, outermost first: stated place, sections and parents, then its own cells."""
    own = [row.texts[column] for column in columns if row.texts.get(column)]
    if not own and row.parts is not None and (span := row.parts.span()):
        own = [span.text]
    place = [plan.scope.place] if plan.scope.place and not plan.scope.is_place_inferred else []
    return tuple(dict.fromkeys((*place, *row.parents, *own)))[:_MAX_LABELS]


def _meaning(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> _Meaning:
    period, period_type = combined_period(plan, row, column)
    unit, note = _unit(plan, row, column)
    return _Meaning(unit, period, period_type, combined_kind(row, column), note)


def _unit(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> tuple[str | None, str | None]:
    """The unit by the nearest scope: ratio column, unit cell, row label, header, unit line."""
    if is_change_unit(column):
        return column.unit, None
    if column.kind is Kind.CHANGE and column.unit is None and row.kind is not Kind.CHANGE:
        near = (row.unit, row.label_unit, *(row.units or plan.scope.units))
        ratio = next((unit for unit in near if is_ratio(unit)), None)
        return ratio, None if ratio else "增减列没有注明单位"
    if found := row.unit or row.label_unit or column.unit:
        return found, None
    units = row.units or plan.scope.units
    if not units:
        return None, None
    label = "".join((*row.texts.values(), *column.labels))
    left, right = column.group
    size = right - left + 1 if right else len(plan.values)
    position = column.index - (left if right else plan.values[0].index)
    return choose_unit(units, label, position, size), None


# ---- one cell


def _cell(
    view: SheetView,
    row: RowPlan,
    column: ColumnPlan,
    meaning: _Meaning,
    around: tuple[tuple[str, ...], Place, str | None],
) -> Iterator[Statement]:
    kind = view.kinds[row.row][column.index]
    row_labels, place, suspect = around
    position = (row.row + 1, column.index + 1)
    if kind == BLANK and (row.row, column.index) in view.merge_at:
        merge = view.merge_at[row.row, column.index]
        if (merge.top, merge.left) != (row.row, column.index) and view.kinds[merge.top][merge.left]:
            return
    value = view.value(row.row, column.index)
    source = SourceRef(place.member, view.grid.address(*position))
    if kind == NUMBER:
        if isinstance(value, str):
            numbers = view.content(row.row, column.index).numbers
        else:
            numbers = (WrittenNumber(float(value)),)  # type: ignore[arg-type]  # its kind says it is a number
        is_percent = "%" in view.grid.number_formats.get(position, "") if view.grid.number_formats else False
        for ordinal, number in enumerate(numbers, 1):
            yield _figure(value, number, source, row, column, meaning, around, (ordinal, len(numbers), is_percent))
        return
    content = view.content(row.row, column.index) if kind in (ABSENT, TEXT, CODE) else None
    state, note, token = _absence(view, position, kind, content)
    yield Statement(
        statement_id(place.submission_id, place.member, source.address),
        source,
        raw_text(value),
        Origin.TABLE,
        None,
        state,
        meaning.unit,
        row_labels,
        column.labels,
        meaning.period,
        meaning.period_type,
        meaning.kind,
        context=place.context,
        token_class=token,
        suspect=suspect,
        note=_notes(place.note, note, meaning.note),
        table=place.table,
        confidence=place.confidence,
    )


def _figure(
    value: object,
    number: WrittenNumber,
    source: SourceRef,
    row: RowPlan,
    column: ColumnPlan,
    meaning: _Meaning,
    around: tuple[tuple[str, ...], Place, str | None],
    which: tuple[int, int, bool],
) -> Statement:
    row_labels, place, suspect = around
    ordinal, count, is_percent = which
    figure, unit = number.value, meaning.unit
    note = meaning.note
    if count == 1 and is_percent and number.unit is None:
        figure, unit = float(f"{figure * 100:.12g}"), "%"
    elif number.unit is not None:
        unit = _cell_unit(number.unit, unit)
    elif count == 2 and len(row.pair_units) == 2:
        unit = row.pair_units[ordinal - 1]
    elif count == 2:
        note = "一格写了两个数"
    address = source if ordinal == 1 else SourceRef(source.member, f"{source.address}#{ordinal}")
    low = number.value if number.low is None and number.qualifier == "exact" else number.low
    high = number.value if number.high is None and number.qualifier == "exact" else number.high
    quantity = Quantity(figure, unit, number.qualifier, *((figure, figure) if is_percent else (low, high)))
    return Statement(
        statement_id(place.submission_id, place.member, source.address, ordinal),
        address,
        value if isinstance(value, str) else raw_text(value),  # type: ignore[arg-type]  # a cell value
        Origin.TABLE,
        quantity,
        ValueState.REPORTED if figure else ValueState.ZERO,
        unit,
        row_labels,
        column.labels,
        meaning.period,
        meaning.period_type,
        meaning.kind,
        context=place.context,
        suspect=suspect,
        note=_notes(place.note, note),
        table=place.table,
        confidence=place.confidence,
    )


def _cell_unit(own: str, around: str | None) -> str:
    """The unit written in the cell; a bare 万 joins the unit of its column."""
    if own not in SCALES:
        return own
    return own if around is None else own + split_scale(around)[1]


def _absence(
    view: SheetView, position: tuple[int, int], kind: int, content: CellContent | None
) -> tuple[ValueState, str | None, TokenClass | None]:
    if error := view.grid.errors.get(position):
        return ValueState.MISSING, f"单元格是错误值{error}", None
    if position in view.grid.formulas_without_value:
        return ValueState.MISSING, "公式没有计算结果", None
    if kind == BLANK:
        return ValueState.MISSING, None, None
    if kind == DATE:
        return ValueState.REPORTED, None, TokenClass.DATE
    if kind == CODE:
        return ValueState.REPORTED, None, TokenClass.CODE
    if kind == TEXT or content is None:
        return ValueState.REPORTED, "数据格里是文字，不能读作一个数", None
    return content.state, content.note, None


def _notes(*notes: str | None) -> str | None:
    kept = [note for note in notes if note]
    return "；".join(kept) or None


# ---- a unit that cannot be right


def wrong_unit(plan: TablePlan, column: ColumnPlan) -> str | None:
    """Say why the scale of a column's unit looks wrong in the source; None when it looks right.

    In a column of 万 units that is no money, whole numbers of five and more digits throughout are rather counted in
    the base unit: nobody rounds to 万 and keeps seven digits.
    """
    rows = [row for row in plan.rows if plan.view.kinds[row.row][column.index] == NUMBER]
    if len(rows) < 3:
        return None
    unit, _ = _unit(plan, rows[0], column)
    if unit is None or rows[0].unit is not None or rows[0].label_unit is not None:
        return None
    scale, base = split_scale(unit)
    if scale < 1e4 or base.endswith("元") or "/" in base:
        return None
    values = [plan.view.content(row.row, column.index).numbers[0].value for row in rows]
    if any(value != int(value) for value in values) or median(values) < 10_000:
        return None
    return f"单位“{unit}”疑有误：各行都是整数，多数在万以上，像是以“{base}”计"
