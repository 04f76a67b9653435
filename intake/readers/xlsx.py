"""xlsx, xlsm and zip-based .et: values by calamine, the rest from the sheet XML."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from domain.document import Document, Grid
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.package import Package
from intake.readers.sheet_xml import scan_sheet
from intake.readers.source import Limits, Source, check_cells
from intake.readers.workbook import Marks, SheetInfo, Values, format_code, make_grid

RELATION_ID = re.compile(r"\{[^}]*/relationships\}id$")
WORKBOOK = "xl/workbook.xml"
SHARED_STRINGS = "xl/sharedstrings.xml"
STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet and the part of the package that holds it."""

    info: SheetInfo
    part: str


def read(source: Source) -> Document:
    """Read a workbook: one Grid a worksheet, in the order of the tabs, hidden ones too.

    Raises UnreadableSubmission, ProtectedFile or LimitExceeded.
    """
    package = Package(source, refusals.BROKEN_WORKBOOK)
    formats = _formats(package)
    parts = _sheet_parts(package)
    marks = _marks(package, parts, formats, source.limits)
    if SHARED_STRINGS in package:
        package.xml(SHARED_STRINGS)
    return Document(
        member=source.member,
        format="xlsx",
        grids=_grids(source.data, parts, marks),
        comment_count=_comment_count(package),
        notes=_notes(package),
    )


def _marks(package: Package, parts: list[SheetPart], formats: list[str | None], limits: Limits) -> list[Marks]:
    """The marks of each sheet; every sheet is measured here before calamine may make room for it."""
    found, cells = [], 0
    for part in parts:
        marks = scan_sheet(partial(package.pieces, part.part), formats)
        cells += marks.last_row * marks.last_column
        check_cells(marks.last_row, marks.last_column, limits, f"工作表“{part.info.name}”")
        check_cells(cells, 1, limits, "整个工作簿")
        found.append(marks)
    return found


def _grids(data: bytes, parts: list[SheetPart], marks: list[Marks]) -> tuple[Grid, ...]:
    values = Values(data)
    indexes = {info.name: index for index, info in values.sheets()}
    if any(part.info.name not in indexes for part in parts):
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
    return tuple(
        make_grid(part.info, values.rows(indexes[part.info.name]), mark)
        for part, mark in zip(parts, marks, strict=True)
    )


def _sheet_parts(package: Package) -> list[SheetPart]:
    targets = _targets(package)
    parts = []
    for sheet in _parse(package, WORKBOOK).iterfind("{*}sheets/{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if RELATION_ID.search(key)), "")
        part = targets.get(relation)
        if part is None or part not in package:
            raise UnreadableSubmission(refusals.BROKEN_WORKBOOK)
        if "/worksheets/" in part.lower():
            is_hidden = sheet.get("state", "visible") != "visible"
            parts.append(SheetPart(SheetInfo(sheet.get("name", ""), is_hidden), part))
    return parts


def _targets(package: Package) -> dict[str, str]:
    """The part behind each relation of the workbook."""
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in _parse(package, "xl/_rels/workbook.xml.rels")
        if relation.get("TargetMode") != "External"
    }


def _formats(package: Package) -> list[str | None]:
    """The number format of each cell style, None where it is General or text."""
    if STYLES not in package:
        return []
    styles = _parse(package, STYLES)
    own = {
        _number(element.get("numFmtId")): element.get("formatCode", "")
        for element in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    return [format_code(_number(style.get("numFmtId")), own) for style in styles.iterfind("{*}cellXfs/{*}xf")]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _parse(package: Package, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(package.xml(name))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error


def _comment_count(package: Package) -> int:
    names = (name for name in package.names() if re.fullmatch(r"xl/(?:comments/)?comments?\d*\.xml", name))
    return sum(len(re.findall(rb"<(?:\w+:)?comment\b", package.read(name))) for name in names)


def _notes(package: Package) -> tuple[str, ...]:
    notes = []
    if "xl/vbaproject.bin" in package:
        notes.append("工作簿含有宏，没有执行。")
    if any(name.startswith("xl/externallinks/") for name in package.names()):
        notes.append("工作簿含有指向其他文件的链接，没有打开；公式的值以文件中保存的为准。")
    if any(name.startswith("xl/media/") for name in package.names()):
        notes.append("工作簿含有图片，图中的数字没有读取。")
    return tuple(notes)
