"""The words that prose is read with: `Lexicon`. Filled by `reference.lexicon`, judged by nobody but its CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.quantity import FOLDED, Qualifier


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word beside a number. `qualifier` is None for filler such as 达, 共, 已."""

    word: str
    qualifier: Qualifier | None


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A time that has a name: 十四五 is 2021-2025 and ends in 2025."""

    wording: str
    span: str
    end: str


@dataclass(frozen=True, slots=True)
class IndicatorPattern:
    """What a figure must look like to mean an indicator. Each field holds alternatives; an empty field asks nothing.

    `near` is looked for in the words right around the number (`before#after`), `context` in the sentence up to it,
    `passage` also in the sentences before and the headings; `not_near` and `not_context` forbid. `codes` is one code,
    several (then the figure is ambiguous) or none at all (the wording is known to have no indicator). The first
    pattern that fits decides.
    """

    unit_classes: frozenset[str]
    near: re.Pattern[str] | None
    context: re.Pattern[str] | None
    passage: re.Pattern[str] | None
    not_near: re.Pattern[str] | None
    not_context: re.Pattern[str] | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Measure words, hedges, verbs, traps, places and indicator patterns, as reference/narrative/ lists them."""

    measures: Mapping[str, str]  # measure word → unit class
    hedges_before: Mapping[str, Hedge]
    hedges_after: Mapping[str, Hedge]
    lists: Mapping[str, frozenset[str]]  # name of a word list → words
    verbs: Mapping[str, str]  # verb → what was done: distribute, produce, hold, …
    implied_units: Mapping[str, str]  # noun before a bare number → its unit
    named_periods: tuple[NamedPeriod, ...]
    places: Mapping[str, str]  # a place as written → the name to report it under
    traditional: Mapping[int, str]  # ordinal of a traditional character → its simplified form
    expressions: Mapping[str, re.Pattern[str]]  # name → what a turn of phrase looks like
    patterns: tuple[IndicatorPattern, ...] = ()

    def finds(self, name: str, text: str) -> bool:
        """Whether the text holds the turn of phrase of that name."""
        return self.expressions[name].search(text) is not None

    @cached_property
    def plain_forms(self) -> Mapping[int, str]:
        """Ordinal of a character → its plain form: simplified, half-width digits."""
        return {**self.traditional, **FOLDED}

    @cached_property
    def longest_measure(self) -> int:
        """Length of the longest measure word."""
        return max(map(len, self.measures))

    @cached_property
    def patterns_of_class(self) -> Mapping[str, tuple[IndicatorPattern, ...]]:
        """Unit class → the indicator patterns that ask for it, in order."""
        classes = {unit_class for pattern in self.patterns for unit_class in pattern.unit_classes}
        return {
            unit_class: tuple(pattern for pattern in self.patterns if unit_class in pattern.unit_classes)
            for unit_class in classes
        }

    @cached_property
    def idiom_pattern(self) -> re.Pattern[str]:
        """Set phrases, names, plan periods and ranks that hold a numeral."""
        return re.compile(
            "|".join(f"(?P<{name}>{trie(self.lists[name])})" for name in ("plan_period", "level_word", "idiom"))
        )

    @cached_property
    def place_pattern(self) -> re.Pattern[str]:
        """Every known place name."""
        return re.compile(trie(self.places))

    @cached_property
    def not_measure(self) -> Mapping[str, tuple[str, ...]]:
        """First character → words that begin like a measure word but are nouns (部门, 家庭)."""
        by_first: dict[str, list[str]] = {}
        for word in self.lists["not_measure"]:
            by_first.setdefault(word[0], []).append(word)
        return {first: tuple(words) for first, words in by_first.items()}

    @cached_property
    def measure_still(self) -> tuple[str, ...]:
        """Words that look like such a noun and are a measure word with another noun after all (30本科普读物)."""
        return tuple(self.lists["measure_still"])

    @cached_property
    def hedge_ends(self) -> frozenset[str]:
        """Last characters of the words that may stand before a number."""
        return frozenset(word[-1] for word in self.hedges_before)

    @cached_property
    def hedge_beginnings(self) -> frozenset[str]:
        """First characters of the words that may stand after one."""
        return frozenset(word[0] for word in self.hedges_after)

    @cached_property
    def no_hedges(self) -> tuple[str, ...]:
        """Words that end like a hedge and are none (最近, 节约, 线上)."""
        return tuple(self.lists["no_hedge"])

    @cached_property
    def person_noun_pattern(self) -> re.Pattern[str]:
        """Nouns of persons that are counted without a measure word (2000余群众)."""
        return re.compile(trie(self.lists["person_noun"]))

    @cached_property
    def implied_unit_pattern(self) -> re.Pattern[str]:
        """Nouns before a bare number that imply its unit."""
        return re.compile(trie(self.implied_units))

    @cached_property
    def verb_pattern(self) -> re.Pattern[str]:
        """Verbs that say what was done with the object."""
        return re.compile(trie(self.verbs))


class _Node(dict[str, "_Node"]):
    """What may follow so far, character by character; "" marks the end of a word."""


def trie(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first, that branches on one character at a time."""
    root = _Node()
    for word in filter(None, words):
        node = root
        for character in word:
            node = node.setdefault(character, _Node())
        node[""] = _Node()
    return _branch(root) or r"(?!)"  # without words, what matches nothing


def _branch(node: _Node) -> str:
    parts = [re.escape(character) + _branch(child) for character, child in sorted(node.items()) if character]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
    return f"{body}?" if "" in node else body
