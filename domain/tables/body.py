"""Row labels with their hierarchy: merged keys, indentation, 其中, numbering, sections without figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.record import record
from domain.tables.cell_number import CellKind
from domain.tables.columns import Column, ColumnRole
from domain.tables.headers import OF_WHICH
from domain.tables.segments import Block
from domain.tables.sheet import SheetView, clean, indent
from domain.tables.units import RATIO_WORDS, parse_unit, unit_in_label, units_of_line


@record
class BodyRow:
    """A row of the body. `parents` are the labels it stands under, outermost first.

    `units` is a unit line above it, `inherited_unit` the unit of the row it is a part of.
    """

    row: int
    parents: tuple[str, ...]
    is_section: bool
    units: tuple[str, ...] = ()
    inherited_unit: str | None = None


@dataclass(slots=True)
class _Level:
    """An open label: rows below may stand under it. `child_indent` is that of the first row under a section."""

    indent: int
    label: str
    numbering: int | None
    is_of_which: bool
    is_section: bool
    unit: str | None
    child_indent: int | None = None

    def holds(self, below: _Level) -> bool:
        """Whether a following row stands under this one."""
        is_deeper_number = None not in (self.numbering, below.numbering) and below.numbering > self.numbering  # type: ignore[operator]  # neither is None
        if self.is_section:
            return self._section_holds(below, is_deeper_number=is_deeper_number)
        if below.indent > self.indent:
            return not self.is_of_which or below.is_of_which  # aligned under the text of 其中: its sibling
        if below.indent < self.indent:
            return False
        return is_deeper_number or (below.is_of_which and not self.is_of_which)

    def _section_holds(self, below: _Level, *, is_deeper_number: bool) -> bool:
        if below.indent > self.indent or is_deeper_number:
            return True
        if below.is_section or below.indent < self.indent:
            return False
        if self.numbering is not None and below.numbering is not None:
            return False
        return self.child_indent is None or self.child_indent == below.indent


_FIGURES = (int(CellKind.NUMBER), int(CellKind.ABSENT))
TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|总和|全国|全省|全市|全区|全州|全县|全疆|全地区|地方合计|.{0,3}(?:合计|总计))$"
)
_NUMBERINGS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"^\d{1,2}[、.．](?!\d)"),
    re.compile(r"^[(（]\d{1,2}[)）]"),
)
_NUMBERING_BEGINS = frozenset("一二三四五六七八九十(（")
_SECTION = re.compile(
    r"情况$|[:：]$|^[一二三四五六七八九十]{1,3}[、.]|^[(（][一二三四五六七八九十]+[)）]|^(?:续)?表|指标$|^在.+中$"
)
_CAPTION = re.compile(r"^(?:续表|附?表\s*\d|表[一二三四五六七八九十])")


def body_rows(view: SheetView, block: Block, columns: Sequence[Column]) -> list[BodyRow]:
    """Read the rows of a body in order and place each under its parents."""
    if not any(column.role is ColumnRole.LABEL for column in columns):
        return [BodyRow(row, (), is_section=False) for row in block.body_rows]
    return _Reader(view, block, columns).read()


class _Reader:
    """Walks down the body with the chain of open levels.

    The main label column carries the hierarchy: the first that is indented or says 其中, else the first of all.
    """

    def __init__(self, view: SheetView, block: Block, columns: Sequence[Column]) -> None:
        self.view, self.block = view, block
        labels = [column.index for column in columns if column.role is ColumnRole.LABEL]
        self.raws = {label: [view.raw(row, label) for row in block.body_rows] for label in labels}
        self.values = [column.index for column in columns if column.role is ColumnRole.VALUE]
        self.unit = next((column.index for column in columns if column.role is ColumnRole.UNIT), None)
        self.main = next((label for label in labels if self._is_nested(label)), labels[0])
        self.outer = [label for label in labels if label < self.main]
        self.outer_key: tuple[str, ...] = ()
        counts = Counter(map(clean, self.raws[self.main]))
        self.repeated = {label for label, count in counts.items() if label and count > 1}
        self.levels: list[_Level] = []
        self.units: tuple[str, ...] = ()
        self.rows: list[BodyRow] = []
        self.shift = min(self._indents(self.main), default=0)

    def read(self) -> list[BodyRow]:
        for place, row in enumerate(self.block.body_rows):
            self._take(place, row)
        return self.rows

    def _indents(self, label: int) -> set[int]:
        return {indent(raw) for raw in self.raws[label] if raw.strip()}

    def _is_nested(self, label: int) -> bool:
        return len(self._indents(label)) > 1 or any(OF_WHICH.match(clean(raw)) for raw in self.raws[label])

    def _take(self, place: int, row: int) -> None:
        if (line := self._unit_line(row)) is not None:
            self.units = line
            self.rows.append(BodyRow(row, (), is_section=True, units=self.units))
            return
        raw = self.raws[self.main][place]
        label = clean(raw)
        is_section = self._is_section(place, row, label)
        self._leave_outer(row)
        if label:
            self._open(self._level(row, raw, label, is_section=is_section))
        above = self.levels[:-1]  # a row without its own label is the rest of the one before
        parents = tuple([level.label for level in above if not TOTAL.match(level.label)][-4:])
        unit = self.levels[-1].unit if self.levels else None
        self.rows.append(BodyRow(row, parents, is_section, self.units, unit))

    def _leave_outer(self, row: int) -> None:
        """Close every level when an outer label column starts something new."""
        if not self.outer:
            return
        key = tuple(self.view.text(row, column) for column in self.outer)
        if any(key) and key != self.outer_key:
            self.levels.clear()
            self.outer_key = key

    def _level(self, row: int, raw: str, label: str, *, is_section: bool) -> _Level:
        is_caption = is_section and bool(_CAPTION.match(label))
        unit = unit_in_label(label)
        if self.unit is not None and unit is None:
            unit = parse_unit(self.view.text(row, self.unit))
        return _Level(
            indent=-9 if is_caption else indent(raw) - self.shift,
            label=label,
            numbering=_numbering(label),
            is_of_which=bool(OF_WHICH.match(label)) or self._goes_on(label),
            is_section=is_section,
            unit=unit,
        )

    def _goes_on(self, label: str) -> bool:
        """Whether a label after 其中 or # is another part: it comes again in the table, so it is no row of its own."""
        return label in self.repeated and bool(self.levels) and self.levels[-1].is_of_which

    def _open(self, level: _Level) -> None:
        while self.levels and not self.levels[-1].holds(level):
            self.levels.pop()
        if self.levels and self.levels[-1].child_indent is None:
            self.levels[-1].child_indent = level.indent
        if self.levels and level.unit is None and not RATIO_WORDS.search(level.label):
            level.unit = next((above.unit for above in reversed(self.levels) if above.unit), None)
        self.levels.append(level)

    def _unit_line(self, row: int) -> tuple[str, ...] | None:
        if not 1 <= self.view.count(row, self.block.left, self.block.right) <= 2:
            return None
        filled = self.view.filled(row, self.block.left, self.block.right)
        return units_of_line(self.view.own_text(row, filled[0])) or None

    def _is_section(self, place: int, row: int, label: str) -> bool:
        """Whether a row without figures is a heading rather than a row left blank."""
        kinds = self.view.kinds[row]
        if any(kinds[column] in _FIGURES for column in self.values):
            return False
        merge = self.view.merge_at.get((row, self.main))
        if merge is not None and merge.right > merge.left:
            return True
        if any(kinds[column] for column in self.values):
            return False
        if self.unit is not None and kinds[self.unit]:
            return False
        if self.unit is not None or _SECTION.search(label):
            return True
        own, following = self.raws[self.main][place], self.raws[self.main][place + 1 : place + 2]
        return any(indent(raw) > indent(own) for raw in following)


