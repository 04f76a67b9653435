"""The bulletin as one HTML file that needs no network: to read on a screen, with a screen reader, or on paper."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.bulletin_blocks import Block, BulletinPaper, Picture, Table
from reports.bulletin_word import NUMERALS


def bulletin_page(paper: BulletinPaper) -> str:
    """Return the page; the same paper gives the same text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    numbers = _numbers(paper)
    return environment.get_template("bulletin.html").render(
        paper=paper,
        numerals=NUMERALS,
        kind_of=lambda block: type(block).__name__.lower(),
        number_of=lambda block: numbers[id(block)],
        image_of=image_address,
    )


def _numbers(paper: BulletinPaper) -> dict[int, str]:
    """表1, 图1 and so on, by the identity of the block."""
    found: dict[int, str] = {}
    counts = {Table: 0, Picture: 0}
    for block in (block for section in paper.sections for block in section.blocks):
        for kind, word in ((Table, "表"), (Picture, "图")):
            if isinstance(block, kind):
                counts[kind] += 1
                found[id(block)] = f"{word}{counts[kind]}"
    return found


def image_address(block: Block) -> str:
    """A picture as an address that holds the whole drawing."""
    svg = block.svg if isinstance(block, Picture) else ""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
