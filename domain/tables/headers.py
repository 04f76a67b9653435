"""Header paths: for every column the labels above it, outermost first, and the unit they state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.period import parse_period_parts
from domain.record import record
from domain.tables.cell_number import CellKind
from domain.tables.columns import Column, ColumnRole
from domain.tables.segments import Block
from domain.tables.sheet import SheetView, is_foreign
from domain.tables.units import is_measure_word, is_unit_only, parse_unit, unit_in_label

OF_WHICH = re.compile(r"^(?:其中|#|＃)")
_UNIT_KEYS = frozenset({"单位", "计量单位"})
_FREQUENCY_KEYS = frozenset({"频度", "频率"})


@record
class HeaderCell:
    """A header text over the columns `left` to `right`; `is_merged` when a merged range says so."""

    row: int
    left: int
    right: int
    text: str
    is_merged: bool


@dataclass(frozen=True, slots=True)
class HeaderPath:
    """What stands over one column. `group` and `position` place it among the columns of the innermost group."""

    labels: tuple[str, ...] = ()
    unit: str | None = None
    frequency: str | None = None
    group: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Trail:
    """The header cells over one column while the path is built."""

    cells: list[HeaderCell] = field(default_factory=list)
    unit: str | None = None
    frequency: str | None = None


def header_paths(view: SheetView, block: Block, columns: Sequence[Column]) -> dict[int, HeaderPath]:
    """Build the path of every column that holds figures."""
    values = [column.index for column in columns if column.role is ColumnRole.VALUE]
    if not block.header_rows:
        return {index: HeaderPath() for index in values}
    rows = _HeaderRows(view, block, columns)
    trails = {index: _trail(rows, index) for index in values}
    if not rows.has_horizontal_merge:
        for index in values:
            trails[index].cells = _join_split_words(rows, trails[index].cells, index)
    paths: dict[int, HeaderPath] = {}
    cells: dict[int, list[HeaderCell]] = {}
    for index in values:
        cells[index] = _with_parent(trails, cells, index)
        paths[index] = _finish(cells[index], trails[index], paths.get(index - 1))
    return paths


# ---- header cells and their spans


class _HeaderRows:
    """The header cells of a block, row by row, with spans through merged ranges and over blanks to the right."""

    def __init__(self, view: SheetView, block: Block, columns: Sequence[Column]) -> None:
        self.view = view
        self.block = block
        self.roles = {column.index: column.role for column in columns}
        label = next((c.index for c in columns if c.role is ColumnRole.LABEL), block.left)
        self.keys = {row: view.text(row, label) for row in block.header_rows}
        self.has_horizontal_merge = False
        self.group_rows: dict[int, bool] = {}
        self.totals: dict[HeaderCell, bool] = {}
        self.period_rows = {row for row in block.header_rows if self._is_period_row(row)}
        self.at: list[dict[int, HeaderCell]] = []
        for place, row in enumerate(block.header_rows):
            self.at.append(self._row(place, row))

    def _row(self, place: int, row: int) -> dict[int, HeaderCell]:
        found: dict[int, HeaderCell] = {}
        for column in range(self.block.left, self.block.right + 1):
            merge = self.view.merge_at.get((row, column))
            if merge is not None:
                text = self.view.header_text(row, column)
                if text and merge.right > merge.left and merge.bottom >= row:
                    self.has_horizontal_merge = (
                        self.has_horizontal_merge or self.roles.get(merge.left) is ColumnRole.VALUE
                    )
                if text:
                    found[column] = HeaderCell(
                        max(merge.top, self.block.header_rows[0]), merge.left, merge.right, text, is_merged=True
                    )
                continue
            if column in found:
                continue
            text = self.view.header_text(row, column)
            if text:
                right = self._reach(place, row, column)
                cell = HeaderCell(row, column, right, text, is_merged=False)
                found.update(dict.fromkeys(range(column, right + 1), cell))
        return found

    def _is_period_row(self, row: int) -> bool:
        """Whether most figures of a header row are periods, so that they are a level and no broken words."""
        texts = [
            text
            for column, role in self.roles.items()
            if role is ColumnRole.VALUE and (text := self.view.header_text(row, column))
        ]
        return sum(parse_period_parts(text) is not None for text in texts) * 5 > len(texts) * 3

    def _reach(self, place: int, row: int, column: int) -> int:
        """Extend an unmerged group header over the blank cells to its right that have headers of their own below."""
        if self.roles.get(column) not in (ColumnRole.VALUE, ColumnRole.SPACER):
            return column
        right = column
        while right < self.block.right and (
            self._is_open(place, row, column, right + 1) or self._is_repeated(place, row, column, right + 1)
        ):
            right += 1
        return right

    def _is_repeated(self, place: int, row: int, column: int, candidate: int) -> bool:
        """Whether a group header is written again over each of its columns, as exports without merged cells do."""
        if self.view.own_text(row, candidate) != self.view.own_text(row, column):
            return False
        if (row, candidate) in self.view.merge_at or self.roles.get(candidate) is not ColumnRole.VALUE:
            return False
        if any(above.get(candidate) != above.get(column) for above in self.at):
            return False
        return place + 1 < len(self.block.header_rows) and self._is_group_row(place, row)

    def _is_group_row(self, place: int, row: int) -> bool:
        """Whether each text of a header row is repeated beside or below it: a group, and no word broken over rows."""
        if row not in self.group_rows:
            self.group_rows[row] = self._repeats(place, row)
        return self.group_rows[row]

    def _repeats(self, place: int, row: int) -> bool:
        below = self.block.header_rows[place + 1]
        values = [column for column, role in self.roles.items() if role is ColumnRole.VALUE]
        texts = {column: self.view.own_text(row, column) for column in values}
        return all(
            not text or text in (texts.get(column - 1), texts.get(column + 1), self.view.own_text(below, column))
            for column, text in texts.items()
        )

    def _is_open(self, place: int, row: int, column: int, candidate: int) -> bool:
        if self.view.kinds[row][candidate] or (row, candidate) in self.view.merge_at:
            return False
        if self.roles.get(candidate) is not ColumnRole.VALUE:
            return False
        below = self.block.header_rows[place + 1 :]
        if not any(self.view.text(r, candidate) for r in below):
            return False
        if is_unit_only(self.view.own_text(row, column)):
            return False
        return all(above.get(candidate) == above.get(column) for above in self.at)


def _trail(rows: _HeaderRows, index: int) -> _Trail:
    trail = _Trail()
    for row, found in zip(rows.block.header_rows, rows.at, strict=True):
        cell = found.get(index)
        if cell is None:
            continue
        key = rows.keys[row]
        if (
            key in _UNIT_KEYS
            and len(rows.block.header_rows) > 1
            and (parse_unit(cell.text) or cell.text in ("-", "—", "/"))
        ):
            trail.unit = parse_unit(cell.text)
        elif key in _FREQUENCY_KEYS:
            trail.frequency = cell.text
        elif is_unit_only(cell.text) and cell.left == cell.right:
            trail.unit = parse_unit(cell.text)
        elif cell not in trail.cells:
            trail.cells.append(cell)
    if any(not is_foreign(cell.text) for cell in trail.cells):
        trail.cells = [cell for cell in trail.cells if not is_foreign(cell.text)]
    return trail


# ---- words split over rows


def _join_split_words(rows: _HeaderRows, cells: list[HeaderCell], index: int) -> list[HeaderCell]:
    """Join header words written over several rows (`已婚育龄` / `妇女人数`), where nothing is merged across columns."""
    joined: list[HeaderCell] = []
    for cell in cells:
        last = joined[-1] if joined else None
        if last is None or not _continues(rows, last, cell):
            joined.append(cell)
            continue
        first = _first_child(rows, last) if last.right > last.left and index > last.left else None
        text = last.text + (first or cell).text
        joined[-1] = HeaderCell(last.row, last.left, last.right, text, is_merged=False)
        if first is not None:
            joined.append(cell)
    return joined


def _continues(rows: _HeaderRows, last: HeaderCell, cell: HeaderCell) -> bool:
    """Whether the cell below goes on with the word above it, or (over a group) its first column does."""
    if _stands_apart(rows, last) or (last.is_merged and last.right > last.left):
        return False
    if last.left == last.right:
        return cell.left == cell.right and not _stands_apart(rows, cell)
    first = _first_child(rows, last)
    if first is None or _stands_apart(rows, first) or first.right > first.left:
        return False
    others = [child for c in range(last.left + 1, last.right + 1) if (child := _child(rows, last, c)) is not None]
    if others and all(OF_WHICH.match(child.text) for child in others):
        return True
    if last not in rows.totals:
        rows.totals[last] = _is_total_of_rest(rows.view, rows.block, last)
    return rows.totals[last]


def _stands_apart(rows: _HeaderRows, cell: HeaderCell) -> bool:
    is_period = cell.row in rows.period_rows and parse_period_parts(cell.text) is not None
    return bool(OF_WHICH.match(cell.text)) or is_period or is_unit_only(cell.text)


def _child(rows: _HeaderRows, cell: HeaderCell, column: int) -> HeaderCell | None:
    below = (found.get(column) for row, found in zip(rows.block.header_rows, rows.at, strict=True) if row > cell.row)
    return next((child for child in below if child is not None and not is_unit_only(child.text)), None)


def _first_child(rows: _HeaderRows, cell: HeaderCell) -> HeaderCell | None:
    return _child(rows, cell, cell.left)


def _is_total_of_rest(view: SheetView, block: Block, cell: HeaderCell) -> bool:
    """Whether the first column of a group is the sum of the others, in at least four rows of five."""
    checked = right = 0
    for row in block.body_rows[:40]:
        if view.kinds[row].count(int(CellKind.NUMBER), cell.left, cell.right + 1) < cell.right - cell.left + 1:
            continue
        values = [view.number(row, c) for c in range(cell.left, cell.right + 1)]
        checked += 1
        right += abs(values[0] - sum(values[1:])) <= max(1e-6 * abs(values[0]), 0.51)
    return checked >= 2 and right * 5 >= checked * 4 and cell.right > cell.left


# ---- of which


def _with_parent(trails: dict[int, _Trail], done: dict[int, list[HeaderCell]], index: int) -> list[HeaderCell]:
    """Put the column that a 其中 or # column is part of before it."""
    cells = trails[index].cells
    place = next((i for i, cell in enumerate(cells) if OF_WHICH.match(cell.text)), None)
    if place is None:
        return cells
    own = cells[place]
    neighbour = own.left - 1
    if neighbour not in done or (place > 0 and cells[place - 1].left > neighbour and cells[place - 1].is_merged):
        return cells
    parent = [cell for cell in done[neighbour] if cell.row <= own.row]
    sibling = next((i for i, cell in enumerate(parent) if OF_WHICH.match(cell.text) and cell.row == own.row), None)
    parent = parent[:sibling]
    return [*parent, *(cell for cell in cells if cell not in parent)]


def _finish(cells: Sequence[HeaderCell], trail: _Trail, left: HeaderPath | None) -> HeaderPath:
    unit = trail.unit
    if unit is None:
        unit = next((found for cell in reversed(cells) if (found := unit_in_label(cell.text))), None)
    if unit is None and left is not None and any(OF_WHICH.match(cell.text) for cell in cells):
        unit = left.unit
    if unit is None and cells and is_measure_word(cells[-1].text):
        unit = cells[-1].text
    labels = tuple(dict.fromkeys(cell.text for cell in cells if cell.text))
    inner = next(((cell.left, cell.right) for cell in reversed(cells) if cell.right > cell.left), (0, 0))
    return HeaderPath(labels[:8], unit, trail.frequency, inner)
