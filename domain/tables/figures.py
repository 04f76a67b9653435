"""From an understood table to its statements: one for every figure and every absence in a data cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from domain.document import CellValue, Grid, SourceRef, column_letters
from domain.period import PeriodSpan, PeriodType
from domain.quantity import Qualifier, Quantity, ValueState
from domain.statement import Kind, Origin, Statement, TokenClass, statement_ids
from domain.tables.cell_number import CellKind, WrittenNumber, read_words
from domain.tables.plan import (
    ColumnPlan,
    RowPlan,
    TablePlan,
    combined_kind,
    combined_period,
    is_apart,
    is_change_unit,
)
from domain.tables.sheet import raw_text
from domain.tables.units import SCALES, choose_unit, is_ratio, split_scale

BLANK, NUMBER, ABSENT = int(CellKind.BLANK), int(CellKind.NUMBER), int(CellKind.ABSENT)
DATE, CODE, TEXT = int(CellKind.DATE), int(CellKind.CODE), int(CellKind.TEXT)
_MAX_LABELS = 7
_DIGIT = re.compile(r"\d")
_MISTYPED = re.compile(r"(?=.*\d)(?=.*[OoQlI｜|])[\dOoQlI｜|.,，]+")
"""A number in which a letter stands for a digit (rule SYN-04); a code has other letters too."""
_EXACT = Qualifier.EXACT
_SCALE_MARKS = frozenset(scale[0] for scale in SCALES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the statements of a table come from."""

    submission_id: str
    member: str
    table: str
    context: tuple[str, ...]
    note: str | None
    confidence: float
    outer: tuple[str, ...] = ()  # labels of the sheet as a whole: its county


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What row and column together say of a figure, but for its labels."""

    unit: str | None
    period: PeriodSpan | None
    period_type: PeriodType | None
    kind: Kind
    note: str | None


@dataclass(slots=True)
class _Spot:
    """A data cell with everything its row and column say of it."""

    row: RowPlan
    column: ColumnPlan
    known: _Meaning
    labels: tuple[str, ...]
    address: str


def table_statements(plan: TablePlan, place: Place) -> Iterator[Statement]:
    """Yield the statements of a table's data cells, row by row."""
    writer = _Writer(plan, place)
    for row in plan.rows:
        yield from writer.row(row)


def _is_data_row(row: RowPlan, kinds: bytearray, values: Sequence[ColumnPlan]) -> bool:
    """Whether blanks of this row are absences: it has a figure, or a label and is no section."""
    if any(kinds[column.index] in (NUMBER, ABSENT) for column in values):
        return bool(row.period_text) or any(row.texts.values())
    return not row.is_section and any(row.texts.values())


def _words(plan: TablePlan, row: RowPlan) -> str | None:
    """The words that choose between several stated units; only then do they matter."""
    return "".join(row.texts.values()) if len(row.units or plan.scope.units) > 1 else None


def labels_of_row(plan: TablePlan, row: RowPlan, columns: tuple[int, ...]) -> tuple[str, ...]:
    """The labels of a row, outermost first: stated place, sections and parents, then its own cells."""
    own = [row.texts[column] for column in columns if row.texts.get(column)]
    if not own and row.period_text:
        own = [row.period_text]
    place = [plan.scope.place] if plan.scope.place and not plan.scope.is_place_inferred else []
    return tuple(dict.fromkeys((*place, *row.parents, *own)))[:_MAX_LABELS]


def _meaning(plan: TablePlan, row: RowPlan, column: ColumnPlan) -> _Meaning:
    period, period_type = combined_period(plan, row, column)
    unit, note = _unit(plan, row, column)
    if column.is_period_embedded and period is not None and is_apart(period, plan.scope.period):
        note = _notes(note, "列名中的期间与标题的期间不一致")
    return _Meaning(unit, period, period_type, combined_kind(row, column), note)


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


# ---- one cell


