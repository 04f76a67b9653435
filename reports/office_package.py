"""A workbook as the package of parts it is: what is not touched keeps its bytes.

A library that reads a workbook and writes it again loses what it does not know (pictures, charts, macros, some
conditional formats). Here only the parts that must change are parsed; every other part is copied as it came.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

FIXED_TIME: Final = (2022, 12, 1, 0, 0, 0)
CONTENT_TYPES: Final = "[Content_Types].xml"
_TYPES_NS: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS_NS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT: Final = "purl.oclc.org"
TRANSITIONAL_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(slots=True)
class OfficePackage:
    """The parts of a package by name, in their order; parts that were parsed are written anew when saved."""

    parts: dict[str, bytes]
    _trees: dict[str, _Element] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> OfficePackage:
        """Open a package. Raises zipfile.BadZipFile for bytes that are none."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist() if not name.endswith("/")})

    def save(self) -> bytes:
        """Return the package; the same parts give the same bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, FIXED_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o100644 << 16
                archive.writestr(info, _serialised(self._trees[name]) if name in self._trees else data)
        return buffer.getvalue()

    def name_of(self, name: str) -> str | None:
        """The part's name as the package spells it; names differ by case in files of some programs."""
        if name in self.parts:
            return name
        return next((known for known in self.parts if known.lower() == name.lower()), None)

    def tree(self, name: str) -> _Element:
        """The root of a part, to be changed in place. External entities are never followed."""
        known = self.name_of(name)
        if known is None:
            raise KeyError(name)
        if known not in self._trees:
            self._trees[known] = _parsed(self.parts[known])
        return self._trees[known]

    def peek(self, name: str) -> _Element:
        """The root of a part, only to be looked at: the part keeps its bytes."""
        known = self.name_of(name) or name
        return self._trees[known] if known in self._trees else _parsed(self.parts[known])

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part, or put new bytes in the place of one that is there."""
        known = self.name_of(name) or name
        self._trees.pop(known, None)
        self.parts[known] = data
        types = self.tree(CONTENT_TYPES)
        path = f"/{known}"
        if not any(o.get("PartName", "").lower() == path.lower() for o in types.iterfind(f"{{{_TYPES_NS}}}Override")):
            etree.SubElement(types, f"{{{_TYPES_NS}}}Override", PartName=path, ContentType=content_type)

    def add_default(self, extension: str, content_type: str) -> None:
        """Declare what parts with an extension are, unless that is declared."""
        types = self.tree(CONTENT_TYPES)
        defaults = list(types.iterfind(f"{{{_TYPES_NS}}}Default"))
        if any(one.get("Extension", "").lower() == extension for one in defaults):
            return
        made = etree.Element(f"{{{_TYPES_NS}}}Default", Extension=extension, ContentType=content_type)
        types.insert(len(defaults), made)

    def content_type_of(self, name: str) -> str:
        """What a part is declared to be; '' when nothing says."""
        types = self.peek(CONTENT_TYPES)
        found = {o.get("PartName", "").lower(): o.get("ContentType", "") for o in types.iterfind("{*}Override")}
        return found.get(f"/{name}".lower(), "")

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The parts that a part points to by relations of a kind: relation id → part name."""
        rels = self.name_of(_rels_of(part))
        if rels is None:
            return {}
        return {
            relation.get("Id", ""): _resolve(part, relation.get("Target", ""))
            for relation in self.peek(rels).iterfind("{*}Relationship")
            if relation.get("Type", "").rsplit("/", 1)[-1] == kind and relation.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Point a part to another one; returns the id of the relation."""
        name = _rels_of(part)
        if self.name_of(name) is None:
            self.parts[name] = f'<Relationships xmlns="{_RELS_NS}"/>'.encode()
        relations = self.tree(name)
        taken = {relation.get("Id", "") for relation in relations}
        identity = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        etree.SubElement(
            relations,
            f"{{{_RELS_NS}}}Relationship",
            Id=identity,
            Type=f"{self.relations_ns}/{kind}",
            Target=posixpath.relpath(f"/{target}", posixpath.dirname(f"/{part}")),
        )
        return identity

    @property
    def relations_ns(self) -> str:
        """The namespace of relations: that of strict packages, or the usual one."""
        root = self.peek("xl/workbook.xml")
        return STRICT_RELATIONS if _STRICT in namespace_of(root) else TRANSITIONAL_RELATIONS

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern such as `xl/comments{}.xml` that no part has."""
        return next(name for n in range(1, 100_000) if self.name_of(name := pattern.format(n)) is None)


def namespace_of(element: _Element) -> str:
    """The namespace of an element; '' when it has none."""
    return etree.QName(element).namespace or ""


def _parsed(data: bytes) -> _Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(data, parser)


def _serialised(root: _Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def _rels_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _resolve(part: str, target: str) -> str:
    base = posixpath.dirname(f"/{part}")
    return posixpath.normpath(posixpath.join(base, target)).lstrip("/")
