"""The look-ups behind `domain.names`, built once per Catalog."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from domain.naming.text import normalise_label, normalise_place, without_brackets

if TYPE_CHECKING:
    from domain.catalog import Catalog, Indicator

MEASURE = re.compile(
    r"(?:参与|参加|参训|活动|举办)*(?:总)?"
    r"(人次数?|人数|场次数?|场数|次数|期数|班次|篇数|册数|份数|件数|项数|个数|数量|总数|数)$"
)
PERSONS = frozenset({"人次", "人次数", "人数"})
SESSIONS = frozenset({"场次", "场次数", "场数", "次数", "期数", "班次"})
TELLS_NOTHING = re.compile(
    r"(?:开展|各类|科普|受众|覆盖|受益|惠及|参与|参加|开放|参观|观看|关注|用户|机关|编制|播出|其他)+"
)
"""Stems that are left of 受众人次, 各类活动场次 or 参观人次: alone they name no indicator."""
PAIR_ENDINGS = {"SESSIONS": ("PARTICIPANTS", "PERSONTIMES", "VIEWERS"), "TRIPS": ("VISITS",), "HELD": ("PARTICIPANTS",)}
"""Codes that count sessions, and the codes of the same family that count who came: they share stems."""

Codes = tuple[str, ...]
_Answer = TypeVar("_Answer")
MEMO_LIMIT = 200_000


def split_measure(text: str) -> tuple[str, str | None]:
    """Return the stem of a label and the measure word it ends in: 科技培训参与人次 → 科技培训, 人次."""
    match = MEASURE.search(text)
    if match is None or match.start() == 0:
        return text, None
    return text[: match.start()], match[1]


@dataclass(frozen=True)
class NameIndex:
    """Normalised names → codes, in the order of the reference files."""

    region_names: Mapping[str, Codes]
    region_aliases: Mapping[str, Codes]
    wordings: Mapping[str, Codes]
    stems: Mapping[str, Codes]
    parts: Mapping[str, Mapping[str, Codes]]  # total → wording under it → codes
    categories: frozenset[str]
    audiences: Mapping[str, str]
    places: re.Pattern[str]  # any name of a place, longest first
    longest: int  # of a wording or stem, in characters
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)  # Any: answers of every kind

    @classmethod
    def build(cls, catalog: Catalog) -> NameIndex:
        """Index every name of the catalogue."""
        indicators = catalog.indicators.values()
        wordings = _collect((form, one.code) for one in indicators for text in one.wordings for form in _forms(text))
        stems = _stems(wordings, catalog.indicators)
        return cls(
            region_names=_collect((normalise_place(one.name_zh), one.code) for one in catalog.regions.values()),
            region_aliases=_collect(
                (normalise_place(alias), one.code) for one in catalog.regions.values() for alias in one.aliases
            ),
            wordings=wordings,
            stems=stems,
            parts=_parts(indicators),
            categories=frozenset(one.category for one in indicators),
            audiences={normalise_label(text): one.code for one in catalog.audiences.values() for text in one.wordings},
            places=_any_place(catalog),
            longest=max((len(text) for text in (*wordings, *stems)), default=0),
        )

    def named(self, text: str, *, has_measure: bool) -> Codes:
        """The codes of a wording or stem; a stem that is no wording itself counts only with a measure word."""
        stem, measure = split_measure(text)
        is_clear = has_measure or measure is not None or stem in self.wordings
        return tuple(dict.fromkeys((*self.wordings.get(text, ()), *(self.stems.get(stem, ()) if is_clear else ()))))

    def __getstate__(self) -> dict[str, object]:
        """Leave the memo behind when the catalogue travels to a worker process."""
        return {**self.__dict__, "memo": {}}

    def remember(self, key: Hashable, answer: _Answer) -> _Answer:
        """Keep an answer, so that fifty thousand rows ask only once; forget all when there are too many."""
        if len(self.memo) >= MEMO_LIMIT:
            self.memo.clear()
        self.memo[key] = answer
        return answer


def _any_place(catalog: Catalog) -> re.Pattern[str]:
    names = {text for one in catalog.regions.values() for text in (one.name_zh, *one.aliases) if len(text) > 1}
    return re.compile("|".join(map(re.escape, sorted(map(normalise_place, names), key=lambda name: -len(name)))))


def _collect(pairs: Iterable[tuple[str, str]]) -> dict[str, Codes]:
    found: dict[str, list[str]] = {}
    for name, code in pairs:
        codes = found.setdefault(name, [])
        if name and code not in codes:
            codes.append(code)
    return {name: tuple(codes) for name, codes in found.items() if name}


def _forms(wording: str) -> tuple[str, ...]:
    """The wording as labels write it: whole, and without its own brackets."""
    whole = normalise_label(wording)
    bare = without_brackets(whole)
    return (whole, bare) if len(bare) > 1 else (whole,)


def _stems(wordings: Mapping[str, Codes], indicators: Mapping[str, Indicator]) -> dict[str, Codes]:
    """Wordings without their measure word, for the code itself and for its partner in the pair."""
    return _collect(
        (stem, partner)
        for wording, codes in wordings.items()
        if not TELLS_NOTHING.fullmatch(stem := split_measure(wording)[0])
        for code in codes
        for partner in (code, *partners(code, indicators))
    )


def partners(code: str, indicators: Mapping[str, Indicator]) -> Codes:
    """The codes of the same family on the other side of sessions and people."""
    family, _, ending = code.rpartition(".")
    opposite = [
        people if ending == sessions else sessions
        for sessions, several in PAIR_ENDINGS.items()
        for people in several
        if ending in (sessions, people)
    ]
    return tuple(f"{family}.{one}" for one in dict.fromkeys(opposite) if f"{family}.{one}" in indicators)


def _parts(indicators: Iterable[Indicator]) -> dict[str, Mapping[str, Codes]]:
    """For each total, the wordings of its parts, those that mean the part only under it included."""
    by_total: dict[str, list[tuple[str, str]]] = {}
    for one in indicators:
        if one.parent_total is not None:
            texts = [form for text in (*one.wordings, *one.part_wordings) for form in _forms(text)]
            pairs = [(form, one.code) for text in texts for form in (text, split_measure(text)[0])]
            by_total.setdefault(one.parent_total, []).extend(pairs)
    return {total: _collect(pairs) for total, pairs in by_total.items()}
