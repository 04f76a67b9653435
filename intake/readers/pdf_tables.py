"""Tables of a PDF page: those with rules as pdfplumber finds them, and those told only by aligned columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.document import CellRange
from intake.readers.pdf_lines import CJK, NUMERIC, Box, Line, Piece, join_close, join_pieces, join_wrapped

CAPTION = re.compile(r"(?:续?表|图|附表)\s*[\d一二三四五六七八九十]+")
LETTER = re.compile(CJK)
STRETCHED = re.compile(rf"[#*＊]?{CJK}{{1,5}}")
STRETCH = 3.5
FEWEST_LINES = 3
SNAP = 2.0
PADDING, DIGIT_WIDTH, WORD_WIDTH, PARTED = 0.65, 0.6, 2.2, 99.0
"""In characters: the usual padding of a cell, and the room below which the next digit or word had to wrap."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its texts, merged ranges (1-based), and the area it takes."""

    rows: tuple[tuple[str | None, ...], ...]
    merged: tuple[CellRange, ...]
    box: Box


def ruled_table(cells: Sequence[Box], lines: Sequence[Line]) -> PageTable | None:
    """The table of ruled cells; None if it is only a frame, or a column without rules between its rows.

    `lines` hold words, not pieces: what stands close together in two cells must stay two.
    """
    columns = _edges([edge for cell in cells for edge in (cell[0], cell[2])])
    rows = _edges([edge for cell in cells for edge in (cell[1], cell[3])])
    if len(columns) < 3 or len(rows) < 3:
        return None
    grid: list[list[str | None]] = [[None] * (len(columns) - 1) for _ in rows[1:]]
    merged = []
    for cell in cells:
        top, bottom = _index(rows, cell[1]), _index(rows, cell[3])
        left, right = _index(columns, cell[0]), _index(columns, cell[2])
        grid[top][left] = cell_text(cell, lines) or None
        if bottom - top > 1 or right - left > 1:
            merged.append(CellRange(top + 1, left + 1, bottom, right))
    if _is_unruled_inside(grid):
        return None
    return PageTable(tuple(map(tuple, grid)), tuple(merged), (columns[0], rows[0], columns[-1], rows[-1]))


def _edges(places: list[float]) -> list[float]:
    """The distinct places of rules."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > SNAP:
            edges.append(place)
    return edges


def _index(edges: list[float], place: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - place))


def _is_unruled_inside(grid: list[list[str | None]]) -> bool:
    """Whether cells hold columns of numbers, because rules part only the head from the body."""
    stacks = [cell.split("\n") for row in grid for cell in row if cell]
    return any(len(stack) >= FEWEST_LINES and all(map(NUMERIC.fullmatch, stack)) for stack in stacks)


def cell_text(cell: Box, lines: Sequence[Line]) -> str:
    """The text inside a cell; a line that leaves no room for one more character goes on in the next one."""
    text = ""
    room = PARTED
    for line in lines:
        inside = [piece for piece in line.pieces if _is_inside(piece, cell)]
        if not inside:
            continue
        words = " ".join(piece.text for piece in join_close(inside))
        if text and text[-1].isdigit() and words[0].isdigit():
            text += words if room < DIGIT_WIDTH else f"\n{words}"
        else:
            text = join_wrapped(text, words) if room < WORD_WIDTH else f"{text}\n{words}"
        room = _room(cell, inside)
    return text.strip()


def _room(cell: Box, inside: Sequence[Piece]) -> float:
    """The room that a line leaves in its cell beside the usual padding, in characters.

    Both sides count: the end of a number set to the right is always near the rule, however short it is.
    """
    left, right = inside[0].box[0] - cell[0], cell[2] - inside[-1].box[2]
    size = inside[-1].size
    return (left + right) / size - 2 * min(left / size, right / size, PADDING)


def _is_inside(piece: Piece, box: Box) -> bool:
    centre = (piece.box[0] + piece.box[2]) / 2
    return box[0] <= centre <= box[2] and box[1] <= piece.middle <= box[3]


def aligned_runs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where runs of lines look like the rows of a table without rules: (first, one past the last) line."""
    runs, start = [], 0
    while start < len(lines):
        end = start
        while end < len(lines) and _continues(lines, start, end):
            end += 1
        if _is_table(lines[start:end]):
            runs.append((start, end))
        start = max(end, start + 1)
    return runs


