"""Who sent a file, and for which month: from its folder, its header block, its title and its name.

A place that says nothing is no conflict; two places that say different things are, and the file is held (VAL-04 for
the month, VAL-03 for the prefecture). Nothing is guessed: a file that no place identifies stays unidentified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from domain.catalog import Catalog
from domain.document import Document
from domain.names import Resolved, resolve_region
from domain.period import Month, parse_period_text
from domain.submission import HeaderBlock

UNKNOWN_SUBMITTER = "000000"
"""Stands for a submitter that nobody can tell; its files are held until a steward says who it is."""

_T = TypeVar("_T")
_TITLE_PARAGRAPHS = 3
_TITLE_ROWS = 6
_MONTH_IN_NAME = re.compile(r"(20\d{2})\s*[年.\-_]?\s*(1[0-2]|0?[1-9])\s*(?:月|(?!\d))")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the places say, and where they disagree. `conflict` is a Chinese sentence for the sender."""

    submitter_code: str | None
    period: Month | None
    conflict_rule: str | None = None
    conflict: str | None = None


def identify_by_folder(source_file: str, catalog: Catalog) -> Identity:
    """Read `2022-11/塔城地区/…`: the month and the prefecture of the folders, None where they say nothing."""
    folders = PurePosixPath(source_file).parts[:-1]
    period = next((m for m in map(_folder_month, folders) if m is not None), None)
    submitter = next((c for c in (_prefecture(f, catalog) for f in folders) if c is not None), None)
    return Identity(submitter, period)


def identify(
    source_file: str, documents: tuple[Document, ...], header: HeaderBlock | None, catalog: Catalog
) -> Identity:
    """Weigh folder, header block, titles and file name; the first that speaks decides, a later contradiction holds."""
    folder = identify_by_folder(source_file, catalog)
    name = PurePosixPath(source_file).stem
    header_unit = _prefecture(header.reporting_unit, catalog) if header and header.reporting_unit else None
    header_month = _stated_month(header.period) if header and header.period else None
    titles = _titles(documents)
    submitters = [folder.submitter_code, header_unit, _prefecture_within(name, catalog)]
    months = [folder.period, header_month, _name_month(name)]
    submitter = _first(submitters) or _first([_prefecture_within(title, catalog) for title in titles])
    period = _first(months) or _first([_name_month(title) for title in titles])
    return _with_conflicts(Identity(submitter, period), submitters, months, catalog)


def county_of(member: str, header: HeaderBlock | None, submitter_code: str, catalog: Catalog) -> str | None:
    """The county of the submitter whose own form a document is, by its header block or its name; None if it is none."""
    names = [header.reporting_unit if header else None, PurePosixPath(member).stem if member else None]
    for name in filter(None, names):
        result = resolve_region(name, catalog, submitter_code=submitter_code, role="reporter")
        if isinstance(result, Resolved) and catalog.regions[result.code].parent_code == submitter_code:
            return result.code
    return None


def _with_conflicts(
    identity: Identity, submitters: list[str | None], months: list[Month | None], catalog: Catalog
) -> Identity:
    stated_months = list(dict.fromkeys(str(m) for m in months if m is not None))
    if len(stated_months) > 1:
        places = "、".join(stated_months)
        return Identity(
            identity.submitter_code,
            identity.period,
            "VAL-04",
            f"报告期不一致：目录、表头和文件名分别写着{places}。请确认报告期后重报。",
        )
    stated = list(dict.fromkeys(s for s in submitters if s is not None))
    if len(stated) > 1:
        names = "、".join(catalog.regions[code].name_zh for code in stated)
        return Identity(
            identity.submitter_code,
            identity.period,
            "VAL-03",
            f"填报单位不一致：目录、表头和文件名分别指向{names}。请确认是哪个单位的报表。",
        )
    return identity


def _first(values: list[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def _folder_month(folder: str) -> Month | None:
    try:
        return Month.parse(folder)
    except ValueError:
        return None


def _stated_month(text: str) -> Month | None:
    span = parse_period_text(text)
    return span.last_month if span is not None and len(span.text) > 4 else None


def _name_month(name: str) -> Month | None:
    match = _MONTH_IN_NAME.search(name)
    return Month(int(match[1]), int(match[2])) if match else None


def _prefecture(text: str, catalog: Catalog) -> str | None:
    """The prefecture that a whole text names, or that the county it names belongs to."""
    result = resolve_region(text, catalog, role="reporter")
    if not isinstance(result, Resolved):
        return None
    reporters = {region.code for region in catalog.prefectures}
    region = catalog.regions[result.code]
    code = region.parent_code if region.level == 3 else region.code
    return code if code in reporters else None


def _prefecture_within(text: str, catalog: Catalog) -> str | None:
    """The one prefecture whose name, or alias of three and more characters, stands in a text; None if several do."""
    found = {
        region.code
        for region in catalog.prefectures
        for name in (region.name_zh, *region.aliases)
        if len(name) >= 3 and name in text
    }
    found |= {region.code for region in catalog.prefectures if any(f"{a}科协" in text for a in region.aliases)}
    return next(iter(found)) if len(found) == 1 else None


def _titles(documents: tuple[Document, ...]) -> list[str]:
    titles: list[str] = []
    for document in documents:
        titles += [document.title] if document.title else []
        titles += [paragraph.text for paragraph in document.paragraphs[:_TITLE_PARAGRAPHS]]
        for grid in document.grids:
            titles += [str(v) for row in grid.rows[:_TITLE_ROWS] for v in row if isinstance(v, str)]
    return titles
