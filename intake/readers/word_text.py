"""Text of WordprocessingML as a reader sees it once all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

TRANSPARENT = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice", "hyperlink"}
LEFT_OUT = {
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "delInstrText",
    "pPr",
    "rPr",
    "sdtPr",
    "rt",
    "rubyPr",
}
AS_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
OFF = {"0", "false", "off"}


@dataclass(slots=True)
class Findings:
    """What was met while reading text: boxes to read later, notes in the order of their marks, things not read."""

    text_boxes: list[etree._Element] = field(default_factory=list)
    note_ids: dict[str, list[str]] = field(default_factory=dict)
    pictures: int = 0
    hidden_runs: int = 0
    objects: int = 0


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; transitional and strict files differ only in that."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """The value of an attribute, whatever its namespace; None without the element or the attribute."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The element at the end of a path of local names; None if it is not there."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local_name(found) == name), None)
    return element


def blocks(container: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables directly in a body, cell, text box or note, in reading order."""
    for element in container:
        name = local_name(element)
        if name in {"p", "tbl"}:
            yield element
        elif name in TRANSPARENT:
            yield from blocks(element)


def paragraph_text(paragraph: etree._Element, findings: Findings) -> str:
    """The text of a paragraph: insertions kept, deletions and field codes left out."""
    return "".join(_pieces(paragraph, findings))


def is_mark_deleted(paragraph: etree._Element) -> bool:
    """Whether the end of the paragraph is deleted, so that the next one continues it."""
    return child(paragraph, "pPr", "rPr", "del") is not None


def _pieces(element: etree._Element, findings: Findings) -> Iterator[str]:
    for part in element:
        name = local_name(part)
        if name == "t":
            yield part.text or ""
        elif name in AS_TEXT:
            yield AS_TEXT[name]
        elif name in LEFT_OUT:
            continue
        elif name in {"drawing", "pict", "object"}:
            _note_drawing(part, name, findings)
        elif name in {"footnoteReference", "endnoteReference"}:
            findings.note_ids.setdefault(name[:-9], []).append(attribute(part, "id") or "")
        elif name == "r" and _is_hidden(part):
            findings.hidden_runs += 1
        else:
            yield from _pieces(part, findings)


def _is_hidden(run: etree._Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in OFF


def _note_drawing(drawing: etree._Element, name: str, findings: Findings) -> None:
    boxes = [found for found in drawing.iter() if local_name(found) == "txbxContent" and not _is_nested_box(found)]
    findings.text_boxes.extend(boxes)
    findings.pictures += sum(1 for found in drawing.iter() if local_name(found) in {"blip", "imagedata"})
    findings.objects += name == "object"


def _is_nested_box(box: etree._Element) -> bool:
    """Whether the box stands in another one or in the fallback of a newer drawing; it is read there, or twice."""
    return any(local_name(parent) in {"txbxContent", "Fallback"} for parent in box.iterancestors())
