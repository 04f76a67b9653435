"""Which time each number is about: dates and time words of a paragraph, carried from clause to clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.narrative.lexicon import Lexicon
from domain.narrative.token import Token
from domain.period import Month, PeriodParts, PeriodSpan
from domain.statement import TokenClass

_WORDS = re.compile(
    r"(?P<this_month>本月|当月|这个月)|(?P<last_month>上月|上个月)|(?P<next_month>下月|下个月)|(?P<this_quarter>本季度?)|(?P<next_year>明年|来年|次年|下年度|下一年度?)|(?P<this_year>今年以来|年初以来|今年|全年|本年度?|当年|年内)"
    r"|(?P<last_year>去年|上年|上一年)|(?P<half>上半年|下半年)|(?P<years_since>[一二两三四五六七八九十]年来|\d{1,2}年来)"
)
_COMPARED = re.compile(r"(?:比|较|相比|相较于?|超过)(?:于)?(?:截至)?$")
_FOUNDED = re.compile(r"(?:诞生于|成立于|始于|建于|创办于|启动于|创建于|自|从)$")
_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_ONCE_AFTER = re.compile(r"的?(?:约|近)?\d")
_SINCE = re.compile(r"[^，,。；]{0,20}以来")
_ONE_DATE = 40  # characters within which a day and a year belong together


@dataclass(frozen=True, slots=True)
class TimeWord:
    """本月, 今年以来, 三年来: a time that only the surroundings date."""

    start: int
    end: int
    kind: str
    text: str


def _is_published(token: Token, before: str, text: str, lexicon: Lexicon, *, is_heading: bool) -> bool:
    if lexicon.finds("published_before", before):
        return True
    after = lexicon.expressions["published_after"]
    return not is_heading and after.match(text, token.end, token.end + _ONE_DATE) is not None


def _is_bracketed(text: str, position: int) -> bool:
    """Whether a bracket is open: （全年4.8万份） says nothing of what follows it."""
    before = text[max(0, position - 20) : position]
    return max(before.rfind("("), before.rfind("（")) > max(before.rfind(")"), before.rfind("）"))


def is_own_year(token: Token, text: str) -> bool:
    """Whether a year is the text's own time, and not one it only compares with or says something began in."""
    before = text[max(0, token.start - 6) : token.start]
    return not (_COMPARED.search(before) or _FOUNDED.search(before) or text.startswith("以来", token.end))


def time_words(text: str) -> list[TimeWord]:
    """The relative time words of a plain paragraph, in order."""
    return [TimeWord(m.start(), m.end(), m.lastgroup or "", m[0]) for m in _WORDS.finditer(text)]


