"""Split a sheet into its tables: side by side at blank columns, stacked where a header or caption comes again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.tables.cell_number import CellKind
from domain.tables.row_kinds import COLUMN_NUMBER, RowKind, row_kind
from domain.tables.sheet import SheetView, is_foreign


@dataclass
class Block:
    """One table: its rows by role, all counted from 0; columns `left` to `right` inclusive."""

    left: int
    right: int
    title_rows: list[int] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    numbering_rows: list[int] = field(default_factory=list)  # 甲 乙 1 2
    body_rows: list[int] = field(default_factory=list)
    after_rows: list[int] = field(default_factory=list)

    @property
    def top(self) -> int:
        """The first row of header or body."""
        return min((*self.header_rows, *self.body_rows))


_NOTE = re.compile(r"^(?:注|说明|备注|资料来源|数据来源|来源|Notes?|Source|Data|\*|※|①|[a-z]\))|^\d+[.、．]\S{6,}")
_ROWS_LOOKED_BACK = 60
_MOST_BANDS = 40
_NUMBER, _ABSENT, _TEXT = int(CellKind.NUMBER), int(CellKind.ABSENT), int(CellKind.TEXT)


def split_tables(view: SheetView) -> list[Block]:
    """Find the tables of a sheet, from left to right and top to bottom."""
    blocks: list[Block] = []
    for left, right in _bands(view):
        blocks.extend(_stacked(view, left, right))
    return blocks


# ---- side by side


def _bands(view: SheetView) -> list[tuple[int, int]]:
    """Cut the sheet at blank columns where the right part has row labels of its own."""
    if not view.height:
        return []
    filled = [any(column) for column in zip(*view.kinds, strict=True)]
    groups: list[tuple[int, int]] = []
    for column, is_filled in enumerate(filled):
        if not is_filled:
            continue
        if groups and groups[-1][1] == column - 1:
            groups[-1] = (groups[-1][0], column)
        else:
            groups.append((column, column))
    if len(groups) > _MOST_BANDS:
        return [(groups[0][0], groups[-1][1])]
    bands: list[tuple[int, int]] = []
    for group in groups:
        if bands and not (_stands_alone(view, *group) and _stands_alone(view, *bands[-1])):
            bands[-1] = (bands[-1][0], group[1])
        else:
            bands.append(group)
    return bands


def _stands_alone(view: SheetView, left: int, right: int) -> bool:
    """Whether a group of columns begins with labels and goes on with numbers."""
    labelled = numbered = 0
    for kinds in view.kinds:
        if kinds.count(_NUMBER, left + 1, right + 1) or kinds.count(_ABSENT, left + 1, right + 1):
            numbered += 1
            labelled += kinds[left] in (_TEXT, int(CellKind.DATE))
    return labelled >= 2 and labelled * 2 >= numbered


# ---- one above the other


def _stacked(view: SheetView, left: int, right: int) -> list[Block]:
    kinds = [row_kind(view, row, left, right) for row in range(view.height)]
    blocks: list[Block] = []
    before: list[int] = []  # rows that belong to nothing yet
    block: Block | None = None
    for row, kind in enumerate(kinds):
        if block is None:
            if kind is RowKind.DATA:
                block = _begin(view, kinds, before, row, (left, right))
                before = []
            else:
                before.append(row)
            continue
        if kind is RowKind.DATA:
            block.body_rows.extend(r for r in before if kinds[r] is not RowKind.BLANK)
            block.body_rows.append(row)
            before = []
        elif kind in (RowKind.TEXTS, RowKind.NUMBERS) and _starts_header(view, row, block):
            before = [*_without_notes(view, kinds, before, block), row]
            blocks.append(block)
            block = None
        elif kind is RowKind.TEXTS and not before and block.header_rows:
            block.body_rows.append(row)
        else:
            before.append(row)
    if block is not None:
        _close(view, kinds, block, before)
        blocks.append(block)
    elif before:
        blocks.extend(_without_numbers(view, kinds, before, (left, right)))
    return blocks


# ---- where a table begins


def _begin(view: SheetView, kinds: Sequence[RowKind], before: Sequence[int], row: int, span: tuple[int, int]) -> Block:
    """Make a block whose first data row is `row`; the rows before it are its header and titles."""
    sections = _leading_sections(view, kinds, before, row, span)
    block = Block(*span, body_rows=[*sections, row])
    above = [r for r in before if not sections or r < sections[0]]
    header_top = _header_top(view, kinds, above, block.body_rows[0], span)
    block.title_rows = [r for r in above if r < header_top and kinds[r] is not RowKind.BLANK]
    _assign_header(view, kinds, block, [r for r in above if r >= header_top and kinds[r] is not RowKind.BLANK])
    return block


def _leading_sections(
    view: SheetView, kinds: Sequence[RowKind], before: Sequence[int], row: int, span: tuple[int, int]
) -> list[int]:
    """Find the section rows between header and first figures: single texts in the label column under a header."""
    label = view.filled(row, *span)[0]
    sections: list[int] = []
    for above in reversed(before):
        kind = kinds[above]
        if kind is RowKind.BLANK:
            continue
        if kind is RowKind.SINGLE and view.filled(above, *span)[0] == label == span[0]:
            merge = view.merge_at.get((above, label))
            if merge is None or merge.top == merge.bottom == above:
                sections.insert(0, above)
                continue
        is_header = kind in (RowKind.TEXTS, RowKind.NUMBERS) and len(view.filled(above, *span)) >= 3
        return sections if is_header else []
    return []


def _header_top(
    view: SheetView, kinds: Sequence[RowKind], before: Sequence[int], row: int, span: tuple[int, int]
) -> int:
    top = row
    blanks = 0
    for above in reversed(before):
        kind = kinds[above]
        if kind is RowKind.BLANK:
            blanks += 1
            if blanks > 2 or (top != row and blanks > 1):
                break
            continue
        if kind in (RowKind.TEXTS, RowKind.NUMBERS):
            if top != row and blanks and len(view.filled(above, *span)) <= 2 and _is_full(view, top, span):
                break
            top, blanks = above, 0
        elif kind is RowKind.SINGLE and _belongs_to_header(view, kinds, above, span):
            top, blanks = above, 0
        else:
            break
    return top


def _is_full(view: SheetView, row: int, span: tuple[int, int]) -> bool:
    """Whether a header row fills almost all columns, so that what stands above a blank row is not part of it."""
    return len(view.filled(row, *span)) >= span[1] - span[0]


def _belongs_to_header(view: SheetView, kinds: Sequence[RowKind], row: int, span: tuple[int, int]) -> bool:
    """Whether a single text is a header cell (`#婴儿` deep in a column) rather than a title."""
    column = view.filled(row, *span)[0]
    for c in range(span[0], span[1] + 1):
        merge = view.merge_at.get((row, c))
        if merge is not None and merge.top < row and merge.right - merge.left < (span[1] - span[0]):
            return True
    own = view.merge_at.get((row, column))
    is_wide = own is not None and own.right - own.left >= (span[1] - span[0]) * 0.9
    beside = row + 1 < len(kinds) and kinds[row + 1] in (RowKind.TEXTS, RowKind.NUMBERS)
    if own is not None and not is_wide and column > span[0]:
        return True
    return (column > span[0] and not is_wide and row > 0 and kinds[row - 1] is RowKind.TEXTS) or (
        column > span[0] + 1 and beside and not is_wide and len(view.own_text(row, column)) <= 20
    )


def _assign_header(view: SheetView, kinds: Sequence[RowKind], block: Block, rows: Sequence[int]) -> None:
    for row in rows:
        if kinds[row] is RowKind.NUMBERS and _is_numbering(view, row, block):
            block.numbering_rows.append(row)
        else:
            block.header_rows.append(row)
    if not block.header_rows and block.numbering_rows:
        block.header_rows, block.numbering_rows = block.numbering_rows, []


def _is_numbering(view: SheetView, row: int, block: Block) -> bool:
    columns = view.filled(row, block.left, block.right)
    values = [n.value for c in columns for n in view.content(row, c).numbers]
    if not values:
        return all(COLUMN_NUMBER.match(view.own_text(row, column)) for column in columns)
    if max(values) > 100:
        return False
    above = "".join(view.text(row - 1, c) for c in columns) if row else ""
    return not (values == list(range(1, 13)) and ("年" in above or "月" in above))


# ---- where it goes on, and where it ends


def _starts_header(view: SheetView, row: int, block: Block) -> bool:
    """Whether a row without figures, below data, is the header of the next table."""
    recent = [view.kinds[r] for r in block.body_rows[-_ROWS_LOOKED_BACK:]]
    columns = range(block.left, block.right + 1)
    value_columns = {c for c in columns if any(kinds[c] in (_NUMBER, _ABSENT) for kinds in recent)}
    texts = [c for c in view.filled(row, block.left, block.right) if view.kinds[row][c] in (_TEXT, _NUMBER)]
    hits = [column for column in texts if column in value_columns]
    if block.header_rows and _same_row(view, row, block.header_rows[0], block):
        return True
    return len(hits) >= 2 or (len(hits) == 1 and len(texts) == 2 and len(value_columns) == 1)


def _without_notes(view: SheetView, kinds: Sequence[RowKind], pending: Sequence[int], block: Block) -> list[int]:
    """Give the notes between two tables to the first; returns the rows that are captions of the second."""
    rest = list(pending)
    while rest:
        filled = view.filled(rest[0], block.left, block.right)
        if filled and not _NOTE.match(view.own_text(rest[0], filled[0])):
            break
        block.after_rows.extend(rest[:1] if kinds[rest[0]] is not RowKind.BLANK else [])
        del rest[0]
    return rest


def _same_row(view: SheetView, row: int, other: int, block: Block) -> bool:
    columns = range(block.left, block.right + 1)
    texts = [view.own_text(row, column) for column in columns]
    return sum(map(bool, texts)) >= 2 and texts == [view.own_text(other, column) for column in columns]


def _close(view: SheetView, kinds: Sequence[RowKind], block: Block, pending: Sequence[int]) -> None:
    """Decide which rows after the last figure are still rows of the table (a county left blank) and which are notes."""
    label_columns = {c for r in block.body_rows for c in view.filled(r, block.left, block.right)[:1]}
    is_open = bool(block.header_rows)
    for row in pending:
        kind = kinds[row]
        if kind is RowKind.BLANK:
            is_open = False
            continue
        columns = view.filled(row, block.left, block.right)
        text = view.own_text(row, columns[0])
        in_table = kind is RowKind.SINGLE and columns[0] in label_columns and len(text) <= 16 and not _NOTE.match(text)
        if is_open and in_table and (row, columns[0]) not in view.merge_at:
            block.body_rows.append(row)
        else:
            is_open = False
            block.after_rows.append(row)


def _without_numbers(
    view: SheetView, kinds: Sequence[RowKind], rows: Sequence[int], span: tuple[int, int]
) -> list[Block]:
    """Take a sheet that holds no figure: an empty form is a table of blanks, anything else is text."""
    header = next(
        (
            r
            for r in rows
            if kinds[r] is RowKind.TEXTS and len(view.filled(r, *span)) >= 3 and _looks_like_header(view, r, span)
        ),
        None,
    )
    if header is None:
        return []
    block = Block(*span, title_rows=[r for r in rows if r < header and kinds[r] is not RowKind.BLANK])
    width = len(view.filled(header, *span))
    for row in rows:
        if row < header or kinds[row] is RowKind.BLANK:
            continue
        filled = view.filled(row, *span)
        if row == header or (not block.body_rows and kinds[row] is RowKind.TEXTS and filled[0] > span[0]):
            block.header_rows.append(row)
        elif kinds[row] in (RowKind.SINGLE, RowKind.TEXTS) and len(filled) < width and not block.after_rows:
            block.body_rows.append(row)
        else:
            block.after_rows.append(row)
    return [block] if block.body_rows else []


def _looks_like_header(view: SheetView, row: int, span: tuple[int, int]) -> bool:
    texts = [view.own_text(row, column) for column in view.filled(row, *span)]
    return all(len(text) <= 24 for text in texts) and not all(map(is_foreign, texts))
