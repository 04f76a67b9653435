"""The label of a table row → place, scope, and whether the row is a sum: 合计, 地区本级, 州直, 全州, 含兵团."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.catalog import Catalog
from domain.naming.regions import ILI, resolve_region
from domain.naming.results import Resolution, Resolved, Unknown
from domain.naming.text import normalise_label
from domain.observation import DEFAULT_SCOPE
from domain.period import Month

WITH_XPCC = re.compile(r"\(?(?<!不)(?:含|包括)兵团\)?")
WITHOUT_XPCC = re.compile(r"\(?(?:不含|不包括)兵团\)?")
TOTAL = re.compile(r"\(?(?:合计|总计|共计|小计|汇总|总数|总和)(?:数)?\)?$")
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
        region: Resolution = Resolved(submitter_code, "context") if submitter_code else Unknown()
    elif is_qualified:
        region = resolve_region(parts.place, catalog, submitter_code=submitter_code, role="row", month=month)
        if not isinstance(region, Resolved):
            region = resolve_region(label, catalog, submitter_code=submitter_code, role="row", month=month)
    else:
        region = resolve_region(normalise_label(label), catalog, submitter_code=submitter_code, role="row", month=month)
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
