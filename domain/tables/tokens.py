"""Numbers of a sheet that are no figures: serial numbers, codes, dates, header fields, numbers inside labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.document import SourceRef
from domain.quantity import ValueState
from domain.statement import Origin, Statement, TokenClass, rest_of_id, statement_ids
from domain.tables.cell_number import CellKind
from domain.tables.columns import ColumnRole
from domain.tables.figures import Place
from domain.tables.header_block import JSON_ROOT, fields_of
from domain.tables.plan import TablePlan
from domain.tables.sheet import SheetView

_DIGIT = re.compile(r"\d")
_NUMBER, _DATE, _CODE = int(CellKind.NUMBER), int(CellKind.DATE), int(CellKind.CODE)
_NUMBERS = (_NUMBER, _DATE, _CODE)
_NO_CLASSES: Mapping[int, TokenClass] = {}
_BY_ROLE = {
    ColumnRole.SERIAL: TokenClass.SERIAL,
    ColumnRole.CODE: TokenClass.CODE,
    ColumnRole.PERIOD: TokenClass.DATE,
    ColumnRole.UNIT: TokenClass.LABEL,
    ColumnRole.LABEL: TokenClass.LABEL,
    ColumnRole.TRANSLATION: TokenClass.LABEL,
    ColumnRole.NOTE: TokenClass.OTHER,
}
_CERTAIN = (TokenClass.SERIAL, TokenClass.COLUMN_NUMBER, TokenClass.DATE)
_FIELD_CLASSES = {"phone": TokenClass.PHONE, "filled_on": TokenClass.HEADER_FIELD, "period": TokenClass.HEADER_FIELD}
STRAY_NOTE = "表外的数，没有行名和列名"


def token_statements(view: SheetView, plans: Sequence[TablePlan], place: Place) -> Iterator[Statement]:
    """Yield one statement for every cell with a digit that no table took as a data cell."""
    figures = _taken(plans)
    classes = _classes(plans)
    everything = range(view.width)
    id_of = statement_ids(place.submission_id, place.member)
    rest = {taken: [c for c in everything if c not in taken] for taken in set(figures.values())}
    for row, kinds in enumerate(view.kinds):
        of_row = classes.get(row, _NO_CLASSES)
        for column in rest[figures[row]] if row in figures else everything:
            if not (kind := kinds[column]):
                continue
            raw = view.raw(row, column)
            if kind not in _NUMBERS and not (_DIGIT.search(raw) and isinstance(view.value(row, column), str)):
                continue
            token = _token_class(view, row, column, of_row.get(column))
            address = view.address(row, column)
            yield Statement(
                id_of(rest_of_id(address)),
                SourceRef(place.member, address),
                raw,
                Origin.TABLE,
                state=ValueState.REPORTED,
                context=place.context,
                token_class=token,
                note=None if token is not None else STRAY_NOTE,
                table=place.table,
                confidence=1.0 if token is not None else 0.0,
            )


def _taken(plans: Sequence[TablePlan]) -> dict[int, frozenset[int]]:
    """The data cells by row. Of a section row only the columns of figures are data."""
    taken: dict[int, frozenset[int]] = {}
    for plan in plans:
        values = frozenset(column.index for column in plan.values)
        for row in plan.rows:
            taken[row.row] = taken[row.row] | values if row.row in taken else values
    return taken


def _classes(plans: Sequence[TablePlan]) -> dict[int, Mapping[int, TokenClass]]:
    classes: dict[int, Mapping[int, TokenClass]] = {}
    for plan in plans:
        block = plan.block
        span = range(block.left, block.right + 1)
        by_column = {column.index: _BY_ROLE[column.role] for column in plan.columns if column.role in _BY_ROLE}
        for rows, of_row in (
            ([body.row for body in plan.rows], by_column),
            (block.numbering_rows, dict.fromkeys(span, TokenClass.COLUMN_NUMBER)),
            ([*block.header_rows, *block.title_rows], dict.fromkeys(span, TokenClass.LABEL)),
            (block.after_rows, dict.fromkeys(span, TokenClass.OTHER)),
        ):
            for row in rows:
                classes[row] = {**classes[row], **of_row} if row in classes else of_row
    return classes


def _token_class(view: SheetView, row: int, column: int, known: TokenClass | None) -> TokenClass | None:
    """Why the cell is no figure; None for a stray number, which must not pass silently."""
    kind = view.kinds[row][column]
    if known in _CERTAIN:
        return known
    if kind == _DATE:
        return TokenClass.DATE
    if kind == _CODE or known is TokenClass.CODE:
        return TokenClass.CODE
    text = view.own_text(row, column)
    if kind != _NUMBER and (fields := fields_of(text)):
        return next((_FIELD_CLASSES[name] for name in fields if name in _FIELD_CLASSES), TokenClass.HEADER_FIELD)
    if column and (key := _key_before(view, row, column)):
        name = next(iter(fields_of(key)), "")
        return _FIELD_CLASSES.get(name, TokenClass.HEADER_FIELD)
    if known is not None:
        return known
    if view.grid.name == JSON_ROOT:
        return TokenClass.HEADER_FIELD
    return None if kind == _NUMBER else TokenClass.OTHER


def _key_before(view: SheetView, row: int, column: int) -> str | None:
    """The text of a key cell (`联系电话：`) just left of the cell, over at most two blanks."""
    for before in range(column - 1, max(-1, column - 4), -1):
        if text := view.own_text(row, before):
            return text if text[-1] in ":：" else None
    return None
