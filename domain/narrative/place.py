"""Who reports: the places and bodies a paragraph names, and which of them each number belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from domain.catalog import Catalog
from domain.narrative.lexicon import Lexicon, trie

_ENDING = re.compile(r"自治[州县旗]|[省市县区州旗盟]")
_NAME_BEFORE = re.compile(r"[一-龥]{1,14}\Z")
_NOT_AFTER_A_PLACE = "级内外里域场民"
_COMMAS = (",", "，")
_NO_FIRST = "全各本该我每多两几数"
_ASSOCIATION = re.compile(r"(?:(?:市|县|区|州|地区)?科协|科学技术协会|农技协|科技馆)")
_LOCATION_BEFORE = re.compile(r"(?:在|走进|来到|到|赴|深入)$")
_EVENT_AFTER = re.compile(r"[^，。；]{0,24}?(?:举办|举行|启动|开幕|召开|开展|开讲|拉开)")
HOME = "新疆"
AUTONOMOUS_REGION = "自治区"
"""Which one, only the document says; without one it is the catalogue's own."""

WHOLE_AREA = re.compile(r"全(?:[省市县区州疆旗盟]|地区|自治区)(?!级|域)|我[省市县区州]|本[市县区州]|两级")


_CITY_IN_TITLE = re.compile(r"[一-龥]{2,3}(?=[：:])")  # 湖南株洲：
_LONGEST_NAME, _LONGEST_STEM = 14, 4  # characters, of an autonomous county and of any other place
_Span = tuple[int, int, str]  # start, end, name


