"""Who reports: the places and bodies a paragraph names, and which of them each number belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from domain.catalog import Catalog
from domain.narrative.lexicon import Lexicon, trie

_ENDING = re.compile(r"自治[州县旗]|[省市县区州旗盟]")
_NAME_BEFORE = re.compile(r"[一-龥]{1,14}\Z")
_NOT_AFTER_A_PLACE = "级内外里域场民"
_CUT = re.compile(
    r"[在于由从自和与到向对为的是将把被及以经赴至了会同,]"
    r"|推荐|吸引|走进|深入|组织|前往|来自|位于|覆盖|全国|其中|今年|近日|日前|联合|支持|帮助|培训|近年来|截至|此外|目前|月底|上旬|中旬|下旬|月份|年度|指导|协同|带领|动员|服务|依托|获评|评为|举办|开展|我国|关于|根据|按照|通过|包括|分别|记者|了解"
)
_ASSOCIATION = re.compile(r"(?:(?:市|县|区|州|地区)?科协|科学技术协会|农技协|科技馆)")
_NO_SUBJECT_AFTER = re.compile(
    r"、|的(?!培训)|等|日报|新闻|广播|电视|晚报|大学|学院|医院|分赛|赛区|选拔|会场|分会场|(?:[一-龥]{0,4}(?:博物馆|天文馆|气象站|出版社|研究所))"
)
_LOCATION_BEFORE = re.compile(r"(?:在|走进|来到|到|赴|深入)$")
_EVENT_AFTER = re.compile(r"[^，。；]{0,24}?(?:举办|举行|启动|开幕|召开|开展|开讲|拉开)")
_WHOLE = re.compile(r"全(?:[省市县区州疆旗盟]|地区|自治区)(?!级|域)|我[省市县区州]|本[市县区州]|两级")


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


@dataclass(frozen=True)
class Gazetteer:
    """Known places (the catalogue's and the lexicon's), and how an unknown one looks."""

    pattern: re.Pattern[str]
    names: dict[str, str]
    national_titles: tuple[str, ...]
    not_places: frozenset[str]

    def mentions(self, text: str) -> list[Mention]:
        """All mentions of a plain paragraph, in order, none overlapping."""
        known = [(m.start(), m.end(), self.names[m[0]]) for m in self.pattern.finditer(text)]
        unknown = [span for span in self._unknown(text) if not _overlaps(span, known)]
        spans = [span for span in sorted([*known, *unknown]) if self._is_place(text, *span[:2])]
        return _narrowed([self._mention(text, *span) for span in spans])

    def _is_place(self, text: str, start: int, end: int) -> bool:
        word = text[start:end]
        if word in ("全国", "我国", "中国"):
            return not text.startswith(self.national_titles, end)
        if word in ("东部", "中部", "西部"):
            return not text.startswith("门", end)
        return True

    def _mention(self, text: str, start: int, end: int, name: str) -> Mention:
        body = _ASSOCIATION.match(text, end)
        stop = body.end() if body and text[start:end] not in ("全国", "我国", "中国") else end
        return Mention(start, stop, name, _standing(text, start, stop, is_body=stop > end))

    def _unknown(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Names that only their ending gives away: a few characters before 省, 市, 县, 区, 州, 旗."""
        previous = 0
        for ending in _ENDING.finditer(text):
            stop = ending.end()
            window = max(previous, ending.start() - 14)
            reach = _NAME_BEFORE.search(text[window : ending.start()])
            start = window + reach.start() if reach else ending.start()
            for cut in _CUT.finditer(text, start, ending.start()):
                start = cut.end()
            word = text[start:stop]
            if self._looks_like_a_name(word, ending.start() - start, ending[0]) and self._ends_here(text, stop):
                previous = stop
                yield start, stop, word

    def _ends_here(self, text: str, stop: int) -> bool:
        return text[stop : stop + 1] not in _NOT_AFTER_A_PLACE or not text[stop : stop + 1]

    def _looks_like_a_name(self, word: str, stem: int, suffix: str) -> bool:
        if word in self.not_places or word.endswith(_NO_PLACE_ENDINGS) or word.endswith("地区"):
            return False
        if not 1 <= stem <= (12 if suffix.startswith("自治") else 4):
            return False
        if stem == 1 and word not in _ONE_CHARACTER_COUNTIES:
            return suffix == "县" and word[0] not in "全各本该我多两三四五六七八九一十辖属邻跨外分每几数大小强贫示试边山农老新旧县市区州地"
        return word[0] not in "全各本该我每多两几数"


_NO_PLACE_ENDINGS = (
    "社区", "园区", "牧区", "景区", "城区", "小区", "辖区", "校区", "展区", "片区", "灾区", "林区", "农区", "山区", "厂区", "矿区",
    "街区", "专区", "分区", "功能区", "开发区", "示范区", "保护区", "体验区", "互动区", "咨询区", "城市", "超市", "夜市", "集市", "股市", "门市",
    "示范县", "试点县", "试点市", "各地州", "地州市", "县市区", "市辖区", "市区", "郊区", "库区", "试验区", "实验区", "新区", "特区",
    "高新区", "服务区", "活动区", "生活区", "居民区", "工业区", "居住区", "教学区", "各县", "各市", "各区", "全县", "全市", "全区", "全州", "全省",
)  # fmt: skip
_ONE_CHARACTER_COUNTIES = frozenset({"沙县", "甲县", "乙县", "丙县", "丁县", "甲市", "乙市", "丙市", "甲州", "乙州", "辽县", "成县", "徽县", "礼县", "康县", "文县", "岷县", "漳县", "莒县", "单县", "滑县"})


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
        return isinstance(other, _Held) and other.lexicon is self.lexicon and other.catalog.version == self.catalog.version


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
    names.setdefault("自治区", "新疆")
    names.setdefault("全国", "全国")
    return Gazetteer(
        re.compile(trie(names)),
        names,
        tuple(held.lexicon.lists["national_title"]),
        held.lexicon.lists["not_place"],
    )


_OPENING = re.compile(r"(?:^|[。！？；;\n,，:：)）】　 ]|其中|此外|期间|今年|年来|\d年度?|[日月底末]|截至目前)$")


def _standing(text: str, start: int, end: int, *, is_body: bool) -> Standing:
    before = text[max(0, start - 6) : start]
    if _LOCATION_BEFORE.search(before):
        return Standing.LOCATION if _EVENT_AFTER.match(text, end, end + 40) else Standing.PASSING
    if before.endswith(("由", "从", "据")) and is_body:
        return Standing.SUBJECT
    if (start == 0 or _OPENING.search(before)) and not _NO_SUBJECT_AFTER.match(text, end):
        return Standing.SUBJECT
    return Standing.PASSING


def _narrowed(mentions: list[Mention]) -> list[Mention]:
    """塔城地区额敏县: the smaller place takes over what the larger one claims."""
    for index in range(1, len(mentions)):
        larger, smaller = mentions[index - 1], mentions[index]
        if larger.end == smaller.start and larger.standing > smaller.standing:
            mentions[index] = replace(smaller, standing=larger.standing)
            mentions[index - 1] = replace(larger, standing=Standing.PASSING)
    return mentions


def _overlaps(span: tuple[int, int, str], others: Iterable[tuple[int, int, str]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in others)