def _continues(lines: Sequence[Line], start: int, index: int) -> bool:
    """Whether a line belongs to the run: several pieces, or a row label between such lines."""
    line = lines[index]
    if CAPTION.match(line.text) or (index > start and line.top - lines[index - 1].bottom > 2.5 * line.size):
        return False
    if len(line.pieces) > 1:
        return True
    is_between = start < index < len(lines) - 1 and len(lines[index + 1].pieces) > 1
    is_label = is_between and line.right < lines[index - 1].pieces[-1].box[0]
    return is_label and len(lines[index - 1].pieces) > 1


def _is_table(lines: Sequence[Line]) -> bool:
    """Whether enough lines have numbers right of their first piece."""
    if len(lines) < FEWEST_LINES:
        return False
    numeric = sum(map(_has_figure, lines))
    return numeric >= max(2, len(lines) // 2)


def _has_figure(line: Line) -> bool:
    """Whether a number stands right of the first piece."""
    return any(NUMERIC.fullmatch(piece.text) for piece in line.pieces[1:])


def aligned_table(lines: Sequence[Line]) -> PageTable:
    """The table of a run of lines: columns from the lines that have the usual number of pieces."""
    lines = [Line(_whole_words(line.pieces)) for line in lines]
    columns = _columns(lines)
    rows, merged = [], []
    for number, line in enumerate(lines, start=1):
        row: list[str | None] = [None] * len(columns)
        for piece in line.pieces:
            first, last = _place(piece, columns)
            row[first] = piece.text if row[first] is None else f"{row[first]} {piece.text}"
            if last > first:
                merged.append(CellRange(number, first + 1, number, last + 1))
        rows.append(tuple(row))
    box = (
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )
    return PageTable(tuple(rows), tuple(merged), box)


def _whole_words(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, words that are stretched over a column (`粮    食`) put together again."""
    whole: list[Piece] = []
    for piece in pieces:
        gap = piece.box[0] - whole[-1].box[2] if whole else STRETCH * piece.size
        if gap < STRETCH * piece.size and LETTER.fullmatch(piece.text) and STRETCHED.fullmatch(whole[-1].text):
            whole[-1] = join_pieces(whole[-1], piece)
        else:
            whole.append(piece)
    return tuple(whole)


def _columns(lines: Sequence[Line]) -> list[Span]:
    counts = [len(line.pieces) for line in lines if _has_figure(line)]
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    usual = max([usual, *(count for count in counts if counts.count(count) >= 2)])
    columns: list[Span] = []
    for line in lines:
        if len(line.pieces) == usual and _has_figure(line):
            for piece in line.pieces:
                columns = _with(columns, (piece.box[0], piece.box[2]))
    for line in lines:
        for piece in line.pieces:
            if not any(_overlap(piece, column) for column in columns):
                columns = _with(columns, (piece.box[0], piece.box[2]))
    return columns


def _with(columns: list[Span], span: Span) -> list[Span]:
    """The columns with one more span, joined with those it overlaps."""
    apart = [column for column in columns if column[1] < span[0] or span[1] < column[0]]
    touching = [column for column in columns if column not in apart]
    joined = (min([span[0], *(c[0] for c in touching)]), max([span[1], *(c[1] for c in touching)]))
    return sorted([*apart, joined])


def _overlap(piece: Piece, column: Span) -> bool:
    return piece.box[0] <= column[1] and column[0] <= piece.box[2]


def _place(piece: Piece, columns: list[Span]) -> tuple[int, int]:
    """The first and last column a piece covers."""
    covered = [index for index, column in enumerate(columns) if _overlap(piece, column)]
    return covered[0], covered[-1]