@dataclass(slots=True)
class Clock:
    """What time it is in a document: its own period, the paragraph's, the sentence's, and one number's."""

    document: PeriodSpan | None = None
    is_titled: bool = False
    year: int | None = None  # what 今年 means
    month: int | None = None  # what 本月 means
    paragraph: PeriodSpan | None = None
    sentence: PeriodSpan | None = None
    once: PeriodSpan | None = None
    word: str = ""  # the last relative word: this_month, this_year
    founded: int | None = None
    pending: PeriodParts | None = None  # a month whose year is not yet known
    pending_at: int = 0
    day_at: int | None = None  # where a day without a year stands in the paragraph
    speaks_of_year: bool = False  # whether the document gives year-to-date figures somewhere
    a_year_before: PeriodSpan | None = None  # the time of 去年同期, while it is spoken of
    published: PeriodSpan | None = None  # the month of a news item that names no other time

    def begin_paragraph(self) -> None:
        """Forget what only the last paragraph said."""
        self.paragraph = self.sentence = self.once = self.pending = self.day_at = self.a_year_before = None
        self.word = ""

    def begin_sentence(self) -> None:
        """Forget what only the last sentence said."""
        self.sentence = None

    @property
    def now(self) -> PeriodSpan | None:
        """The period a number is about here."""
        return self.once or self.sentence or self.paragraph or self.document or self.published

    @property
    def is_compared(self) -> bool:
        """Whether 去年同期 is spoken of."""
        return self.once is None and self.sentence is not None and self.sentence is self.a_year_before

    @property
    def is_open(self) -> bool:
        """Whether only the title dates a number, in a document that also counts since January: it may be either."""
        is_undated = self.sentence is None or self.is_compared
        is_only_titled = self.once is None and is_undated and self.paragraph is None and not self.word
        return is_only_titled and self.speaks_of_year

    def hear(self, token: Token, text: str, lexicon: Lexicon, *, is_heading: bool) -> None:
        """Take note of a date or a named period."""
        if token.token_class is TokenClass.PLAN_PERIOD:
            self._named(token, text, lexicon)
        elif token.date is not None:
            self._date(token, token.date, text, lexicon, is_heading=is_heading)

    def _named(self, token: Token, text: str, lexicon: Lexicon) -> None:
        for named in lexicon.named_periods:
            if named.wording == token.named:
                after = text[token.end : token.end + 3].lstrip('”"」')
                self.sentence = PeriodSpan(named.end if after.startswith(("末", "期末", "规划末")) else named.span)
                return

    def _date(self, token: Token, parts: PeriodParts, text: str, lexicon: Lexicon, *, is_heading: bool) -> None:
        before = text[max(0, token.start - 6) : token.start]
        if before.endswith("去年") and self.year is not None and parts.year is None:
            return
        if _COMPARED.search(before):
            if _ONCE_AFTER.match(text, token.end):
                self.once = parts.span(self.year)
            return
        is_alone = before.endswith(("(", "（")) and text.startswith((")", "）"), token.end)
        if (is_alone and parts.day is not None) or _is_published(token, before, text, lexicon, is_heading=is_heading):
            self._published(parts)
            return
        if before.endswith(("自", "从")) and _SINCE.match(text, token.end):
            return
        if parts.year is not None and parts.first is None and self._is_founding(token, parts.year, text, lexicon):
            self.founded = parts.year
            return
        self._set(token, parts, is_heading=is_heading)

    def _is_founding(self, token: Token, year: int, text: str, lexicon: Lexicon) -> bool:
        """诞生于2018年, 2018年成立, 2018年以来: a beginning, not the time the figures are about."""
        before = text[max(0, token.start - 6) : token.start]
        if text.startswith("以来", token.end):
            return year < (self.year or year)
        if _FOUNDED.search(before) and not before.endswith(("截至", "至")):
            return True
        return lexicon.expressions["founded_after"].match(text, token.end, token.end + 12) is not None

    def _published(self, parts: PeriodParts) -> None:
        if parts.year is not None and self.year is None:
            self.year = parts.year
        if parts.year is not None and parts.first is not None:
            self.published = self.published or PeriodSpan(f"{parts.year}-{parts.first:02d}")
        if self.month is None:
            self.month = parts.first

    def _set(self, token: Token, parts: PeriodParts, *, is_heading: bool) -> None:
        if parts.year is None and self.year is None:
            self.pending, self.pending_at = parts, token.start
            self.month = self.month or parts.first
            return
        is_year_alone = parts.year is not None and parts.first is None
        if is_year_alone and self.pending is not None and token.start - self.pending_at < _ONE_DATE:
            parts = PeriodParts(parts.year, None, self.pending.first, self.pending.last, self.pending.day)
        span = parts.span(self.year)
        if span is None or self._is_in_a_name(token, parts, span):
            return
        if parts.year is None and parts.day is not None:
            self.day_at = token.start
        self.pending, self.sentence, self.word = None, None, ""
        self._remember(span, parts, is_heading=is_heading)

    def _is_in_a_name(self, token: Token, parts: PeriodParts, span: PeriodSpan) -> bool:
        """5月20日，奎屯市2023年科技活动周开幕: the year only completes the day."""
        is_near = self.day_at is not None and 0 < token.start - self.day_at < _ONE_DATE
        return is_near and parts.first is None and self.paragraph is not None and self.paragraph.text[:4] == span.text

    def _remember(self, span: PeriodSpan, parts: PeriodParts, *, is_heading: bool) -> None:
        if parts.year is not None and (self.year is None or (not self.is_titled and parts.last_year is None)):
            self.year = parts.year
        if is_heading and not self.is_titled:
            self.document, self.is_titled = span, True
            self.month = parts.last if parts.first is not None else None
            return
        self.once = None
        if self.is_titled and self._is_later_than_title(span):
            self.sentence = span  # 计划12月举办: a time to come is spoken of once
            return
        self.document = self.document or span
        if not is_heading:
            self.paragraph = span

    def _is_later_than_title(self, span: PeriodSpan) -> bool:
        """Whether a span ends after the month that the document is titled with."""
        if self.document is None or len(self.document.text) <= len("2022"):
            return False
        titled, spoken = self.document.last_month, span.last_month
        return titled is not None and spoken is not None and spoken > titled

    def hear_word(self, word: TimeWord, text: str) -> None:
        """Take note of 本月, 今年, 去年, 三年来."""
        before = text[max(0, word.start - 2) : word.start]
        is_compared = before.endswith(("比", "较", "于", "同"))
        if word.kind in ("last_year", "last_month") and is_compared:
            return
        if word.kind == "last_year" and text.startswith(("同期", "同月"), word.end):
            self.sentence = self._a_year_before()
            self.a_year_before = self.sentence
            return
        if word.kind in ("next_year", "next_month"):
            self.sentence = self._to_come(word.kind)
            return
        span: PeriodSpan | None = None
        if word.kind == "this_month" and self.year and self.month:
            span = PeriodSpan(f"{self.year}-{self.month:02d}")
        elif word.kind == "last_month" and self.year and self.month:
            span = PeriodSpan(str(Month(self.year, self.month).previous))
        elif word.kind == "this_year":
            span = self._this_year(word)
        elif word.kind == "last_year" and self.year:
            span = PeriodSpan(str(self.year - 1))
        elif word.kind == "this_quarter" and self.year and self.month:
            first = 3 * ((self.month - 1) // 3) + 1
            span = PeriodParts(self.year, None, first, first + 2, is_quarter=True).span()
        elif word.kind == "half" and self.year:
            span = PeriodParts(self.year, None, *((1, 6) if word.text == "上半年" else (7, 12))).span()
        elif word.kind == "years_since" and self.founded:
            number = word.text.removesuffix("年来")
            count = int(number) if number.isdecimal() else _HAN.get(number, 0)
            span = PeriodSpan(f"{self.founded}-{self.founded + count}")
        if _is_bracketed(text, word.start):
            self.once = span or self.once
            return
        self.word = word.kind
        if span is not None:
            self.paragraph, self.once, self.sentence = span, None, None

    def _a_year_before(self) -> PeriodSpan | None:
        """去年同期: the span that is spoken of, one year earlier; None where that is not known."""
        now = self.paragraph or self.document
        if now is None:
            return PeriodSpan(str(self.year - 1)) if self.year else None
        return PeriodSpan(re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), now.text))

    def _to_come(self, kind: str) -> PeriodSpan | None:
        """明年, 下月: spoken of once, in a plan."""
        if self.year is None or (kind == "next_month" and self.month is None):
            return None
        return PeriodSpan(str(self.year + 1 if kind == "next_year" else Month(self.year, self.month or 12).next))

    def _this_year(self, word: TimeWord) -> PeriodSpan | None:
        if word.text == "当年" and self.paragraph is not None:
            return PeriodSpan(self.paragraph.text[:4])
        return PeriodSpan(str(self.year)) if self.year else None
