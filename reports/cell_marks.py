"""Mark cells of a workbook: a fill and a comment for each, and nothing else changes.

A mark changes the style index of its cell (a copy of the style it had, with another fill) and adds a comment. A
comment that somebody wrote there before keeps its text, with ours below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lxml import etree

from domain.document import Position, column_letters
from reports.office_package import OfficePackage, namespace_of
from reports.workbook_styles import WorkbookStyles

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR: Final = "科普统计审核"
COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_LEGACY_DRAWING: Final = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class MarkLevel(StrEnum):
    """How a marked cell looks: wrong, to be explained, or only mentioned by another mark."""

    WRONG = "FFFFC7CE"
    EXPLAIN = "FFFFEB9C"
    RELATED = "FFDDEBF7"


@dataclass(frozen=True, slots=True)
class CellMark:
    """One marked cell: 1-based position on a sheet, how it looks, and the comment."""

    sheet: str
    position: Position
    level: MarkLevel
    text: str


def cell_position(reference: str) -> Position | None:
    """Row and column of `F12`; None for anything else."""
    match = _CELL.fullmatch(reference)
    return (int(match[2]), column_number(match[1])) if match else None


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def reference_of(position: Position) -> str:
    """The A1 form of a 1-based position."""
    return f"{column_letters(position[1])}{position[0]}"


def sheet_parts(package: OfficePackage) -> dict[str, str]:
    """Sheet name → part name, in the order of the tabs."""
    parts = package.related("xl/workbook.xml", "worksheet")
    found: dict[str, str] = {}
    for sheet in package.peek("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        relation = next((v for k, v in sheet.attrib.items() if str(k).endswith("relationships}id")), "")
        if str(relation) in parts:
            found[sheet.get("name", "")] = parts[str(relation)]
    return found


def mark_cells(package: OfficePackage, marks: Iterable[CellMark]) -> None:
    """Mark cells; several marks of one cell share its comment, and the gravest decides the fill."""
    styles = WorkbookStyles(package)
    parts = sheet_parts(package)
    by_sheet: dict[str, dict[Position, list[CellMark]]] = {}
    for mark in marks:
        by_sheet.setdefault(mark.sheet, {}).setdefault(mark.position, []).append(mark)
    for index, (name, cells) in enumerate(by_sheet.items(), start=1):
        _mark_sheet(_MarkedSheet(package, parts[name], 100 + index), cells, styles)


@dataclass(slots=True)
class _MarkedSheet:
    package: OfficePackage
    part: str
    drawing_number: int  # the block of shape numbers of its comments
    rows: dict[int, _Element] = field(default_factory=dict)

    @property
    def root(self) -> _Element:
        return self.package.tree(self.part)

    def tag(self, name: str) -> str:
        return f"{{{namespace_of(self.root)}}}{name}"


def _mark_sheet(sheet: _MarkedSheet, cells: Mapping[Position, Sequence[CellMark]], styles: WorkbookStyles) -> None:
    gravity = list(MarkLevel)
    texts: dict[Position, str] = {}
    for position, marks in sorted(cells.items()):
        level = min((mark.level for mark in marks), key=gravity.index)
        cell = _cell(sheet, position)
        cell.set("s", str(styles.with_fill(int(cell.get("s", "0")), level.value)))
        texts[position] = "\n\n".join(dict.fromkeys(mark.text for mark in marks))
    new = _write_comments(sheet, texts)
    if new:
        _draw_notes(sheet, new, texts)


def _cell(sheet: _MarkedSheet, position: Position) -> _Element:
    """The cell's element, made in its place when the sheet has none there."""
    row = _row(sheet, position[0])
    _name_cells(row, position[0])
    column = position[1]
    columns = [_column_of(cell) for cell in row]
    if column in columns:
        return row[columns.index(column)]
    made: _Element = etree.Element(sheet.tag("c"), r=reference_of(position))
    style = row.get("s") if row.get("customFormat") in ("1", "true") else _column_style(sheet, column)
    if style:
        made.set("s", style)
    row.insert(sum(other < column for other in columns), made)
    row.attrib.pop("spans", None)  # a hint of which columns the row fills; it may no longer be true
    return made


def _name_cells(row: _Element, number: int) -> None:
    """Write out where each cell stands; some programs leave that to their order."""
    column = 0
    for cell in row:
        here = cell_position(cell.get("r", ""))
        column = here[1] if here is not None else column + 1
        if here is None:
            cell.set("r", reference_of((number, column)))


def _column_of(cell: _Element) -> int:
    return (cell_position(cell.get("r", "")) or (0, 0))[1]


def _row(sheet: _MarkedSheet, number: int) -> _Element:
    data = sheet.root.find(sheet.tag("sheetData"))
    if data is None:
        raise KeyError("sheetData")
    if not sheet.rows:
        _name_rows(data, sheet.rows)
    if number not in sheet.rows:
        before = sum(other < number for other in sheet.rows)
        made: _Element = etree.Element(sheet.tag("row"), r=str(number))
        data.insert(before, made)
        sheet.rows[number] = made
    return sheet.rows[number]