class Standing(IntEnum):
    """How strongly a mention claims the numbers after it."""

    PASSING = 0  # a place inside a name or an object
    LOCATION = 1  # where an event was held
    SUBJECT = 2  # the body that did it


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or body named in a paragraph."""

    start: int
    end: int
    name: str
    standing: Standing


@dataclass(slots=True)
class Reporter:
    """Who reports, carried from sentence to sentence and reset by each paragraph."""

    document: str | None = None
    section: str | None = None

    @property
    def default(self) -> str | None:
        """The body a paragraph starts with."""
        return self.section or self.document

    def name_of(self, mention: Mention) -> str:
        """The body a mention means: 自治区 in a report from 宁夏 is not Xinjiang."""
        if mention.name != AUTONOMOUS_REGION:
            return mention.name
        return self.document if self.document is not None and self.document.endswith(AUTONOMOUS_REGION) else HOME


@dataclass(frozen=True)
class Gazetteer:
    """Known places (the catalogue's and the lexicon's), and how an unknown one looks."""

    pattern: re.Pattern[str]
    names: dict[str, str]
    national_titles: tuple[str, ...]
    not_places: frozenset[str]
    no_endings: tuple[str, ...]  # 园区, 城市: what a name that only looks like a place ends in
    short_names: frozenset[str]  # 沙县: counties of one character
    lexicon: Lexicon

    def mentions(self, text: str) -> list[Mention]:
        """All mentions of a plain paragraph, in order, none overlapping; of 塔城地区额敏县 only the smaller place."""
        known = [(m.start(), m.end(), self.names[m[0]]) for m in self.pattern.finditer(text)]
        spans = [span for span in sorted([*known, *self._unknown(text, known)]) if self._is_place(text, *span[:2])]
        mentions: list[Mention] = []
        for index, (start, end, name) in enumerate(spans):
            if index + 1 < len(spans) and spans[index + 1][0] == end:
                spans[index + 1] = (start, *spans[index + 1][1:])  # the smaller place begins where the larger one does
            else:
                mentions.append(self._mention(text, start, end, name))
        if mentions and _is_addressed(text.strip(), mentions):
            return [replace(mention, standing=Standing.PASSING) for mention in mentions]
        return mentions

    def _is_place(self, text: str, start: int, end: int) -> bool:
        word = text[start:end]
        if word in ("全国", "我国", "中国"):
            return not text.startswith(self.national_titles, end)
        if word in ("东部", "中部", "西部"):
            return not text.startswith("门", end)
        return True

    def _mention(self, text: str, start: int, end: int, name: str) -> Mention:
        if start == 0 and name in self.lexicon.places.values() and (city := _CITY_IN_TITLE.match(text, end)):
            return Mention(start, city.end(), city[0], Standing.SUBJECT)
        body = _ASSOCIATION.match(text, end)
        stop = body.end() if body and text[start:end] not in ("全国", "我国", "中国") else end
        return Mention(start, stop, name, self._standing(text, start, stop, is_body=stop > end))

    def _standing(self, text: str, start: int, end: int, *, is_body: bool) -> Standing:
        before = text[max(0, start - 6) : start]
        if _LOCATION_BEFORE.search(before):
            is_scene = before.endswith("在") and text[end : end + 1] in _COMMAS  # 在互助县，…
            return Standing.LOCATION if is_scene or _EVENT_AFTER.match(text, end, end + 40) else Standing.PASSING
        if before.endswith("现将") or (before.endswith(("由", "从", "据")) and is_body):
            return Standing.SUBJECT
        opens = start == 0 or self.lexicon.finds("opening", before)
        is_subject = opens and not self.lexicon.expressions["no_subject_after"].match(text, end)
        return Standing.SUBJECT if is_subject else Standing.PASSING

    def _unknown(self, text: str, known: list[_Span]) -> Iterator[_Span]:
        """Names that only their ending gives away: a few characters before 省, 市, 县, 区, 州, 旗."""
        limit, index = 0, 0  # nothing before the limit belongs to the name
        for ending in _ENDING.finditer(text):
            while index < len(known) and known[index][1] <= ending.start():
                limit = max(limit, known[index][1])
                index += 1
            if index < len(known) and known[index][0] < ending.end():
                continue
            start, stop = self._name_start(text, limit, ending.start()), ending.end()
            follows = start == limit > 0
            if self._looks_like_a_name(text[start:stop], ending, follows=follows) and self._ends_here(text, stop):
                limit = stop
                yield start, stop, text[start:stop]

    def _name_start(self, text: str, limit: int, end: int) -> int:
        window = max(limit, end - _LONGEST_NAME)
        reach = _NAME_BEFORE.search(text[window:end])
        start = window + reach.start() if reach else end
        for cut in self.lexicon.expressions["before_a_place"].finditer(text, start, end):
            start = cut.end()
        return start

    def _ends_here(self, text: str, stop: int) -> bool:
        return text[stop : stop + 1] not in _NOT_AFTER_A_PLACE or not text[stop : stop + 1]

    def _looks_like_a_name(self, word: str, ending: re.Match[str], *, follows: bool) -> bool:
        """`follows`: a larger place stands right before it, so that even 全南县 is a name."""
        stem, is_autonomous = len(word) - len(ending[0]), ending[0].startswith("自治")
        if word in self.not_places or word.endswith(self.no_endings):
            return False
        if not 1 <= stem <= (_LONGEST_NAME if is_autonomous else _LONGEST_STEM):
            return False
        if stem == 1:
            return word in self.short_names
        return is_autonomous or word[0] not in _NO_FIRST or (follows and word[0] == "全" and stem > 1)


def gazetteer(catalog: Catalog, lexicon: Lexicon) -> Gazetteer:
    """Build (once per catalogue and lexicon) what finds places."""
    return _gazetteer(catalog.version, _Held(catalog, lexicon))


@dataclass(frozen=True)
class _Held:
    catalog: Catalog
    lexicon: Lexicon

    def __hash__(self) -> int:
        return hash(self.catalog.version)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Held):
            return NotImplemented
        return self.lexicon is other.lexicon and self.catalog.version == other.catalog.version


@lru_cache(maxsize=4)
def _gazetteer(_version: str, held: _Held) -> Gazetteer:
    names = dict(held.lexicon.places)
    for region in held.catalog.regions.values():
        if region.level < 1 or region.code == "650000":
            continue
        for alias in (region.name_zh, *region.aliases):
            plain_name = alias.removesuffix("科协")
            if len(plain_name) >= 2 and plain_name not in ("全区", "首府", "兵团"):
                names.setdefault(plain_name, plain_name)
    names.setdefault(AUTONOMOUS_REGION, AUTONOMOUS_REGION)
    names.setdefault("全国", "全国")
    return Gazetteer(
        re.compile(trie(names)),
        names,
        tuple(held.lexicon.lists["national_title"]),
        held.lexicon.lists["not_place"],
        tuple(held.lexicon.lists["no_place_ending"]),
        held.lexicon.lists["short_place"],
        held.lexicon,
    )


def _is_addressed(line: str, mentions: list[Mention]) -> bool:
    """自治区科协： alone on its line is whom the report is for."""
    return line.endswith((":", "：")) and sum(mention.end - mention.start for mention in mentions) == len(line) - 1
