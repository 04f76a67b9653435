"""The styles of a workbook: new ones are added at the end, so that no cell changes its look."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from reports.office_package import OfficePackage, namespace_of

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLES: Final = "xl/styles.xml"
STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
FIRST_OWN_FORMAT: Final = 164


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell of our own looks."""

    font: str = "宋体"
    size: int = 11
    is_bold: bool = False
    color: str = "FF000000"
    fill: str | None = None
    has_border: bool = False
    horizontal: str = "left"
    wraps: bool = True
    number_format: str | None = None
    is_locked: bool = True


@dataclass(slots=True)
class WorkbookStyles:
    """The styles part of a package. Indexes handed out stay valid: nothing is removed or moved."""

    package: OfficePackage
    _filled: dict[tuple[int, str], int] = field(default_factory=dict)
    _looks: dict[CellLook, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.package.name_of(STYLES) is None:
            namespace = namespace_of(self.package.peek("xl/workbook.xml"))
            self.package.add(STYLES, _least_styles(namespace), STYLES_TYPE)
            self.package.relate("xl/workbook.xml", "styles", STYLES)

    @property
    def _root(self) -> _Element:
        return self.package.tree(STYLES)

    def with_fill(self, style: int, color: str) -> int:
        """The index of a style like another one, with a solid fill (ARGB) in the place of its own."""
        if (style, color) not in self._filled:
            formats = self._list("cellXfs")
            made = copy.deepcopy(formats[style]) if style < len(formats) else self._new("xf", numFmtId="0", fontId="0")
            made.set("fillId", str(self._fill(color)))
            made.set("applyFill", "1")
            self._filled[style, color] = self._append(formats, made)
        return self._filled[style, color]

    def of(self, look: CellLook) -> int:
        """The index of a style with a look."""
        if look not in self._looks:
            self._looks[look] = self._append(self._list("cellXfs"), self._format(look))
        return self._looks[look]

    def _format(self, look: CellLook) -> _Element:
        made = self._new(
            "xf",
            numFmtId=str(self._number_format(look.number_format)),
            fontId=str(self._font(look)),
            fillId=str(self._fill(look.fill)) if look.fill else "0",
            borderId=str(self._border()) if look.has_border else "0",
            xfId="0",
        )
        for kind in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection"):
            made.set(f"apply{kind}", "1")
        alignment = etree.SubElement(made, self._tag("alignment"), horizontal=look.horizontal, vertical="center")
        alignment.set("wrapText", "1" if look.wraps else "0")
        etree.SubElement(made, self._tag("protection"), locked="1" if look.is_locked else "0")
        return made

    def _font(self, look: CellLook) -> int:
        made = self._new("font")
        if look.is_bold:
            etree.SubElement(made, self._tag("b"))
        etree.SubElement(made, self._tag("sz"), val=str(look.size))
        etree.SubElement(made, self._tag("color"), rgb=look.color)
        etree.SubElement(made, self._tag("name"), val=look.font)
        etree.SubElement(made, self._tag("charset"), val="134")
        return self._append(self._list("fonts"), made)

    def _fill(self, color: str) -> int:
        made = self._new("fill")
        pattern = etree.SubElement(made, self._tag("patternFill"), patternType="solid")
        etree.SubElement(pattern, self._tag("fgColor"), rgb=color)
        etree.SubElement(pattern, self._tag("bgColor"), indexed="64")
        return self._append(self._list("fills"), made)

    def _border(self) -> int:
        made = self._new("border")
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(made, self._tag(side), style="thin")
            etree.SubElement(edge, self._tag("color"), rgb="FFA6A6A6")
        etree.SubElement(made, self._tag("diagonal"))
        return self._append(self._list("borders"), made)

    def _number_format(self, code: str | None) -> int:
        if code is None:
            return 0
        if code == "@":
            return 49
        formats = self._root.find(self._tag("numFmts"))
        if formats is None:
            formats = self._new("numFmts", count="0")
            self._root.insert(0, formats)
        for known in formats:
            if known.get("formatCode") == code:
                return int(known.get("numFmtId", "0"))
        number = max([FIRST_OWN_FORMAT - 1, *(int(f.get("numFmtId", "0")) for f in formats)]) + 1
        self._append(formats, self._new("numFmt", numFmtId=str(number), formatCode=code))
        return number

    def _list(self, name: str) -> _Element:
        found = self._root.find(self._tag(name))
        if found is None:
            raise KeyError(name)
        return found

    def _append(self, parent: _Element, made: _Element) -> int:
        """Append an element, or return the index of an equal one that is there."""
        text = _text(made)
        for index, known in enumerate(parent):
            if _text(known) == text:
                return index
        parent.append(made)
        parent.set("count", str(len(parent)))
        return len(parent) - 1

    def _tag(self, name: str) -> str:
        return f"{{{namespace_of(self._root)}}}{name}"

    def _new(self, name: str, **attributes: str) -> _Element:
        return etree.Element(self._tag(name), attributes, nsmap={None: namespace_of(self._root)})


def _text(element: _Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def _least_styles(namespace: str) -> bytes:
    return (
        f'<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
    ).encode()