def _name_rows(data: _Element, rows: dict[int, _Element]) -> None:
    """Note each row by its number, and write out the numbers that are left to their order."""
    number = 0
    for row in data:
        stated = row.get("r", "")
        number = int(stated) if stated.isdigit() else number + 1
        if not stated:
            row.set("r", str(number))
        rows[number] = row


def _column_style(sheet: _MarkedSheet, column: int) -> str | None:
    for span in sheet.root.iterfind("{*}cols/{*}col"):
        if int(span.get("min", "0")) <= column <= int(span.get("max", "0")):
            return span.get("style")
    return None


def _write_comments(sheet: _MarkedSheet, texts: Mapping[Position, str]) -> list[Position]:
    """Write the comments; returns the cells that had none before and need a box to show them in."""
    package = sheet.package
    part = next(iter(package.related(sheet.part, "comments").values()), None)
    if part is None or package.name_of(part) is None:
        part = package.free_name("xl/comments{}.xml")
        package.add(part, _empty_comments(namespace_of(sheet.root)), COMMENTS_TYPE)
        package.relate(sheet.part, "comments", part)
    root = package.tree(part)
    author = _author(root)
    comments = root.find("{*}commentList")
    if comments is None:
        comments = etree.SubElement(root, f"{{{namespace_of(root)}}}commentList")
    known = {comment.get("ref", ""): comment for comment in comments}
    fresh = []
    for position, text in texts.items():
        reference = reference_of(position)
        if reference in known:
            _append_text(known[reference], f"\n\n{text}")
        else:
            _append_text(etree.SubElement(comments, _like(root, "comment"), ref=reference, authorId=author), text)
            fresh.append(position)
    comments[:] = sorted(comments, key=lambda comment: cell_position(comment.get("ref", "")) or (0, 0))
    return fresh


def _empty_comments(namespace: str) -> bytes:
    return f'<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()


def _like(root: _Element, name: str) -> str:
    return f"{{{namespace_of(root)}}}{name}"


def _author(root: _Element) -> str:
    authors = root.find("{*}authors")
    if authors is None:
        authors = etree.Element(_like(root, "authors"))
        root.insert(0, authors)
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, _like(root, "author")).text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def _append_text(comment: _Element, text: str) -> None:
    """Add a run of text. A run is text by its nature: nothing in a comment is ever calculated."""
    holder = comment.find("{*}text")
    if holder is None:
        holder = etree.SubElement(comment, _like(comment, "text"))
    plain = holder.find("{*}t")
    if plain is not None:  # text without runs: make it the first run
        run = etree.SubElement(holder, _like(comment, "r"))
        run.append(plain)
    run = etree.SubElement(holder, _like(comment, "r"))
    properties = etree.SubElement(run, _like(comment, "rPr"))
    etree.SubElement(properties, _like(comment, "sz"), val="10")
    etree.SubElement(properties, _like(comment, "rFont"), val="宋体")
    made = etree.SubElement(run, _like(comment, "t"))
    made.text = printable(text)
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def printable(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", text)


def _draw_notes(sheet: _MarkedSheet, positions: Sequence[Position], texts: Mapping[Position, str]) -> None:
    """Draw the hidden boxes in which a spreadsheet program shows the comments."""
    package = sheet.package
    legacy = sheet.root.find(sheet.tag("legacyDrawing"))
    drawings = package.related(sheet.part, "vmlDrawing")
    relation = "" if legacy is None else str(next(iter(legacy.attrib.values())))
    part = package.name_of(drawings.get(relation, ""))
    if part is None:
        part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.parts[part] = _EMPTY_VML.format(number=sheet.drawing_number).encode()
        package.add_default("vml", VML_TYPE)
        _refer(sheet, package.relate(sheet.part, "vmlDrawing", part))
    drawing = package.parts[part]
    taken = [int(n) for n in re.findall(rb"_x0000_s(\d+)", drawing)]
    first = max([sheet.drawing_number * 1024, *taken]) + 1
    shapes = "".join(_shape(first + index, p, texts[p]) for index, p in enumerate(positions))
    package.parts[part] = _inserted(drawing, shapes.encode())


def _refer(sheet: _MarkedSheet, relation: str) -> None:
    made = etree.Element(sheet.tag("legacyDrawing"))
    made.set(f"{{{sheet.package.relations_ns}}}id", relation)
    later = (i for i, e in enumerate(sheet.root) if etree.QName(e).localname in _AFTER_LEGACY_DRAWING)
    sheet.root.insert(next(later, len(sheet.root)), made)


def _inserted(drawing: bytes, shapes: bytes) -> bytes:
    """The drawing with shapes before its end. Old programs write it as loose markup, so it is not parsed."""
    head, end, tail = drawing.rpartition(b"</xml>")
    return head + shapes + end + tail


def _shape(number: int, position: Position, text: str) -> str:
    row, column = position[0] - 1, position[1] - 1
    lines = sum(1 + len(line) // 24 for line in text.split("\n"))
    anchor = f"{column + 1}, 12, {max(0, row - 1)}, 8, {column + 5}, 12, {max(0, row - 1) + min(24, 3 + lines)}, 4"
    return _SHAPE.format(number=number, anchor=anchor, row=row, column=column)


_EMPTY_VML: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE: Final = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;width:260pt;height:120pt;z-index:1;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
