"""Labels and a unit → an indicator's code, or the several it may be.

The order: a code in the labels; a confirmed alias; a bare measure under its heading; a part under its total (其中);
the whole wording; its stem with the measure word or the unit; a wording inside the text whose rest says nothing; the
inner labels under outer ones that are understood. More than one survivor is Ambiguous, a label nobody understands
makes the whole Unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from domain.catalog import Catalog
from domain.naming.index import MEASURE, Codes, split_measure
from domain.naming.labels import (
    MEASURE_ALONE,
    NEUTRAL,
    counts,
    indicators_of,
    is_noise,
    measure_among,
    subject,
    unit_word,
    without_unit,
)
from domain.naming.results import Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import (
    PATH_SEPARATOR,
    is_generic_heading,
    is_of_which,
    normalise_alias,
    normalise_label,
    normalise_name,
    normalise_unit,
)
from domain.naming.units import resolve_unit

CODE = re.compile(r"[A-Z]{2,5}(?:\.[A-Z0-9]+)+")
CANDIDATE_SCORE = 55
"""Below this rapidfuzz score a wording is not even worth showing to a steward."""
CANDIDATE_LIMIT = 5
MIN_CONTAINED = 3
"""A wording of two characters inside a longer text proves nothing: 宣讲, 巡展, 专栏."""
STANDING = re.compile(r"^(?:(?:期末|年末|月末|目前|现)?(?:现有|共有|拥有|实有|现存|建有)|期末|年末|月末)|总数$|总量$")
"""What says that a label asks how many there are; 新增 and 新建 are no such words."""
LONG_CATEGORY = 4
"""A shorter category (活动) stands in every title and decides nothing there."""


def resolve_indicator(
    labels: Sequence[str], unit: str | None, catalog: Catalog, *, section: Sequence[str] = ()
) -> Resolution:
    """Return the indicator that labels (outermost first) and unit mean; section holds titles and headings above.

    A unit chooses between sessions and people and between indicators of one wording. An indicator's own name, or a
    wording with its measure word, is Resolved even with a refused unit, so that VAL-07 can say so; a bare wording is
    not. A code among the labels must agree with the wording. No label is dropped: an outer one that is neither a
    heading, a total, a period, a place nor an audience of the indicator makes the answer Unknown.
    """
    memo, key = catalog.names.memo, ("indicator", tuple(labels), unit, tuple(section))
    known: Resolution | None = memo.get(key)
    if known is not None:
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
    path: str  # the labels as an alias is kept
    measure: str | None
    unit: str | None
    section: Codes
    is_part: bool

    @classmethod
    def of(cls, labels: Sequence[str], unit: str | None, catalog: Catalog, section: Sequence[str]) -> _Question:
        """Sort the labels; outer labels that name a category are headings."""
        bare = [without_unit(normalise_name(text), catalog) for text in labels]
        in_brackets = next((found for _, found in reversed(bare) if found), None)
        words = [word for word in dict.fromkeys(map(normalise_label, labels)) if word and not is_noise(word, catalog)]
        headings = [normalise_label(text) for text in section if text.strip()]
        while len(words) > 1 and words[0] in catalog.names.categories:
            headings.append(words.pop(0))
        words = [without_unit(word, catalog)[0] for word in words]
        return cls(
            catalog=catalog,
            words=tuple(word for word in words if word),
            path=normalise_alias("indicator", PATH_SEPARATOR.join(labels)),
            measure=measure_among([unit_word(in_brackets), *words]),
            unit=unit or in_brackets,
            section=tuple(headings),
            is_part=any(is_of_which(text) for text in labels),
        )

    def answer(self) -> Resolution:
        """Try each way in turn; what none of them knows is Unknown, with close wordings for a steward."""
        if not self.words:
            return Unknown()
        text = "".join(self.words)
        return self._together(text) or self._under_outer() or Unknown(self._candidates(text))

    def _together(self, text: str) -> Resolution | None:
        """Resolve all words as one wording."""
        for way in (self._alias, self._measure_of_heading, self._part, self._whole, self._standing, self._contained):
            if (found := way(text)) is not None:
                return found
        return None

    def _under_outer(self) -> Resolution | None:
        """Resolve the inner labels, when every outer one is a heading or a total that is understood."""
        for cut in range(1, len(self.words)):
            outer = self.words[cut - 1]
            totals = indicators_of(outer, self.catalog)
            if not totals and subject(outer, self.catalog) and not is_generic_heading(outer):
                return None
            inner = replace(self, words=self.words[cut:], section=(*self.section, *self.words[:cut]))
            text = "".join(inner.words)
            ways = (inner._measure_of_heading, inner._part, inner._own_name) if totals else (inner._together,)
            for way in ways:
                if (found := way(text)) is not None:
                    return found
        return None

    def _alias(self, text: str) -> Resolution | None:
        """Resolve a wording that a steward confirmed; with a refused unit it may mean something else."""
        aliases = self.catalog.aliases
        confirmed = aliases.get(("indicator", self.path)) or aliases.get(("indicator", text))
        return None if confirmed is None or self._accepts(confirmed) is None else Resolved(confirmed, "alias")

    def _measure_of_heading(self, text: str) -> Resolution | None:
        """Resolve 参与人次 or 场次 by the nearest heading; None when it is no bare measure or nothing stands above."""
        if not MEASURE_ALONE.fullmatch(text):
            return None
        for heading in reversed(self.section):
            if codes := indicators_of(heading, self.catalog):
                return self._choose(codes, "context", text) or Unknown(codes)
            if subject(heading, self.catalog):
                return Unknown(self.catalog.names.wordings.get(text, ()))
        return None

    def _part(self, text: str) -> Resolution | None:
        """Resolve a part under the nearest total that has it: 其中：实用技术培训 under 科技培训场次."""
        for total in (code for codes in self._totals() for code in codes):
            known = self.catalog.names.parts.get(total, {})
            codes = known.get(text) or known.get(split_measure(text)[0])
            if codes and (found := self._choose(codes, "wording", text)) is not None:
                return found
        return None

    def _totals(self) -> Iterator[Codes]:
        """The indicators that each heading names, nearest heading first."""
        for heading in reversed(self.section):
            yield indicators_of(heading, self.catalog)

    def _own_name(self, text: str) -> Resolution | None:
        """Resolve an indicator's own name below the total of its category: 志愿者 stands apart under 科普人员总数."""
        indicators = self.catalog.indicators
        above = {indicators[code].category for codes in self._totals() for code in codes if indicators[code].parts}
        found = self._named(text)
        is_name = len(found) == 1 and normalise_label(indicators[found[0]].name_zh) == text
        return Resolved(found[0], "exact") if is_name and indicators[found[0]].category in above else None

    def _whole(self, text: str) -> Resolution | None:
        """Resolve the whole text: a wording with its measure word, a name, or a stem that the unit decides."""
        exact = self.catalog.names.wordings.get(text, ())
        is_name = len(exact) == 1 and normalise_label(self.catalog.indicators[exact[0]].name_zh) == text
        if len(exact) == 1 and (is_name or split_measure(text)[1] is not None):
            return Resolved(exact[0], "exact" if is_name else "wording")
        codes = self._named(text)
        return self._choose(codes, "wording", text) if codes else None

    def _standing(self, text: str) -> Resolution | None:
        """Resolve 现有科普教育基地 and 期末实有志愿者总数: how many there are, which only a stock can answer."""
        bare = STANDING.sub("", text)
        if bare == text:
            return None
        indicators = self.catalog.indicators
        codes = tuple(code for code in self._named(bare) if indicators[code].measure_type == "stock")
        return self._choose(codes, "wording", bare) if codes else None

    def _contained(self, text: str) -> Resolution | None:
        """Resolve by the longest wording inside the text, when what is left of the text says nothing."""
        for length in range(min(len(text), self.catalog.names.longest), MIN_CONTAINED - 1, -1):
            spots = [at for at in range(len(text) - length + 1) if self._named(text[at : at + length])]
            if spots:
                found = (self._around(text[:at], text[at : at + length], text[at + length :]) for at in spots)
                codes = tuple(dict.fromkeys(code for some in found for code in some))
                return self._choose(codes, "wording", text) if codes else None
        return None

    def _around(self, before: str, part: str, after: str) -> Codes:
        """The codes of a contained wording, when the rest is neutral or an audience that they are split by."""
        rest = [left for text in (before, MEASURE.sub("", after)) if (left := NEUTRAL.sub("", text))]
        audiences = [code for left in rest if (code := self.catalog.names.audiences.get(left)) is not None]
        if len(audiences) < len(rest) or len(audiences) > 1:
            return ()
        codes = self._named(part)
        if not audiences:
            return codes
        indicators = self.catalog.indicators
        split = [code for code in codes if "audience" in indicators[code].dimensions]
        return tuple(self.catalog.canonical(code, audiences[0]) for code in split)

    def _named(self, text: str) -> Codes:
        has_measure = self.measure is not None or measure_among([unit_word(self.unit)]) is not None
        return self.catalog.names.named(text, has_measure=has_measure)

    def _choose(self, codes: Codes, how: str, text: str) -> Resolution | None:
        """Narrow several codes by measure word, unit, and what stands above; None when nothing fits."""
        measure = split_measure(text)[1] or self.measure
        kept = self._by_unit([code for code in codes if counts(measure, self.catalog.indicators[code])])
        for narrow in (self._by_section, self._by_part):
            kept = narrow(kept) if len(kept) > 1 else kept
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
        return [code for code in codes if self._is_under(indicators[code].category)] or codes

    def _is_under(self, category: str) -> bool:
        return any(
            heading == category or (len(category) >= LONG_CATEGORY and category in heading) for heading in self.section
        )

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
