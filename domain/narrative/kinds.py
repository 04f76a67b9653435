"""What a figure states about its noun (level, part, share, change, rate, target) and what its time means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.narrative.lexicon import Lexicon
from domain.narrative.token import Token
from domain.period import PeriodSpan, PeriodType
from domain.statement import Kind

_PART = re.compile(
    r"(?:^|[，,。；;(（、：:])\s*其中|^[（(](?!全年|累计|去年|上年|同比|环比|本月|上月|约|不含|[^）)]{0,4}[）)])"
)
_CALLED_IN = re.compile(r"(?:组织|动员|发动|邀请|带领|召集)$")
_CAME = re.compile(r"发言|参会|参展|到会|参赛|(?:单位|部门|企业|机构|学会)参[加与]")
_POINTS = ("个百分点", "百分点", "个点")
_CLAUSE_MARKS = re.compile(r"[，,。；;！!？?\n]")
_NEAR, _NOUN, _SENTENCE, _LONG = 28, 16, 60, 120  # characters: how far words still speak of the number


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words around a number: of its clause before it, of the sentence so far, and right after it."""

    before: str
    sentence: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The time a number is about: its span and the last relative word (this_month, this_year) before it."""

    span: PeriodSpan | None
    word: str
    is_open: bool = False  # only the title says when, and the document counts both ways
    is_compared: bool = False  # 去年同期: as long as what it is compared with

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.span is not None and len(self.span.text) == len("2022-09-16")


def clause_of(sentence: str) -> str:
    """What stands before the number since the last comma or full stop, dates included."""
    return _CLAUSE_MARKS.split(sentence)[-1]


def kind_of(token: Token, words: Surroundings, lexicon: Lexicon) -> Kind:
    """The kind, from the words around the number."""
    near = words.before[-_NEAR:]
    if _is_target(near, words, lexicon):
        return Kind.TARGET
    if lexicon.finds("rate", near):
        return Kind.RATE
    if _is_change(token, near, words, lexicon):
        return Kind.CHANGE
    if token.unit_class == "percent":
        return Kind.SHARE
    if lexicon.finds("forecast", near):
        return Kind.FORECAST
    if words.after.startswith(("占", "，占", ",占")):
        return Kind.PART
    return Kind.CUMULATIVE if lexicon.finds("cumulative", words.sentence[-_LONG:]) else Kind.LEVEL


def _is_target(near: str, words: Surroundings, lexicon: Lexicon) -> bool:
    if lexicon.finds("planned_act", clause_of(words.sentence)):
        return True
    if lexicon.finds("target", near) or words.after.startswith(("的目标", "目标")):
        return True
    return lexicon.finds("planned_year", words.sentence[-_SENTENCE:])


def _is_change(token: Token, near: str, words: Surroundings, lexicon: Lexicon) -> bool:
    if token.unit in _POINTS or token.unit_class == "multiple":
        return True
    if lexicon.finds("more_than_before", clause_of(words.sentence)):
        return True
    if lexicon.finds("change", near) and not near.endswith("新增"):
        return True
    return lexicon.finds("change_list", words.sentence[-_SENTENCE:])


def opens_part(between: str) -> bool:
    """Whether the words since the last number say that what follows is part of it."""
    return _PART.search(between) is not None


def period_type_of(
    kind: Kind, moment: Moment, token: Token, words: Surroundings, lexicon: Lexicon
) -> PeriodType | None:
    """What the time of the figure means; None when nothing says it."""
    if kind in (Kind.TARGET, Kind.FORECAST):
        return PeriodType.TARGET
    if _takes_part(token, words, lexicon):
        return PeriodType.EVENT
    if _is_stock(token, words, lexicon):
        return PeriodType.STOCK
    if lexicon.finds("across_years", words.sentence[-_LONG:]):
        return None
    if moment.is_compared:
        return _as_compared(moment, words, lexicon)
    if kind is not Kind.CUMULATIVE and (moment.is_day or lexicon.finds("event", words.sentence[-_SENTENCE:])):
        return PeriodType.EVENT
    if moment.word in ("this_month", "last_month"):
        return PeriodType.MONTH
    if kind is Kind.CUMULATIVE or moment.word in ("this_year", "half", "this_quarter"):
        return _sum_since_january(moment, words, lexicon)
    if moment.span is None:
        return None
    if moment.span.is_month:
        return None if moment.is_open else PeriodType.MONTH
    return PeriodType.YTD if moment.span.begins_in_january else None


def _as_compared(moment: Moment, words: Surroundings, lexicon: Lexicon) -> PeriodType | None:
    """去年同期 means the month, or the year until then, as what stands before it does."""
    if moment.span is None or moment.is_open:
        return None
    if moment.span.is_month:
        return None if lexicon.finds("cumulative", words.sentence[-_LONG:]) else PeriodType.MONTH
    return PeriodType.YTD if moment.span.begins_in_january else None


def _sum_since_january(moment: Moment, words: Surroundings, lexicon: Lexicon) -> PeriodType | None:
    """累计 is a sum since January unless its sentence names one month, another beginning or a part of the year."""
    sentence = words.sentence[-_LONG:]
    if lexicon.finds("since_its_beginning", sentence):
        return None
    span = moment.span
    if span is not None and not span.is_month and not moment.is_day and not span.begins_in_january:
        return None
    is_month = span is not None and span.is_month and moment.word == ""
    may_be_the_month = is_month and lexicon.finds("month_alone", sentence) and not lexicon.finds("up_to", sentence)
    return None if may_be_the_month else PeriodType.YTD


def _takes_part(token: Token, words: Surroundings, lexicon: Lexicon) -> bool:
    """组织117个乡村科普馆: so many took part, which is not how many there are."""
    if token.unit_class not in ("count", "entries"):
        return False
    if _CAME.search(words.after):
        return True
    return _CALLED_IN.search(words.before) is not None and lexicon.finds("stock_noun", words.after[:_NOUN])


def _is_stock(token: Token, words: Surroundings, lexicon: Lexicon) -> bool:
    if token.unit_class not in ("count", "persons") and token.unit != "个":
        return False
    behind = words.after[:_NOUN]
    noun = behind if lexicon.finds("stock_noun", behind) else words.before[-_NOUN:]
    if not lexicon.finds("stock_noun", noun) or lexicon.finds("award", words.sentence[-_SENTENCE:]):
        return False
    if lexicon.finds("stock_verb", words.before):
        return True
    return token.unit_class != "persons" and not lexicon.finds("made", words.before)
