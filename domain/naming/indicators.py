"""Labels and a unit → an indicator's code, or the several it may be.

The order: a code in the labels; a confirmed alias; a part under its total (其中); the whole wording; its stem with
the measure word or the unit; a wording inside the text whose rest says nothing. More than one survivor is Ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from domain.catalog import Catalog, Indicator
from domain.naming.index import MEASURE, PERSONS, SESSIONS, Codes, split_measure
from domain.naming.results import Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import (
    NOISE,
    UNIT_IN_BRACKETS,
    is_of_which,
    normalise_label,
    normalise_name,
    normalise_place,
    normalise_unit,
)
from domain.naming.units import resolve_unit, without_scale

CODE = re.compile(r"[A-Z]{2,5}(?:\.[A-Z0-9]+)+")
NEUTRAL = re.compile(
    r"开展|举办|举行|组织|实施|完成|全年|今年以来|本年|本月|当月|累计|总共|一共|共计|合计|各类|各级|各种|多种|系列|有关|相关|"
    r"全地区|全州|全市|全县|我区|我州|我市|工作|情况|活动|科普|的|等|共|总"
)
"""What may stand around a wording without changing what is counted."""
MEASURE_ALONE = re.compile(r"(?:参与|参加|参训|受众|覆盖|受益|活动)?(?:总)?(人次数?|人数|场次数?|场数|次数|期数)")
CANDIDATE_SCORE = 55
"""Below this rapidfuzz score a wording is not even worth showing to a steward."""
CANDIDATE_LIMIT = 5
MIN_CONTAINED = 3
"""A wording of two characters inside a longer text proves nothing: 宣讲, 巡展, 专栏."""


def resolve_indicator(
    labels: Sequence[str], unit: str | None, catalog: Catalog, *, section: Sequence[str] = ()
) -> Resolution:
    """Return the indicator that labels (outermost first) and unit mean; section holds the headings or totals above.

    A unit chooses between sessions and people and between indicators of one wording. An indicator's own name, or a
    wording with its measure word, is Resolved even with a refused unit, so that VAL-07 can say so; a bare wording is
    not. A code among the labels must agree with the wording.
    """
    memo, key = catalog.names.memo, ("indicator", tuple(labels), unit, tuple(section))
    if (known := memo.get(key)) is not None:
        return known
    return catalog.names.remember(key, _ask(labels, unit, catalog, section))


def _ask(labels: Sequence[str], unit: str | None, catalog: Catalog, section: Sequence[str]) -> Resolution:
    """Settle the codes among the labels, then the wording."""
    codes = [code for code in dict.fromkeys(text.strip() for text in labels) if CODE.fullmatch(code)]
    question = _Question.of([text for text in labels if not CODE.match(text.strip())], unit, catalog, section)
    worded = question.answer()
    if not codes:
        return worded
    known = tuple(code for code in codes if code in catalog.indicators)
    if len(known) == len(codes) == 1:
        return _agree(known[0], worded, catalog)
    return Ambiguous(known) if len(known) > 1 else Unknown(_codes_of(worded))


def _agree(code: str, worded: Resolution, catalog: Catalog) -> Resolution:
    """A code wins over a wording that is unknown or undecided; another clear wording makes the two Ambiguous."""
    if isinstance(worded, Resolved) and catalog.canonical(worded.code) != catalog.canonical(code):
        return Ambiguous((code, worded.code))
    if isinstance(worded, Ambiguous) and code not in worded.candidates:
        return Ambiguous((code, *worded.candidates))
    return Resolved(code, "code")


def _codes_of(resolution: Resolution) -> Codes:
    return (resolution.code,) if isinstance(resolution, Resolved) else resolution.candidates


@dataclass(frozen=True, slots=True)
class _Question:
    """Labels cleaned and sorted: the words of the wording, a measure word that stands alone, headings."""

    catalog: Catalog
    words: Codes
    measure: str | None
    unit: str | None
    section: Codes
    is_part: bool

    @classmethod
    def of(cls, labels: Sequence[str], unit: str | None, catalog: Catalog, section: Sequence[str]) -> _Question:
        """Sort the labels; outer labels that name a category are headings."""
        bare = [_without_unit(normalise_name(text), catalog) for text in labels]
        in_brackets = next((found for _, found in reversed(bare) if found), None)
        words = [word for word in dict.fromkeys(map(normalise_label, labels)) if word and not _is_noise(word, catalog)]
        headings = [normalise_label(text) for text in section if text.strip()]
        while len(words) > 1 and words[0] in catalog.names.categories:
            headings.append(words.pop(0))
        words = [_without_unit(word, catalog)[0] for word in words]
        return cls(
            catalog=catalog,
            words=tuple(word for word in words if word),
            measure=_measure([_unit_word(in_brackets), *words]),
            unit=unit or in_brackets,
            section=tuple(headings),
            is_part=any(is_of_which(text) for text in labels),
        )

    def answer(self) -> Resolution:
        """Try each way in turn; what none of them knows is Unknown, with close wordings for a steward."""
        text = "".join(self.words)
        if not text:
            return Unknown()
        ways = (self._alias(), self._measure_of_heading(text), self._part(), self._whole(), self._contained(text))
        return next((found for found in ways if found is not None), None) or Unknown(self._candidates(text))

    def _attempts(self) -> Iterator[str]:
        """The wording as one text, then without outer labels that only name an audience."""
        words = list(self.words)
        yield "".join(words)
        while len(words) > 1 and words[0] in self.catalog.names.audiences:
            words.pop(0)
            yield "".join(words)

    def _alias(self) -> Resolution | None:
        """Resolve a wording that a steward confirmed."""
        for attempt in self._attempts():
            if (confirmed := self.catalog.aliases.get(("indicator", attempt))) is not None:
                return Resolved(confirmed, "alias")
        return None

    def _measure_of_heading(self, text: str) -> Resolution | None:
        """Resolve 参与人次 or 场次 by the nearest heading; None when it is no bare measure or nothing stands above."""
        headings = [one for one in self.section if one not in self.catalog.names.categories]
        if not MEASURE_ALONE.fullmatch(text) or not headings:
            return None
        for codes in self._totals():
            if (found := self._choose(codes, "context", text)) is not None:
                return found
        return Unknown(self.catalog.names.wordings.get(text, ()))

    def _part(self) -> Resolution | None:
        """Resolve a part under the nearest total that has it: 其中：实用技术培训 under 科技培训场次."""
        for totals in self._totals():
            for total in totals:
                known = self.catalog.names.parts.get(total, {})
                for attempt in self._attempts():
                    codes = known.get(attempt) or known.get(split_measure(attempt)[0])
                    if codes and (found := self._choose(codes, "wording", attempt)) is not None:
                        return found
        return None

    def _totals(self) -> Iterator[Codes]:
        """The indicators that each heading names, nearest heading first, whichever measure it states."""
        for heading in reversed(self.section):
            yield self.catalog.names.named(_without_unit(heading, self.catalog)[0], has_measure=True)

    def _whole(self) -> Resolution | None:
        """Resolve the whole text: a wording with its measure word, a name, or a stem that the unit decides."""
        index = self.catalog.names
        for text in self._attempts():
            exact = index.wordings.get(text, ())
            measure = split_measure(text)[1]
            is_name = len(exact) == 1 and text in map(normalise_label, self.catalog.indicators[exact[0]].wordings[:1])
            if len(exact) == 1 and (measure is not None or is_name):
                return Resolved(exact[0], "exact" if is_name else "wording")
            codes = self._named(text)
            if codes and (found := self._choose(codes, "wording", text)) is not None:
                return found
        return None

    def _contained(self, text: str) -> Resolution | None:
        """Resolve by the longest wording inside the text, when what is left of the text says nothing."""
        index = self.catalog.names
        for length in range(min(len(text), index.longest), MIN_CONTAINED - 1, -1):
            spots = [at for at in range(len(text) - length + 1) if self._named(text[at : at + length])]
            if spots:
                found = (self._around(text[:at], text[at : at + length], text[at + length :]) for at in spots)
                codes = tuple(dict.fromkeys(code for some in found for code in some))
                return self._choose(codes, "wording", text) if codes else None
        return None

    def _around(self, before: str, part: str, after: str) -> Codes:
        """The codes of a contained wording, when the rest is neutral or an audience that they are split by."""
        rest = [left for text in (before, MEASURE.sub("", after)) if (left := NEUTRAL.sub("", text))]
        if not all(left in self.catalog.names.audiences for left in rest):
            return ()
        indicators = self.catalog.indicators
        return tuple(code for code in self._named(part) if not rest or "audience" in indicators[code].dimensions)

    def _named(self, text: str) -> Codes:
        return self.catalog.names.named(
            text, has_measure=self.measure is not None or _measure([_unit_word(self.unit)]) is not None
        )

    def _choose(self, codes: Codes, how: str, text: str) -> Resolution | None:
        """Narrow several codes by measure word, unit, and what stands above; None when nothing fits."""
        measure = split_measure(text)[1] or self.measure
        kept = [code for code in codes if _counts(measure, self.catalog.indicators[code])]
        for narrow in (self._by_unit, self._by_section, self._by_part):
            if len(kept) > 1 or narrow == self._by_unit:
                kept = narrow(kept)
        if not kept:
            return None
        return Resolved(kept[0], how) if len(kept) == 1 else Ambiguous(tuple(kept))

    def _by_unit(self, codes: list[str]) -> list[str]:
        """Keep the codes that accept the unit; those for which it is a related concept only when nothing else does."""
        for is_related in (False, True):
            if kept := [code for code in codes if self._accepts(code) is is_related]:
                return kept
        return []

    def _accepts(self, code: str) -> bool | None:
        """None when the unit is refused, else whether it is only a related concept; no unit is never refused."""
        if not self.unit or not normalise_unit(self.unit):
            return False
        allowed = resolve_unit(self.unit, self.catalog.indicators[code])
        return None if allowed is None else allowed.is_related

    def _by_section(self, codes: list[str]) -> list[str]:
        """Keep the codes whose total or category stands above."""
        indicators = self.catalog.indicators
        for totals in self._totals():
            if kept := [code for code in codes if indicators[code].parent_total in totals]:
                return kept
        kept = [code for code in codes if any(indicators[code].category in heading for heading in self.section)]
        return kept or codes

    def _by_part(self, codes: list[str]) -> list[str]:
        """Drop a total when the label says 其中 and its part is among the codes too."""
        if not self.is_part:
            return codes
        totals = {self.catalog.indicators[code].parent_total for code in codes}
        return [code for code in codes if code not in totals] or codes

    def _candidates(self, text: str) -> Codes:
        index = self.catalog.names
        close = process.extract(
            text, index.wordings.keys(), scorer=fuzz.WRatio, limit=CANDIDATE_LIMIT, score_cutoff=CANDIDATE_SCORE
        )
        return tuple(dict.fromkeys(code for wording, _, _ in close for code in index.wordings[wording]))


def _is_noise(word: str, catalog: Catalog) -> bool:
    """Whether a label is about the period, the table or the place, not about what is counted."""
    if NOISE.fullmatch(word) and not MEASURE_ALONE.fullmatch(word):
        return True
    place = normalise_place(word)
    return place in catalog.names.region_names or place in catalog.names.region_aliases


def _without_unit(text: str, catalog: Catalog) -> tuple[str, str | None]:
    """Split a unit in brackets off a normalised label: 培训(场次) → 培训, 场次; other brackets stay."""
    found = UNIT_IN_BRACKETS.search(text)
    if found is None:
        return text, None
    unit = normalise_unit(found[1])
    is_unit = unit in catalog.unit_classes or without_scale(unit) in catalog.unit_classes
    return (text[: found.start()], found[1]) if is_unit else (text, None)


def _unit_word(unit: str | None) -> str:
    """A unit as a measure word: 万人次 says 人次, 场 says 场次."""
    word = without_scale(normalise_unit(unit)) if unit else ""
    return "场次" if word == "场" else word


def _measure(words: Sequence[str]) -> str | None:
    """The measure word of the innermost label that is nothing else."""
    return next((match[1] for word in reversed(words) if (match := MEASURE_ALONE.fullmatch(word))), None)


def _counts(measure: str | None, indicator: Indicator) -> bool:
    """Whether an indicator can be what the measure word counts: 人次 no sessions, 场次 no people."""
    if measure in PERSONS:
        return any(resolve_unit(unit, indicator) is not None for unit in ("人次", "人"))
    if measure in SESSIONS:
        return any(resolve_unit(unit, indicator) is not None for unit in ("场次", "次", "期"))
    return True
