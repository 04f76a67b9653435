"""From an understood table to its statements: one for every figure and every absence in a data cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.document import CellValue, SourceRef
from domain.period import PeriodSpan, PeriodType
from domain.quantity import Qualifier, Quantity, ValueState
from domain.record import record
from domain.statement import Kind, Origin, Statement, TokenClass, rest_of_id, statement_ids
from domain.tables.cell_number import CellKind, WrittenNumber, read_words
from domain.tables.meanings import Meaning, joined_notes, labels_of_row, meaning_key, meaning_of, wrong_unit
from domain.tables.plan import ColumnPlan, RowPlan, TablePlan
from domain.tables.sheet import raw_text
from domain.tables.units import SCALES, split_scale

BLANK, NUMBER, ABSENT = int(CellKind.BLANK), int(CellKind.NUMBER), int(CellKind.ABSENT)
DATE, CODE, TEXT = int(CellKind.DATE), int(CellKind.CODE), int(CellKind.TEXT)
_DIGIT = re.compile(r"\d")
_MISTYPED = re.compile(r"(?=.*\d)(?=.*[OoQlI｜|])[\dOoQlI｜|.,，]+")
"""A number in which a letter stands for a digit (rule SYN-04); a code has other letters too."""
_EXACT, _TABLE = Qualifier.EXACT, Origin.TABLE
_NO_PROSE = (None, None, None, None)  # what, org, verb, sentence
_NUMERIC = (float, int)
_SAME_TEXT = 1e15
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


_Plain = tuple[str, Quantity, ValueState]
"""What a plain number says: its text, its quantity, whether it is zero. Equal figures of a table share one."""


_Shared = tuple[
    *tuple[tuple[str, ...], PeriodSpan | None, PeriodType | None, Kind],
    *tuple[None, None, None, None],
    *tuple[tuple[str, ...], None, None, str | None, str | None, str, float],
]
"""The fields of a Statement from `column_labels` to `confidence`."""


@record
class _Slot:
    """A column of figures under rows of one meaning: all that its cells share but their labels and row number.

    `before` and `after` the row number is what stands in an address, where it is regular; `id_of` makes the ids of
    addresses that begin with `before`; `plain` are the numbers met in this unit.
    """

    index: int
    unit: str | None
    is_regular: bool
    before: str
    after: str
    id_of: Callable[[bytes], str]
    plain: dict[float, _Plain]
    shared: _Shared
    column: ColumnPlan
    known: Meaning
    hidden: str | None


@dataclass(slots=True)
class _Spot:
    """A data cell with everything its row and column say of it."""

    row: RowPlan
    slot: _Slot
    labels: tuple[str, ...]
    is_data: bool  # whether blanks of its row are absences


@dataclass(slots=True)
class _Said:
    """What a data cell says itself."""

    raw: str
    quantity: Quantity | None
    state: ValueState
    note: str | None = None
    token: TokenClass | None = None


def table_statements(plan: TablePlan, place: Place) -> list[Statement]:
    """Write the statements of a table's data cells, row by row."""
    writer = _Writer(plan, place)
    for row in plan.rows:
        writer.write(row)
    return writer.statements


def _is_data_row(row: RowPlan, kinds: bytearray, values: Sequence[ColumnPlan]) -> bool:
    """Whether blanks of this row are absences: it has a figure, or a label and is no section."""
    if any(kinds[column.index] in (NUMBER, ABSENT) for column in values):
        return bool(row.period_text) or any(row.texts.values())
    return not row.is_section and any(row.texts.values())


