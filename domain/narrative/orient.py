"""What a document as a whole is: who reports in it, and about which time. Its title first, then its first lines."""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon
from domain.narrative.place import AUTONOMOUS_REGION, HOME, Gazetteer, Mention, Standing
from domain.narrative.prepared import Prepared
from domain.narrative.scan import scan
from domain.narrative.when import Clock, is_own_year
from domain.period import Month, PeriodSpan

_LAST_LINES = 4  # paragraphs that may be the signature
_FIRST_LINES = 12  # paragraphs that may say whose document it is, and of when
_NATIONAL = re.compile(r"全国学会|全国科普|中央企业|国家级|我国|各省|中国科协")
_UNIVERSITY = re.compile(r"(?:^|[，,。：:])([一-龥]{2,8}大学)(?!生)")
_WIDE = frozenset({"全国", HOME, AUTONOMOUS_REGION})
_LONG = 4000  # characters


def body_of(prepared: list[Prepared], title: str, places: Gazetteer) -> str | None:
    """The body a document is from: by title, by subject, by signature, by the place of its event."""
    mentions = [mention for paragraph in prepared[:_FIRST_LINES] for mention in paragraph.mentions]
    named = places.mentions(title) if title else []
    body = _strongest(named) or _subject(mentions) or _signature(prepared) or _strongest(mentions)
    body = body or _named_in_heading(prepared)
    if body is None:
        return "全国" if _is_national(prepared[:_FIRST_LINES]) else _university(prepared)
    return HOME if body == AUTONOMOUS_REGION else body


def set_clock(clock: Clock, prepared: list[Prepared], title: str, lexicon: Lexicon, month: Month | None) -> None:
    """Tell the clock the document's period and what 今年 and 本月 mean in it.

    `month` is the month the submission is about; it dates what the text itself leaves undated.
    """
    clock.speaks_of_year = any(map(_counts_since_january, prepared))
    for token in scan(title, lexicon) if title else ():
        clock.hear(token, title, lexicon, is_heading=True)
    for paragraph in prepared[:_FIRST_LINES]:
        for token in paragraph.tokens if paragraph.is_heading else ():
            if token.date is not None and token.date.year is not None:
                clock.hear(token, paragraph.text, lexicon, is_heading=True)
    if clock.year is None:
        clock.year = _year_of(prepared)
    if clock.year is None and month is not None:
        clock.year, clock.month = month.year, clock.month or month.number
    if clock.document is None:
        _date_by_name(clock, prepared, lexicon)


def _counts_since_january(paragraph: Prepared) -> bool:
    """Whether the paragraph gives sums of the year: 今年以来, 累计, 1—11月."""
    if "累计" in paragraph.text or any(word.kind == "this_year" for word in paragraph.words):
        return True
    dates = (token.date for token in paragraph.tokens if token.date is not None)
    return any(date.first == 1 and date.last is not None and date.last > 1 for date in dates)


def _date_by_name(clock: Clock, prepared: list[Prepared], lexicon: Lexicon) -> None:
    """首个全国科普月 can only be one month."""
    for named in lexicon.named_periods:
        is_named = any(named.wording in paragraph.text for paragraph in prepared[:_FIRST_LINES])
        if named.span == named.end and is_named:
            clock.document = PeriodSpan(named.span)
            clock.year = clock.year or int(named.span[:4])
            return


def _university(prepared: list[Prepared]) -> str | None:
    """A university is the body of a text that names no place."""
    for paragraph in prepared[:_FIRST_LINES]:
        if (named := _UNIVERSITY.search(paragraph.text)) is not None:
            return named[1]
    return None


def _is_national(paragraphs: list[Prepared]) -> bool:
    """Whether a text that names no place speaks of national bodies throughout; one 全国科普日 does not make it so."""
    found = {word[0] for paragraph in paragraphs for word in _NATIONAL.finditer(paragraph.text[:_LONG])}
    return len(found) >= len(("全国", "中央企业", "国家级"))


def _year_of(prepared: list[Prepared]) -> int | None:
    """The year of the first full date, else the first year that is not only compared with or begun in."""
    full: list[int] = []
    alone: list[int] = []
    for paragraph in prepared:
        for token in paragraph.tokens:
            if token.date is None or token.date.year is None:
                continue
            if token.date.first is not None:
                full.append(token.date.year)
            elif is_own_year(token, paragraph.text):
                alone.append(token.date.year)
    return next(iter(full or alone), None)


def _subject(mentions: list[Mention]) -> str | None:
    return next((mention.name for mention in mentions if mention.standing is Standing.SUBJECT), None)


def _signature(prepared: list[Prepared]) -> str | None:
    """The body that signs: one of the last lines, and nothing else in it."""
    for paragraph in prepared[-_LAST_LINES:]:
        for mention in paragraph.mentions:
            if mention.start == 0 and mention.end >= len(paragraph.text.strip()):
                return mention.name
    return None


def _strongest(mentions: list[Mention]) -> str | None:
    for standing in (Standing.SUBJECT, Standing.LOCATION):
        for mention in mentions:
            if mention.standing is standing:
                return mention.name
    return None


def _named_in_heading(prepared: list[Prepared]) -> str | None:
    """The place a headline names, whatever it says of it: 科普大篷车开进和静县."""
    for paragraph in prepared[:_FIRST_LINES]:
        for mention in paragraph.mentions if paragraph.is_heading else ():
            if mention.name not in _WIDE:
                return mention.name
    return None