class _Writer:
    """Writes the statements of one table; what many cells share is computed once."""

    def __init__(self, plan: TablePlan, place: Place) -> None:
        self.plan, self.place = plan, place
        self.id_of = statement_ids(place.submission_id, place.member)
        self.view, self.grid = plan.view, plan.view.grid
        self.suspects = {c.index: reason for c in plan.values if (reason := wrong_unit(plan, c))}
        self.meanings: dict[object, list[_Meaning]] = {}
        self.hidden_columns = {column - 1 for column in self.grid.hidden_columns}
        self.around = [address_parts(self.grid, column.index + 1) for column in plan.values]

    def row(self, row: RowPlan) -> Iterator[Statement]:
        """Yield the statements of one row."""
        kinds = self.view.kinds[row.row]
        cells = self.grid.rows[row.row] if row.row < len(self.grid.rows) else ()
        is_data = _is_data_row(row, kinds, self.plan.values)
        labels: dict[tuple[int, ...], tuple[str, ...]] = {}
        number = str(row.row + 1)
        for column, known, around in zip(self.plan.values, self._meaning(row), self.around, strict=True):
            kind = kinds[column.index]
            if kind == BLANK and (not is_data or self._is_covered(row.row, column.index)):
                continue
            if kind == TEXT and not is_data and not _DIGIT.search(self.view.own_text(row.row, column.index)):
                continue  # the text of a section that reaches over the figures
            if (own := labels.get(column.label_columns)) is None:
                own = self.place.outer + labels_of_row(self.plan, row, column.label_columns)
                labels[column.label_columns] = own
            address = self._address(row, column) if around is None else f"{around[0]}{number}{around[1]}"
            spot = _Spot(row, column, known, own, address)
            if kind == NUMBER:
                value = cells[column.index]
                if isinstance(value, str):
                    yield from self._text_figures(spot, value)
                else:
                    yield self._statement(spot, raw_text(value), self._plain_quantity(spot, value))
            elif kind == TEXT and (written := read_words(self.view.own_text(row.row, column.index))):
                unit = known.unit if written.unit is None else _cell_unit(written.unit, known.unit)
                yield self._statement(spot, self.view.raw(row.row, column.index), _quantity(written, unit))
            else:
                yield self._absence(spot, kind)

    def _hidden(self, spot: _Spot) -> str | None:
        if spot.row.row + 1 in self.grid.hidden_rows:
            return "隐藏行"
        return "隐藏列" if spot.column.index in self.hidden_columns else None

    def _meaning(self, row: RowPlan) -> list[_Meaning]:
        scope = (row.unit, row.label_unit, row.inherited_unit, row.units, _words(self.plan, row))
        key = (scope, row.parts, row.period, row.kind, row.is_cumulative, row.is_stock)
        if (found := self.meanings.get(key)) is None:
            found = self.meanings[key] = [_meaning(self.plan, row, column) for column in self.plan.values]
        return found

    def _address(self, row: RowPlan, column: ColumnPlan) -> str:
        return self.grid.address(row.row + 1, column.index + 1)

    def _is_covered(self, row: int, column: int) -> bool:
        """Whether the blank cell is the rest of a merged figure."""
        merge = self.view.merge_at.get((row, column))
        return (
            merge is not None
            and (merge.top, merge.left) != (row, column)
            and bool(self.view.kinds[merge.top][merge.left])
        )

    def _plain_quantity(self, spot: _Spot, value: CellValue) -> Quantity:
        """The quantity of a numeric cell; one shown as 12.3% is 12.3 with unit %."""
        number, unit = float(value), spot.known.unit  # type: ignore[arg-type]  # its kind says it is a number
        formats = self.grid.number_formats
        if formats and "%" in formats.get((spot.row.row + 1, spot.column.index + 1), ""):
            number = float(f"{number * 100:.12g}")
            return Quantity(number, "%", _EXACT, number, number)
        return Quantity(number, unit, _EXACT, number, number, _half_width(number, unit))

    def _text_figures(self, spot: _Spot, text: str) -> Iterator[Statement]:
        """Yield the figures of a text cell: one, or two as in 35/0.42."""
        numbers = self.view.content(spot.row.row, spot.column.index).numbers
        units = _units_of_numbers(numbers, spot)
        for ordinal, (written, unit) in enumerate(zip(numbers, units, strict=True), 1):
            note = "一格写了两个数" if len(numbers) > 1 and len(spot.row.pair_units) != 2 else None
            yield self._statement(spot, text, _quantity(written, unit), note, ordinal)

    def _statement(
        self, spot: _Spot, raw: str, quantity: Quantity, note: str | None = None, ordinal: int = 1
    ) -> Statement:
        place, known = self.place, spot.known
        state = ValueState.REPORTED if quantity.value else ValueState.ZERO
        suspect = self.suspects.get(spot.column.index)
        is_settled = known.unit is None and quantity.unit is not None  # the cell says what its column left open
        notes = _notes(place.note, self._hidden(spot), note, None if is_settled else known.note)
        address = spot.address if ordinal == 1 else f"{spot.address}#{ordinal}"
        return Statement(
            self.id_of(spot.address, ordinal),
            SourceRef(place.member, address),
            raw,
            Origin.TABLE,
            quantity,
            state,
            quantity.unit,
            spot.labels,
            spot.column.labels,
            known.period,
            known.period_type,
            known.kind,
            context=place.context,
            suspect=suspect,
            note=notes,
            table=place.table,
            confidence=place.confidence,
        )

    def _absence(self, spot: _Spot, kind: int) -> Statement:
        place, known = self.place, spot.known
        state, note, token = self._state(spot, kind)
        return Statement(
            self.id_of(spot.address, 1),
            SourceRef(place.member, spot.address),
            self.view.raw(spot.row.row, spot.column.index),
            Origin.TABLE,
            None,
            state,
            known.unit,
            spot.labels,
            spot.column.labels,
            known.period,
            known.period_type,
            known.kind,
            context=place.context,
            token_class=token,
            note=_notes(place.note, self._hidden(spot), note, known.note),
            table=place.table,
            confidence=place.confidence,
        )

    def _state(self, spot: _Spot, kind: int) -> tuple[ValueState, str | None, TokenClass | None]:
        position = (spot.row.row + 1, spot.column.index + 1)
        if error := self.grid.errors.get(position):
            return ValueState.MISSING, f"单元格是错误值{error}", None
        if position in self.grid.formulas_without_value:
            return ValueState.MISSING, "公式没有计算结果", None
        if kind == BLANK:
            return ValueState.MISSING, None, None
        if kind == DATE:
            return ValueState.REPORTED, None, TokenClass.DATE
        if kind == CODE and not _is_mistyped(self.view.raw(spot.row.row, spot.column.index)):
            return ValueState.REPORTED, None, TokenClass.CODE
        if kind == CODE:
            return ValueState.REPORTED, "数字里夹着字母，疑把字母O、l误作0、1", None
        content = self.view.content(spot.row.row, spot.column.index)
        if kind == TEXT:
            return ValueState.REPORTED, "数据格里是文字，不能读作一个数", None
        return content.state, content.note, None


