"""The lines of a PDF page: words with places, put together into the pieces between wide gaps.

Chinese word processors leave small gaps between digits and characters; those are no spaces. A gap wider than 1.3
characters parts two pieces, which in a table are two cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIDE_GAP, NUMBER_GAP = 1.3, 0.6
NUMERIC = re.compile(r"[-－—+]?[\d,，.．]+[%％‰]?|[-－—…]+")
SAME_LINE = 0.6
CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
LOOSE_BLANK = re.compile(rf"(?<={CJK}) +| +(?={CJK})")

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left corner of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a wide gap in it."""

    text: str
    box: Box
    size: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces at one height of a page, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line; wide gaps as one blank."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.pieces[0].box[0]

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.pieces[-1].box[2]

    @property
    def top(self) -> float:
        """The top of its highest piece."""
        return min(piece.box[1] for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """The bottom of its lowest piece."""
        return max(piece.box[3] for piece in self.pieces)

    @property
    def size(self) -> float:
        """The size of its largest type."""
        return max(piece.size for piece in self.pieces)


def rows_of(words: Iterable[Mapping[str, object]]) -> list[Line]:
    """Sort words of pdfplumber (text, x0, top, x1, bottom, size) into lines from the top down, each word a piece."""
    rows: list[list[Piece]] = []
    for piece in sorted(map(_piece, words), key=lambda piece: (piece.middle, piece.box[0])):
        if rows and piece.middle - rows[-1][0].middle < SAME_LINE * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Line(tuple(sorted(row, key=lambda piece: piece.box[0]))) for row in rows]


def lines_of(rows: Iterable[Line]) -> list[Line]:
    """The same lines with the words between wide gaps joined to pieces."""
    return [Line(tuple(join_close(row.pieces))) for row in rows]


def _piece(word: Mapping[str, object]) -> Piece:
    x0, top, x1, bottom, size = (float(str(word[key])) for key in ("x0", "top", "x1", "bottom", "size"))
    return Piece(str(word["text"]), (x0, top, x1, bottom), max(size, 1.0))


def join_close(row: Iterable[Piece]) -> list[Piece]:
    """Join the words of one line that stand close together."""
    joined: list[Piece] = []
    for piece in row:
        if joined and piece.box[0] - joined[-1].box[2] < _gap(joined[-1], piece):
            joined[-1] = join_pieces(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def _gap(left: Piece, right: Piece) -> float:
    """The gap that parts two words; a blank inside a number is narrow, so two numbers part sooner."""
    are_numbers = NUMERIC.fullmatch(left.text.rpartition(" ")[2]) and NUMERIC.fullmatch(right.text)
    return (NUMBER_GAP if are_numbers else WIDE_GAP) * max(left.size, right.size)


def join_pieces(left: Piece, right: Piece) -> Piece:
    """Join two pieces of one line."""
    text = LOOSE_BLANK.sub("", f"{left.text} {right.text}")
    box = (left.box[0], min(left.box[1], right.box[1]), right.box[2], max(left.box[3], right.box[3]))
    return Piece(text, box, max(left.size, right.size))


def join_wrapped(first: str, second: str) -> str:
    """Join two lines of one paragraph: no blank between Chinese characters, one between words."""
    return LOOSE_BLANK.sub("", f"{first} {second}") if first else second