class _Writer:
    """Writes the statements of one table; what many cells share is computed once."""

    def __init__(self, plan: TablePlan, place: Place) -> None:
        self.plan, self.place = plan, place
        self.statements: list[Statement] = []
        self.id_of = statement_ids(place.submission_id, place.member)
        self.view, self.grid = plan.view, plan.view.grid
        self.suspects = {c.index: reason for c in plan.values if (reason := wrong_unit(plan, c))}
        self.percents = {position for position, code in self.grid.number_formats.items() if "%" in code}
        self.slots: dict[object, list[_Slot]] = {}
        self.plain: dict[str | None, dict[float, _Plain]] = {}

    def write(self, row: RowPlan) -> None:
        """Write the statements of one row; plain numbers, which are nearly all there is, without a detour."""
        member, kinds, number = self.place.member, self.view.kinds[row.row], str(row.row + 1)
        cells = self.grid.rows[row.row] if row.row < len(self.grid.rows) else ()
        is_data, rest, append = _is_data_row(row, kinds, self.plan.values), rest_of_id(number), self.statements.append
        label_columns, labels, percents = None, self.place.outer, self.percents
        for slot in self._slots(row):
            if slot.column.label_columns != label_columns:
                label_columns = slot.column.label_columns
                labels = self.place.outer + labels_of_row(self.plan, row, label_columns)
            value = cells[slot.index] if kinds[slot.index] == NUMBER else None
            is_percent = percents and (row.row + 1, slot.index + 1) in percents
            if is_percent or not isinstance(value, _NUMERIC) or not slot.is_regular:
                self._write_other(_Spot(row, slot, labels, is_data))
                continue
            raw, quantity, state = slot.plain.get(value) or self._learn(value, slot)
            source = SourceRef(member, f"{slot.before}{number}{slot.after}")
            identifier = slot.id_of(rest if not slot.after else rest_of_id(number + slot.after))
            # by position: with names it takes more than twice as long
            append(Statement(identifier, source, raw, _TABLE, quantity, state, slot.unit, labels, *slot.shared))

    def _slots(self, row: RowPlan) -> list[_Slot]:
        """The columns of figures as rows of this meaning see them."""
        is_hidden = row.row + 1 in self.grid.hidden_rows
        key = (meaning_key(self.plan, row), is_hidden)
        if (found := self.slots.get(key)) is None:
            hidden = "隐藏行" if is_hidden else None
            found = self.slots[key] = [self._slot(row, column, hidden) for column in self.plan.values]
        return found

    def _slot(self, row: RowPlan, column: ColumnPlan, hidden: str | None) -> _Slot:
        place, known = self.place, meaning_of(self.plan, row, column)
        if hidden is None and column.index + 1 in self.grid.hidden_columns:
            hidden = "隐藏列"
        around = self.view.around_row(column.index)
        before, after = around or ("", "")
        suspect, note = self.suspects.get(column.index), joined_notes(place.note, hidden, known.note)
        return _Slot(
            index=column.index,
            unit=known.unit,
            is_regular=around is not None,
            before=before,
            after=after,
            id_of=statement_ids(place.submission_id, place.member, before),
            plain=self.plain.setdefault(known.unit, {}),
            shared=(
                *(column.labels, known.period, known.period_type, known.kind),
                *_NO_PROSE,
                *(place.context, None, None, suspect, note, place.table, place.confidence),
            ),
            column=column,
            known=known,
            hidden=hidden,
        )

    def _learn(self, value: float, slot: _Slot) -> _Plain:
        """What a plain number says. Equal ones share it, where equal numbers have equal texts: not from 1e15 on."""
        number = float(value) or 0.0  # -0.0 is 0.0
        unit = slot.known.unit
        quantity = Quantity(number, unit, _EXACT, number, number, _half_width(number, unit))
        said = raw_text(value), quantity, ValueState.REPORTED if number else ValueState.ZERO
        if abs(number) < _SAME_TEXT:
            slot.plain[value] = said
        return said

    # ---- everything but a plain number

    def _write_other(self, spot: _Spot) -> None:
        """Write the statements of a cell that is no plain number: texts, percents, absences, or none at all."""
        row, column = spot.row.row, spot.slot.index
        kind = self.view.kinds[row][column]
        if kind in (BLANK, TEXT) and self._says_nothing(spot, kind):
            return
        value = self.view.value(row, column)
        if kind == NUMBER and isinstance(value, str):
            self._write_text_figures(spot, value)
        elif kind == NUMBER:
            self._put(spot, self._shown_number(spot, value))
        elif kind == TEXT and (written := read_words(self.view.own_text(row, column))):
            known = spot.slot.known.unit
            unit = known if written.unit is None else _cell_unit(written.unit, known)
            self._put(spot, _figure(raw_text(value), _quantity(written, unit)))
        else:
            self._put(spot, self._absence(spot, kind))

    def _says_nothing(self, spot: _Spot, kind: int) -> bool:
        """Whether a blank is no absence, or a text that of a section which reaches over the figures."""
        row, column = spot.row.row, spot.slot.index
        if spot.is_data:
            return kind == BLANK and self._is_covered(row, column)
        return kind == BLANK or not _DIGIT.search(self.view.own_text(row, column))

    def _is_covered(self, row: int, column: int) -> bool:
        """Whether the blank cell is the rest of a merged figure."""
        merge = self.view.merge_at.get((row, column))
        return (
            merge is not None
            and (merge.top, merge.left) != (row, column)
            and bool(self.view.kinds[merge.top][merge.left])
        )

    def _shown_number(self, spot: _Spot, value: CellValue) -> _Said:
        """A number shown as 12.3% is 12.3 with unit %; one whose address follows no form is a plain number."""
        if (spot.row.row + 1, spot.slot.index + 1) not in self.percents:
            raw, quantity, _ = self._learn(value, spot.slot)  # type: ignore[arg-type]  # its kind says it is a number
            return _figure(raw, quantity)
        number = float(f"{float(value) * 100:.12g}")  # type: ignore[arg-type]  # its kind says it is a number
        return _figure(raw_text(value), Quantity(number, "%", _EXACT, number, number))

    def _write_text_figures(self, spot: _Spot, text: str) -> None:
        """Write the figures of a text cell: one, or two as in 35/0.42."""
        numbers = self.view.content(spot.row.row, spot.slot.index).numbers
        units = _units_of_numbers(numbers, spot)
        note = "一格写了两个数" if len(numbers) > 1 and len(spot.row.pair_units) != 2 else None
        for ordinal, (written, unit) in enumerate(zip(numbers, units, strict=True), 1):
            self._put(spot, _figure(text, _quantity(written, unit), note), ordinal)

    def _put(self, spot: _Spot, said: _Said, ordinal: int = 1) -> None:
        place, slot, known = self.place, spot.slot, spot.slot.known
        unit = known.unit if said.quantity is None else said.quantity.unit
        is_settled = known.unit is None and unit is not None  # the cell says what its column left open
        address = self.view.address(spot.row.row, slot.index)
        self.statements.append(
            Statement(
                self.id_of(rest_of_id(address, ordinal)),
                SourceRef(place.member, address if ordinal == 1 else f"{address}#{ordinal}"),
                said.raw,
                _TABLE,
                said.quantity,
                said.state,
                unit,
                spot.labels,
                slot.column.labels,
                known.period,
                known.period_type,
                known.kind,
                context=place.context,
                token_class=said.token,
                suspect=None if said.quantity is None else self.suspects.get(slot.index),
                note=joined_notes(place.note, slot.hidden, said.note, None if is_settled else known.note),
                table=place.table,
                confidence=place.confidence,
            )
        )

    def _absence(self, spot: _Spot, kind: int) -> _Said:
        """What a data cell without a figure says: why there is none, or that it is no statistic."""
        row, column = spot.row.row, spot.slot.index
        raw, position = self.view.raw(row, column), (row + 1, column + 1)
        if error := self.grid.errors.get(position):
            return _Said(raw, None, ValueState.MISSING, f"单元格是错误值{error}")
        if position in self.grid.formulas_without_value:
            return _Said(raw, None, ValueState.MISSING, "公式没有计算结果")
        if kind == BLANK:
            return _Said(raw, None, ValueState.MISSING)
        if kind == DATE:
            return _Said(raw, None, ValueState.REPORTED, token=TokenClass.DATE)
        if kind == CODE and not _is_mistyped(raw):
            return _Said(raw, None, ValueState.REPORTED, token=TokenClass.CODE)
        if kind == CODE:
            return _Said(raw, None, ValueState.REPORTED, "数字里夹着字母，疑把字母O、l误作0、1")
        if kind == TEXT:
            return _Said(raw, None, ValueState.REPORTED, "数据格里是文字，不能读作一个数")
        content = self.view.content(row, column)
        return _Said(raw, None, content.state, content.note)


def _figure(raw: str, quantity: Quantity, note: str | None = None) -> _Said:
    return _Said(raw, quantity, ValueState.REPORTED if quantity.value else ValueState.ZERO, note)


def _is_mistyped(raw: str) -> bool:
    """Whether a text in a data cell is a number with letters that look like digits: 12O5, l5."""
    return _MISTYPED.fullmatch(raw.strip()) is not None


def _units_of_numbers(numbers: Sequence[WrittenNumber], spot: _Spot) -> list[str | None]:
    """The unit of each number of a cell: written beside it, one of a pair in the label, or that of the cell's scope."""
    known = spot.slot.known.unit
    if len(numbers) == 1 and numbers[0].unit is None:
        return [known]
    if len(numbers) == 2 == len(spot.row.pair_units):
        return list(spot.row.pair_units)
    return [known if n.unit is None else _cell_unit(n.unit, known) for n in numbers]


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
