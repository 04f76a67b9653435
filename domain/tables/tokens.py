"""Numbers of a sheet that are no figures: serial numbers, codes, dates, header fields, numbers inside labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.document import Grid, SourceRef
from domain.quantity import ValueState
from domain.statement import Origin, Statement, TokenClass, statement_id
from domain.tables.cell_number import CellKind
from domain.tables.columns import ColumnRole
from domain.tables.figures import Place
from domain.tables.header_block import JSON_ROOT, fields_of
from domain.tables.plan import TablePlan
from domain.tables.sheet import SheetView, clean, raw_text

_DIGIT = re.compile(r"\d")
_NUMBER, _DATE, _CODE = int(CellKind.NUMBER), int(CellKind.DATE), int(CellKind.CODE)
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
    rest = {taken: [c for c in everything if c not in taken] for taken in set(figures.values())}
    for row, kinds in enumerate(view.kinds):
        for column in rest[figures[row]] if row in figures else everything:
            kind = kinds[column]
            if not kind:
                continue
            value = view.value(row, column)
            if kind in (_NUMBER, _DATE, _CODE) or (isinstance(value, str) and _DIGIT.search(value)):
                yield _token(view, row, column, classes.get(row, {}).get(column), place)


def _taken(plans: Sequence[TablePlan]) -> dict[int, frozenset[int]]:
    """The data cells by row. Of a section row only the columns of figures are data."""
    taken: dict[int, frozenset[int]] = {}
    for plan in plans:
        values = frozenset(column.index for column in plan.values)
        for row in plan.rows:
            taken[row.row] = taken.get(row.row, frozenset()) | values
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


def _token(view: SheetView, row: int, column: int, known: TokenClass | None, place: Place) -> Statement:
    value = view.value(row, column)
    address = view.grid.address(row + 1, column + 1)
    token = _token_class(view, row, column, known)
    return Statement(
        statement_id(place.submission_id, place.member, address),
        SourceRef(place.member, address),
        raw_text(value),
        Origin.TABLE,
        state=ValueState.REPORTED,
        context=place.context,
        token_class=token,
        note=None if token is not None else STRAY_NOTE,
        table=place.table,
        confidence=1.0 if token is not None else 0.0,
    )


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
    if key := _key_before(view.grid, row, column):
        name = next(iter(fields_of(key)), "")
        return _FIELD_CLASSES.get(name, TokenClass.HEADER_FIELD)
    if known is not None:
        return known
    if view.grid.name == JSON_ROOT:
        return TokenClass.HEADER_FIELD
    return None if kind == _NUMBER else TokenClass.OTHER


def _key_before(grid: Grid, row: int, column: int) -> str | None:
    """The text of a key cell (`联系电话：`) just left of the cell, over at most two blanks."""
    for before in range(column - 1, max(-1, column - 4), -1):
        text = clean(raw_text(grid.value(row + 1, before + 1)))
        if text:
            return text if text[-1] in ":：" else None
    return None