def _is_mistyped(raw: str) -> bool:
    """Whether a text in a data cell is a number with letters that look like digits: 12O5, l5."""
    return _MISTYPED.fullmatch(raw.strip()) is not None


def address_parts(grid: Grid, column: int) -> tuple[str, str] | None:
    """What stands before and after the row number in the addresses of a column; None where no form fits."""
    if grid.addresses:
        return None
    marked = grid.address_form.format(cell=f"{column_letters(column)}\0", row="\0", column=column)
    before, mark, after = marked.partition("\0")
    return (before, after) if mark and "\0" not in after else None


def _units_of_numbers(numbers: Sequence[WrittenNumber], spot: _Spot) -> list[str | None]:
    """The unit of each number of a cell: written beside it, one of a pair in the label, or that of the cell's scope."""
    if len(numbers) == 1 and numbers[0].unit is None:
        return [spot.known.unit]
    if len(numbers) == 2 == len(spot.row.pair_units):
        return list(spot.row.pair_units)
    return [spot.known.unit if n.unit is None else _cell_unit(n.unit, spot.known.unit) for n in numbers]


def _quantity(written: WrittenNumber, unit: str | None) -> Quantity:
    if written.qualifier is _EXACT:
        return Quantity(written.value, unit, _EXACT, written.value, written.value, _half_width(written.value, unit))
    return Quantity(
        written.value,
        unit,
        written.qualifier,
        written.low,
        written.high,
        written.half_width,
        is_vague=written.is_vague,
        is_double_hedged=written.is_double_hedged,
    )


def _half_width(value: float, unit: str | None) -> float:
    """Half of the last written digit, where it matters: a figure in 万 is rounded, a count of persons is not."""
    if unit is None or unit[0] not in _SCALE_MARKS or split_scale(unit)[0] == 1.0:
        return 0.0
    _, _, decimals = repr(value).partition(".")
    return 0.5 if decimals == "0" else 0.5 * 10.0 ** -len(decimals)


def _cell_unit(own: str, around: str | None) -> str:
    """The unit written in the cell; a bare 万 joins the unit of its column."""
    if own not in SCALES:
        return own
    return own if around is None else own + split_scale(around)[1]


def _notes(*notes: str | None) -> str | None:
    if not any(notes):
        return None
    return "；".join(note for note in notes if note)


# ---- a unit that cannot be right


def wrong_unit(plan: TablePlan, column: ColumnPlan) -> str | None:
    """Say why the scale of a column's unit looks wrong in the source; None when it looks right.

    In a column of 万 units that is no money, whole numbers of five and more digits throughout are rather counted in
    the base unit: nobody rounds to 万 and keeps seven digits.
    """
    first = next((row for row in plan.rows if plan.view.kinds[row.row][column.index] == NUMBER), None)
    if first is None or first.unit or first.label_unit or first.inherited_unit:
        return None
    unit, _ = _unit(plan, first, column)
    scale, base = split_scale(unit) if unit else (1.0, "")
    if scale < 1e4 or base.endswith("元") or "/" in base:
        return None
    rows = [row for row in plan.rows if plan.view.kinds[row.row][column.index] == NUMBER]
    if len(rows) < 3:
        return None
    values = [plan.view.content(row.row, column.index).numbers[0].value for row in rows]
    if any(value != int(value) for value in values) or median(values) < 10_000:
        return None
    return f"单位“{unit}”疑有误：各行都是整数，多数在万以上，像是以“{base}”计"
