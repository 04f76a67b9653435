"""Which paragraph styles of a docx are headings or lists; Chinese Word names them 1, 2, a3, so the name decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from domain.document import ParagraphKind
from intake.readers.word_text import attribute, child, local_name

HEADING_NAME = re.compile(r"(?:heading|标题|title|subtitle|副标题)\s*\d*", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*\d+", re.IGNORECASE)
DEEPEST = 20
BODY_LEVEL = "9"


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a document, by id."""

    elements: dict[str, etree._Element]

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        """Collect the styles of styles.xml; none without it."""
        found = [] if root is None else [element for element in root if local_name(element) == "style"]
        return cls({attribute(element, "styleId") or "": element for element in found})

    def kind(self, paragraph: etree._Element) -> ParagraphKind:
        """Tell headings and list items from other paragraphs of the body."""
        properties = child(paragraph, "pPr")
        chain = self._chain(attribute(child(properties, "pStyle"), "val"))
        layers = [layer for layer in (properties, *(child(style, "pPr") for style in chain)) if layer is not None]
        names = [attribute(child(style, "name"), "val") or "" for style in chain]
        if _stated(layers, "outlineLvl") not in {None, BODY_LEVEL} or any(map(HEADING_NAME.fullmatch, names)):
            return ParagraphKind.HEADING
        return ParagraphKind.LIST_ITEM if _list_number(layers) not in {None, "0"} else ParagraphKind.BODY

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph is a line of the table of contents, whose numbers are pages."""
        chain = self._chain(attribute(child(paragraph, "pPr", "pStyle"), "val"))
        return any(CONTENTS_NAME.fullmatch(attribute(child(style, "name"), "val") or "") for style in chain)

    def _chain(self, style_id: str | None) -> list[etree._Element]:
        """A style and the styles it is based on, nearest first."""
        chain: list[etree._Element] = []
        while style_id in self.elements and len(chain) < DEEPEST:
            chain.append(self.elements[style_id])
            style_id = attribute(child(chain[-1], "basedOn"), "val")
        return chain


def _stated(layers: list[etree._Element], name: str) -> str | None:
    return next((attribute(child(layer, name), "val") for layer in layers if child(layer, name) is not None), None)


def _list_number(layers: list[etree._Element]) -> str | None:
    numbers = (attribute(child(layer, "numPr", "numId"), "val") for layer in layers)
    return next((number for number in numbers if number is not None), None)
