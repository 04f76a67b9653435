"""The label of a table row → place, scope, and whether the row is a sum: 合计, 地区本级, 州直, 全州, 含兵团."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.catalog import Catalog
from domain.naming.regions import ILI, resolve_region
from domain.naming.results import UNKNOWN_NAME, Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import normalise_label
from domain.observation import DEFAULT_SCOPE
from domain.period import Month

WITH_XPCC = re.compile(r"\(?(?<!不)(?:含|包括)兵团\)?")
WITHOUT_XPCC = re.compile(r"\(?(?:不含|不包括)兵团\)?")
TOTAL = re.compile(r"\(?(?:合计|总计|共计|小计|汇总)(?:数)?\)?$")
LOCAL = re.compile(r"\(?(?:本级|直属单位|直属县市|直属|(?<=[地州市])直(?:属县市|属单位|属|单位|机关)?)\)?$")
LOCAL_IN_BRACKETS = re.compile(r"\((?:[地州市]直(?:单位|机关)?|(?:地区|州|市)?本级)\)$")
WHOLE = re.compile(r"\(?全(?:地区|地州市|自治州|地|州|市)(?:口径)?\)?$")
OWN_WORDS = frozenset({"", "地区", "地", "州", "自治州", "市", "全地区"})
"""What is left of 合计, 地区本级, 州直, 市本级 without its qualifier: the submitter itself."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """What the label of a table row says: the place, the part of it that is counted, and whether it is a sum."""

    region: Resolution
    scope: str = DEFAULT_SCOPE
    is_total: bool = False
    is_named: bool = True  # False for 合计 and 地区本级, which are about whoever sent the table


@dataclass(frozen=True, slots=True)
class _Label:
    """A row's label taken apart."""

    place: str
    is_total: bool
    is_local: bool
    is_direct: bool  # 州直, not 本级
    is_whole: bool
    has_xpcc: bool


def _take_apart(label: str) -> _Label:
    """Split 塔城地区本级 into the place and what it qualifies."""
    plain = WITHOUT_XPCC.sub("", normalise_label(label))
    place = WITH_XPCC.sub("", plain)
    has_xpcc = place != plain
    summed = TOTAL.sub("", place)
    local = LOCAL.sub("", LOCAL_IN_BRACKETS.sub("", summed))
    whole = WHOLE.sub("", local)
    return _Label(
        place=whole,
        is_total=summed != place,
        is_local=local != summed,
        is_direct="直" in summed.removeprefix(local),
        is_whole=whole != local,
        has_xpcc=has_xpcc,
    )


def resolve_region_row(
    label: str, catalog: Catalog, *, submitter_code: str | None = None, month: Month | None = None
) -> RegionRow:
    """Return what the label of a table row says: its region, scope, and whether it is a sum.

    合计, 全地区 and 地区本级 are about the submitter, whose region is Unknown when nobody says who it is. 州直 is the
    whole of what 伊犁州 reports, and 本级 in every other prefecture.
    """
    parts = _take_apart(label)
    is_qualified = parts.is_total or parts.is_local or parts.is_whole or parts.has_xpcc
    if is_qualified and parts.place in OWN_WORDS:
        own: Resolution = Resolved(submitter_code, "context") if submitter_code else Unknown()
        return replace(_row(own, parts, submitter_code), is_named=False)
    region: Resolution = Unknown()
    for name in dict.fromkeys((parts.place, normalise_label(label))):
        if not isinstance(region, Resolved):
            region = resolve_region(name, catalog, submitter_code=submitter_code, role="row", month=month)
    return _row(region, parts, submitter_code)


def _row(region: Resolution, parts: _Label, submitter_code: str | None) -> RegionRow:
    is_ili = isinstance(region, Resolved) and region.code == ILI
    is_own = isinstance(region, Resolved) and region.code == submitter_code
    is_sum = parts.is_total or (parts.is_whole and not parts.is_local) or (is_own and not parts.is_local)
    if parts.is_local:
        return RegionRow(region, "州直", is_total=True) if is_ili and parts.is_direct else RegionRow(region, "本级")
    if parts.is_whole and is_ili:
        return RegionRow(region, "全州", is_total=True)
    return RegionRow(region, "含兵团" if parts.has_xpcc else DEFAULT_SCOPE, is_total=is_sum)


def resolve_region_labels(
    labels: Sequence[str], catalog: Catalog, *, submitter_code: str | None = None, month: Month | None = None
) -> tuple[RegionRow | None, tuple[str, ...]]:
    """Return the place that the labels of a cell name together, and the labels that name none.

    A named place goes before a bare 合计, which then only says that the column is a sum, and a county before the
    prefecture above it; 本级 and 含兵团 qualify the place. Two places that do not lie in each other are Ambiguous.
    None when no label is about a place.
    """
    memo, key = catalog.names.memo, ("places", tuple(labels), submitter_code, month)
    known: tuple[RegionRow | None, tuple[str, ...]] | None = memo.get(key)
    return known or catalog.names.remember(key, _sort_labels(labels, catalog, submitter_code, month))


def _sort_labels(
    labels: Sequence[str], catalog: Catalog, submitter_code: str | None, month: Month | None
) -> tuple[RegionRow | None, tuple[str, ...]]:
    named: list[RegionRow] = []
    bare: list[RegionRow] = []
    rest: list[str] = []
    for label in labels:
        row = resolve_region_row(label, catalog, submitter_code=submitter_code, month=month)
        if not row.is_named:
            bare.append(row)
        elif isinstance(row.region, Unknown) and row.region.why == UNKNOWN_NAME:
            rest.append(label)
        else:
            named.append(row)
    return _together(named, bare, catalog), tuple(rest)


def _together(named: list[RegionRow], bare: list[RegionRow], catalog: Catalog) -> RegionRow | None:
    """Merge the rows of one cell's labels into one."""
    if not named:
        return next((row for row in bare if row.scope != DEFAULT_SCOPE), bare[0] if bare else None)
    place = named[0]
    for row in named[1:]:
        place = _inner(place, row, catalog)
    scopes = {row.scope for row in (place, *bare)} - {DEFAULT_SCOPE}
    if len(scopes) != 1:
        return place
    scope = scopes.pop()
    return replace(place, scope=scope, is_total=place.is_total and scope != "本级")


def _inner(outer: RegionRow, inner: RegionRow, catalog: Catalog) -> RegionRow:
    """The place inside the other, or both as Ambiguous."""
    if isinstance(outer.region, Ambiguous) and isinstance(inner.region, Resolved):
        return inner if inner.region.code in outer.region.candidates else outer
    if not isinstance(outer.region, Resolved) or not isinstance(inner.region, Resolved):
        return inner if isinstance(outer.region, Resolved) else outer
    first, second = outer.region.code, inner.region.code
    if first == second or catalog.regions[second].parent_code == first:
        return inner
    if catalog.regions[first].parent_code == second:
        return outer
    return RegionRow(Ambiguous((first, second)))