def _numbering(label: str) -> int | None:
    if not (label[:1] in _NUMBERING_BEGINS or label[:1].isdecimal()):
        return None
    return next((level for level, pattern in enumerate(_NUMBERINGS) if pattern.match(label)), None)


def label_columns_for(columns: Sequence[Column]) -> Mapping[int, tuple[int, ...]]:
    """Which label columns speak for each column of figures.

    Those to its left; where a label header comes again (地区 … 地区 …), the later one replaces the earlier. Figures
    left of every label take the labels to their right.
    """
    label_roles = (ColumnRole.LABEL, ColumnRole.CODE)
    has_text_label = any(column.role is ColumnRole.LABEL for column in columns)
    chosen: dict[int, tuple[int, ...]] = {}
    active: list[Column] = []
    for column in columns:
        if column.role in label_roles:
            if column.header:
                active = [other for other in active if other.header != column.header]
            active.append(column)
        elif column.role is ColumnRole.VALUE:
            chosen[column.index] = tuple(other.index for other in active)
    everything = tuple(c.index for c in columns if c.role in label_roles)
    if not has_text_label and not everything:
        everything = tuple(c.index for c in columns if c.role is ColumnRole.TRANSLATION)
    return {index: found or everything for index, found in chosen.items()}


def row_texts(view: SheetView, block: Block, columns: Sequence[Column]) -> dict[int, dict[int, str]]:
    """The label texts of each row by column; outer keys written once are carried down, merged or not."""
    labels = [c.index for c in columns if c.role in (ColumnRole.LABEL, ColumnRole.CODE, ColumnRole.TRANSLATION)]
    carried: dict[int, str] = {}
    texts: dict[int, dict[int, str]] = {}
    for row in block.body_rows:
        own = {column: view.text(row, column) for column in labels}
        for place, column in enumerate(labels):
            if own[column]:
                carried[column] = own[column]
                for inner in labels[place + 1 :]:
                    carried.pop(inner, None)
            elif any(own[inner] for inner in labels[place + 1 :]) and column in carried:
                own[column] = carried[column]
        texts[row] = own
    return texts
