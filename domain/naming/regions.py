"""A place's name → its code; the submitter and the role of the name decide between a prefecture and its counties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rapidfuzz import fuzz, process

from domain.catalog import REGION_WIDE, Catalog, Region
from domain.naming.results import NOT_VALID_IN_MONTH, Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import normalise_place
from domain.period import Month

Role = Literal["reporter", "row", "text"]
ASSOCIATION = re.compile(r"(?:科学技术协会|科协)(?:机关|办公室)?$")
REGION_PREFIX = re.compile(r"^(?:新疆维吾尔自治区|新疆)(?=.)")
CANDIDATE_SCORE = 60
"""Below this rapidfuzz ratio a name is not even worth showing to a steward."""
CANDIDATE_LIMIT = 5

ILI = "654000"
"""The one prefecture whose name also means more than it reports (reference/README.md, 伊犁州)."""


def resolve_region(
    text: str,
    catalog: Catalog,
    *,
    submitter_code: str | None = None,
    role: Role = "reporter",
    month: Month | None = None,
) -> Resolution:
    """Return the region a name means in a month: exact → normalised → confirmed alias → known alias → candidates.

    A bare name such as 和田 means the prefecture for a reporter, the county for a row under that prefecture, and is
    Ambiguous where several remain. Without a month, the places of today are meant.
    """
    memo, key = catalog.names.memo, ("region", text, submitter_code, role, month)
    known: Resolution | None = memo.get(key)
    if known is not None:
        return known
    return catalog.names.remember(key, _Places(catalog, submitter_code, role, month).resolve(text))


@dataclass(frozen=True, slots=True)
class _Places:
    """One question: whose file it is, where the name stands, and for which month."""

    catalog: Catalog
    submitter_code: str | None
    role: Role
    month: Month | None

    def resolve(self, text: str) -> Resolution:
        invalid: tuple[str, ...] = ()
        for variant, how in _variants(text):
            answer = self._whole(variant, how)
            if not isinstance(answer, Unknown):
                return answer
            invalid = invalid or answer.candidates
        if invalid:
            return Unknown(invalid, NOT_VALID_IN_MONTH)
        for variant, _ in _variants(text):
            if (within := self._within(variant)) is not None:
                return within
        return Unknown(self._candidates(text))

    def _whole(self, name: str, how: str) -> Resolution:
        """Resolve the whole name; Unknown carries the successors of a place that is not valid in the month."""
        index = self.catalog.names
        official = index.region_names.get(name, ())
        if valid := self._valid(official):
            return Resolved(valid[0], how) if len(valid) == 1 else Ambiguous(valid)
        confirmed = self.catalog.aliases.get(("region", name))
        known = self.catalog.region_collisions.get(name) or index.region_aliases.get(name, ())
        if confirmed is not None and name not in self.catalog.region_collisions:
            return Resolved(confirmed, "alias") if self._valid((confirmed,)) else Unknown(self._heirs((confirmed,)))
        if official and self.month is not None:
            return Unknown(self._heirs(official))
        valid = self._valid(known)
        if len(valid) > 1:
            found = self._decide(valid, is_association=how == "association")
            is_open = isinstance(found, Ambiguous) and confirmed in valid
            return Resolved(confirmed, "alias") if is_open and confirmed is not None else found
        return Resolved(valid[0], "alias") if valid else Unknown(self._heirs(known))

    def _decide(self, codes: tuple[str, ...], *, is_association: bool) -> Resolution:
        """Choose between places of one bare name by who sends it and where it stands."""
        prefectures = {region.code for region in self.catalog.prefectures}
        reporting = [code for code in codes if code in prefectures]
        if self.role == "row" and self.submitter_code != REGION_WIDE:
            fitting = [code for code in codes if self.catalog.regions[code].parent_code == self.submitter_code]
        elif self.role == "text" and self.submitter_code in codes and not is_association:
            fitting = []
        else:
            fitting = reporting
        return Resolved(fitting[0], "context") if len(fitting) == 1 else Ambiguous(codes)

    def _within(self, name: str) -> Resolution | None:
        """Resolve a county written behind its prefecture: 塔城地区乌苏市."""
        index = self.catalog.names
        for cut in range(len(name) - 1, 1, -1):
            outer = self._valid((*index.region_names.get(name[:cut], ()), *index.region_aliases.get(name[:cut], ())))
            for code in outer:
                inner = _Places(self.catalog, code, "row", self.month)._whole(name[cut:], "normalised")
                if isinstance(inner, Resolved) and _lies_in(self.catalog.regions[inner.code], code):
                    return Resolved(inner.code, "context")
                if isinstance(inner, Ambiguous):
                    return inner
        return None

    def _valid(self, codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(code for code in codes if self._exists(self.catalog.regions[code]))

    def _exists(self, region: Region) -> bool:
        if self.month is None:
            return region.valid_to is None
        start = date(self.month.year, self.month.number, 1)
        return region.is_valid_in(start, date(self.month.next.year, self.month.next.number, 1) - timedelta(days=1))

    def _heirs(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Who stands for places that do not exist in the month: their successors, or themselves."""
        regions = self.catalog.regions
        return tuple(dict.fromkeys(heir for code in codes for heir in (regions[code].succeeded_by or (code,))))

    def _candidates(self, text: str) -> tuple[str, ...]:
        index = self.catalog.names
        names = {**index.region_aliases, **index.region_names}
        close = process.extract(
            normalise_place(text), names.keys(), scorer=fuzz.ratio, limit=CANDIDATE_LIMIT, score_cutoff=CANDIDATE_SCORE
        )
        return tuple(dict.fromkeys(code for name, _, _ in close for code in self._valid(names[name])))


def _variants(text: str) -> Iterator[tuple[str, str]]:
    """The name as written, normalised, without 科协, without 新疆, each with how it was reached."""
    whole = normalise_place(text)
    yield whole, "exact" if whole == text else "normalised"
    bare = ASSOCIATION.sub("", whole)
    if bare and bare != whole:
        yield bare, "association"
    for name in dict.fromkeys((whole, bare)):
        shorter = REGION_PREFIX.sub("", name)
        if shorter and shorter != name:
            yield shorter, "normalised" if name == whole else "association"


def _lies_in(region: Region, outer: str) -> bool:
    """Whether the outer name may stand before the region's own: its parent, or 伊犁州 before its two prefectures."""
    return region.parent_code == outer or (outer == ILI and region.code in ("654200", "654300"))
