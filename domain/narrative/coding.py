"""A statement of prose → the indicator and the attributes its wording names: resolved, ambiguous or unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.catalog import Catalog, Dimension
from domain.names import Ambiguous, Resolved, Unknown, resolve_region
from domain.narrative.lexicon import IndicatorPattern, Lexicon, trie
from domain.statement import Kind, Statement

_CAMPAIGNS = (
    (re.compile(r"科普日(?!报)|科普月(?![报刊度])"), "ACT.SCIDAY"),
    (re.compile(r"科技活动周|科技周|科普活动周"), "ACT.SCIWEEK"),
    (re.compile(r"科技之冬"), "ACT.WINTER"),
    (re.compile(r"三下乡"), "ACT.SANXIAXIANG"),
)
_REACHED = re.compile(r"覆盖|辐射|惠及")
_QUOTED = re.compile(r"“[^“”]*”")
_COUNTED_WITH_ALL = ("ACT.SANXIAXIANG.PARTICIPANTS",)
"""Activities whose people the catalogue counts only in the total."""
_BRAND = re.compile(
    r"[“「]([^”」]{2,20})[”」](?:系列|主题|专题|专项|品牌|科普|科技)*(?:培训|讲座|活动|宣讲|展览|竞赛|比赛|大赛|报告会|课堂)"
)
_BRAND_REACH = 60  # characters before a figure of people in which its sessions stand
_RELATIVE = (Kind.CHANGE, Kind.RATE)


@dataclass(frozen=True, slots=True)
class ProseCoding:
    """What a figure of prose means. Attributes are many-valued and never part of a key."""

    indicator: Resolved | Ambiguous | Unknown
    audiences: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    channel: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    near: str
    sentence: str
    passage: str


def code_statement(statement: Statement, catalog: Catalog, lexicon: Lexicon) -> ProseCoding:
    """Resolve the indicator of a figure and collect the audiences, programmes, channel and venue its words name."""
    if statement.quantity is None:
        return ProseCoding(Unknown())
    words = _words(statement)
    around = f"{words.sentence[-80:]}{statement.around[2]}"
    known = _attributes(catalog)
    channels, venues = _named(around, known.channels), _named(words.near, known.venues)
    return ProseCoding(
        indicator=_indicator(statement, words, catalog, lexicon),
        audiences=_named(around, known.audiences),
        programmes=_named(words.passage[-200:], known.programmes),
        channel=channels[0] if len(channels) == 1 else None,
        venue=venues[0] if len(venues) == 1 else None,
    )


def indicator_of(statement: Statement, catalog: Catalog, lexicon: Lexicon) -> Resolved | Ambiguous | Unknown:
    """The indicator of a figure, without its attributes."""
    return _indicator(statement, _words(statement), catalog, lexicon)


def _words(statement: Statement) -> _Words:
    so_far, before, after = statement.around
    if after and not statement.unit:
        before = _QUOTED.sub("", before)  # “科普+班班通”等五大平台: the names are not what is counted
    return _Words(f"{before}#{after}", _last_sentence(so_far), "｜".join((*statement.context, so_far)))


def region_of(org: str, catalog: Catalog, submitter_code: str | None = None) -> Resolved | Ambiguous | Unknown:
    """The place a reporting body stands for."""
    if org == "新疆":
        return Resolved("650000", "wording")
    return resolve_region(org, catalog, submitter_code=submitter_code, role="text")


def _last_sentence(so_far: str) -> str:
    cut = max(so_far.rfind(mark) for mark in "。！？；;\n")
    return so_far[cut + 1 :]


def _indicator(
    statement: Statement, words: _Words, catalog: Catalog, lexicon: Lexicon
) -> Resolved | Ambiguous | Unknown:
    unit_class = lexicon.measures.get(statement.unit or "", "count" if statement.raw.endswith("大") else "")
    if statement.kind in _RELATIVE and "人均" not in words.near:
        return Unknown()
    pattern = _first(lexicon, unit_class, words)
    if pattern is not None:
        answer = _of_pattern(pattern, statement.kind, words.near, catalog, lexicon)
    else:
        answer = _of_any_activity(unit_class, words, catalog, lexicon)
    if isinstance(answer, Resolved) and answer.code.startswith("ACT."):
        text = words.near if unit_class == "sessions" else words.sentence[-_BRAND_REACH:]
        return Ambiguous((answer.code,)) if _is_of_a_brand(text, pattern) else answer
    return answer


def _is_of_a_brand(text: str, pattern: IndicatorPattern | None) -> bool:
    """“油城科普行”系列活动8场次 counts that series, not all activities; “去极端化”宣讲 is what the pattern means."""
    for brand in _BRAND.finditer(text):
        is_campaign = any(campaign.search(brand[1]) for campaign, _ in _CAMPAIGNS)
        is_meant = pattern is not None and any(
            expression is not None and expression.search(brand[1]) for expression in (pattern.near, pattern.context)
        )
        if not is_campaign and not is_meant:
            return True
    return False


def _of_pattern(
    pattern: IndicatorPattern, kind: Kind, near: str, catalog: Catalog, lexicon: Lexicon
) -> Resolved | Ambiguous | Unknown:
    is_planned_rate = kind is Kind.TARGET and pattern.codes == ("LIT.RATE",)
    answer = _answer(("LIT.TARGET",) if is_planned_rate else pattern.codes, catalog)
    if isinstance(answer, Resolved) and catalog.indicators[answer.code].measure_type == "stock":
        return _if_it_stands(answer, pattern, kind, near, lexicon)
    return answer


def _of_any_activity(
    unit_class: str, words: _Words, catalog: Catalog, lexicon: Lexicon
) -> Resolved | Ambiguous | Unknown:
    if unit_class in ("persons", "person_times"):
        return _answer(_attendance(words, catalog, lexicon), catalog)
    if unit_class == "sessions":
        return _answer(_activity(words, lexicon), catalog)
    return Unknown()


def _answer(codes: tuple[str, ...], catalog: Catalog) -> Resolved | Ambiguous | Unknown:
    known = tuple(code for code in codes if code in catalog.indicators)
    if len(known) == 1:
        return Resolved(known[0], "context")
    return Ambiguous(known) if known else Unknown()


def _if_it_stands(
    stock: Resolved, pattern: IndicatorPattern, kind: Kind, near: str, lexicon: Lexicon
) -> Resolved | Ambiguous | Unknown:
    """The stock, unless the figure counts what was added (新增基地3个) or what belongs to it (科技馆开课12门)."""
    is_added = lexicon.finds("newly", near) or (kind is Kind.TARGET and lexicon.finds("to_be_made", near))
    if is_added:
        return Ambiguous((stock.code,))
    return stock if _is_head(pattern, near, lexicon) else Unknown()


def _is_head(pattern: IndicatorPattern, near: str, lexicon: Lexicon) -> bool:
    """Whether the noun that the pattern knows is what is counted: next to the number but for words that say nothing."""
    if pattern.near is None:
        return True
    number = near.find("#")
    for noun in pattern.near.finditer(near):
        if noun.start() <= number < noun.end():
            return True
        if noun.end() <= number and lexicon.expressions["only_counts"].fullmatch(near, noun.end(), number):
            return True
        if noun.start() > number and not lexicon.expressions["acts"].search(near, number, noun.start()):
            return True
    return False


def _first(lexicon: Lexicon, unit_class: str, words: _Words) -> IndicatorPattern | None:
    for pattern in lexicon.patterns_of_class.get(unit_class, ()):
        if pattern.near is not None and pattern.near.search(words.near) is None:
            continue
        if pattern.context is not None and pattern.context.search(words.sentence) is None:
            continue
        if pattern.passage is not None and pattern.passage.search(words.passage) is None:
            continue
        if pattern.not_near is not None and pattern.not_near.search(words.near) is not None:
            continue
        if pattern.not_context is not None and pattern.not_context.search(words.sentence) is not None:
            continue
        return pattern
    return None


def _campaign(words: _Words) -> str | None:
    """The one campaign the passage is about; several are a programme list and decide nothing."""
    for text in (words.sentence, words.passage):
        found = [stem for pattern, stem in _CAMPAIGNS if pattern.search(text)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _attendance(words: _Words, catalog: Catalog, lexicon: Lexicon) -> tuple[str, ...]:
    """People at something: the partner of the one kind of session in the sentence, the campaign, or all activities."""
    if not lexicon.finds("attended", words.near) or lexicon.finds("supply", words.near):
        return ()
    if lexicon.finds("meeting", words.sentence[-40:]):
        return ()
    sessions = _sessions_in(words, lexicon)
    if len(sessions) == 1 and not _REACHED.search(words.near):
        partner = next(iter(sessions)).replace(".SESSIONS", ".PARTICIPANTS")
        if partner in catalog.indicators:
            return (partner,)
        if partner not in _COUNTED_WITH_ALL:
            return ()
    campaign = _campaign(words)
    if campaign is not None and f"{campaign}.PARTICIPANTS" in catalog.indicators and len(sessions) <= 1:
        return (f"{campaign}.PARTICIPANTS",)
    if _REACHED.search(words.near):
        code = "ACT.OUTREACH.PEOPLE"
    elif lexicon.finds("taking_part", words.near):
        code = "ACT.ALL.PARTICIPANTS"
    else:
        return ()
    return (code,) if sessions else _colliding(code, words, catalog)


def _colliding(code: str, words: _Words, catalog: Catalog) -> tuple[str, ...]:
    """The indicators that the wording may mean when no session stands beside it (受益群众: of what?)."""
    for wording, candidates in catalog.indicator_collisions.items():
        if code in candidates and wording in words.near:
            return candidates
    return (code,)


def _sessions_in(surroundings: _Words, lexicon: Lexicon) -> set[str]:
    """The indicators of the session figures earlier in the sentence."""
    found: set[str] = set()
    for match in lexicon.expressions["sessions_before"].finditer(surroundings.sentence[-200:]):
        words = _Words(f"{match[1]}#", match[1], surroundings.passage)
        pattern = _first(lexicon, "sessions", words)
        codes = pattern.codes if pattern is not None else _activity(words, lexicon)
        found.update(codes[:1])
    return found


def _activity(words: _Words, lexicon: Lexicon) -> tuple[str, ...]:
    """Sessions of no special kind: the campaign they belong to, publicity, or all activities."""
    if lexicon.finds("publicity", words.near):
        return ("ACT.PUBLICITY.SESSIONS",)
    campaign = _campaign(words)
    if campaign is not None and lexicon.finds("any_activity", words.near):
        return (f"{campaign}.SESSIONS",)
    return ("ACT.ALL.SESSIONS",) if lexicon.finds("any_activity", words.near) else ()


@dataclass(frozen=True)
class _Members:
    pattern: re.Pattern[str]
    codes: Mapping[str, str]


_NOT_WORDINGS = frozenset({"其他", "网站", "家庭", "企业", "女", "常规", "居民", "展板", "手册"})


@dataclass(frozen=True)
class _Attributes:
    audiences: _Members
    programmes: _Members
    channels: _Members
    venues: _Members


def _attributes(catalog: Catalog) -> _Attributes:
    return _compiled(catalog.version, _Key(catalog))


class _Key:
    """A catalogue that is the same as another one when its audiences are; its version alone may be empty in tests."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return len(self.catalog.audiences)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key):
            return NotImplemented
        if other.catalog is self.catalog:
            return True
        return other.catalog.version == self.catalog.version and other.catalog.audiences == self.catalog.audiences


@lru_cache(maxsize=8)
def _compiled(_version: str, key: _Key) -> _Attributes:
    catalog = key.catalog
    dimensions = (catalog.audiences, catalog.programmes, catalog.channels, catalog.venue_types)
    return _Attributes(*map(_members_of, dimensions))


def _members_of(members: Mapping[str, Dimension]) -> _Members:
    codes: dict[str, str] = {}
    for code, member in members.items():
        for wording in (member.name_zh, *member.wordings):
            if len(wording) >= 2 and wording not in _NOT_WORDINGS:
                codes.setdefault(wording, code)
    return _Members(re.compile(trie(codes)), codes)


def _named(text: str, members: _Members) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(members.codes.__getitem__, members.pattern.findall(text))))
