"""Prose → statements: every number of every paragraph becomes exactly one Statement."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from domain.catalog import Catalog
from domain.document import Document, Paragraph, ParagraphKind, SourceRef
from domain.narrative.distribute import deal_out
from domain.narrative.kinds import Moment, Surroundings, kind_of, opens_part, period_type_of
from domain.narrative.lexicon import Lexicon
from domain.narrative.nouns import noun_of, verb_of, words_after, words_before
from domain.narrative.place import WHOLE_AREA, Gazetteer, Mention, Reporter, Standing, gazetteer
from domain.narrative.scan import scan
from domain.narrative.text import plain, quotations, sentence_starts
from domain.narrative.token import Token
from domain.narrative.when import Clock, TimeWord, time_words
from domain.period import Month, PeriodSpan, PeriodType
from domain.quantity import Qualifier, Quantity, bounds, quantity_of
from domain.statement import Kind, Origin, Statement, statement_id

_PASSAGE = 240  # characters before a number that its meaning may depend on
_FIRST_LINES = 12  # paragraphs that may say whose document it is, and of when
_ENDED = re.compile(r"[。！？!?；;，,、：:]\s*$")
_INCOMPLETE = re.compile(r"不完全统计|初步统计|粗略统计")
_NATIONAL = re.compile(r"全国学会|全国科普|中央企业|国家级|我国|各省|中国科协")
_LONG = 4000  # characters
_DEALT = re.compile(r"分别|依次")
_HEADLINE = "标题中的数字"


def extract_narrative(
    document: Document, submission_id: str, catalog: Catalog, lexicon: Lexicon, month: Month | None = None
) -> list[Statement]:
    """Read the prose of a document: one Statement for each number token, in reading order.

    Figures carry quantity, unit, kind, noun, reporting body and period; other numbers carry `token_class`. `month` is
    what the document reports for, where that is known: it dates 11月, 今年 and 本月 of a document that names no year.
    """
    reader = _Reader(document, submission_id, lexicon, gazetteer(catalog, lexicon), month)
    return reader.read()


@dataclass(slots=True)
class _Seen:
    """Figures of the document so far, to recognise a figure that is stated again."""

    by_value: dict[tuple[object, ...], list[tuple[str, str, bool]]] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)  # a headline's figure → the statement in the body

    def again(self, statement: Statement, *, is_heading: bool) -> str | None:
        """The earlier statement of the same figure, if there is one; remembers this one.

        A figure of a headline is the repeat of the one in the body, which says more.
        """
        quantity, noun = statement.quantity, statement.what or ""
        if quantity is None or quantity.value < 20 or len(noun) < 2:
            return None
        known = self.by_value.setdefault((quantity.value, statement.unit, statement.org), [])
        for earlier_noun, identifier, was_heading in known[-8:]:
            if was_heading and not is_heading:
                self.headlines.setdefault(identifier, statement.statement_id)
            elif _is_same_noun(noun, earlier_noun):
                return identifier
        known.append((noun, statement.statement_id, is_heading))
        return None


def _is_same_noun(one: str, other: str) -> bool:
    """Whether two wordings begin or end alike: 乡村科普馆为重点, 乡村科普馆实现互动."""
    return one[:4] == other[:4] or one.endswith(other[-4:]) or other.endswith(one[-4:])


class _Reader:
    """One document, read paragraph by paragraph."""

    def __init__(
        self, document: Document, submission_id: str, lexicon: Lexicon, places: Gazetteer, month: Month | None
    ) -> None:
        self.document = document
        self.month = month
        self.submission_id = submission_id
        self.lexicon = lexicon
        self.places = places
        self.reporter = Reporter()
        self.clock = Clock()
        self.seen = _Seen()
        self.headings: list[str] = []

    def read(self) -> list[Statement]:
        """All statements, in order."""
        prepared = [_Prepared.of(paragraph, self.lexicon, self.places) for paragraph in self.document.paragraphs]
        self._orient(prepared)
        read = [statement for paragraph in prepared for statement in self._paragraph(paragraph)]
        return [self._with_hindsight(statement) if statement.note == _HEADLINE else statement for statement in read]

    def _with_hindsight(self, statement: Statement) -> Statement:
        """A headline's figure is of the time the document then states, and repeats what its body says."""
        body = self.seen.headlines.get(statement.statement_id)
        return replace(
            statement,
            period=statement.period or self.clock.document,
            repeat_of=body or statement.repeat_of,
            note="与正文同一数字" if body else None,
        )

    def _orient(self, prepared: list[_Prepared]) -> None:
        """Who the document as a whole is from, and what year it is: title first, then its first lines."""
        mentions = [m for paragraph in prepared[:_FIRST_LINES] for m in paragraph.mentions]
        title = plain(self.document.title or "", self.lexicon)
        named = self.places.mentions(title) if title else []
        self.reporter.document = _strongest(named) or _strongest(mentions)
        if self.reporter.document is None and _is_national(prepared[:_FIRST_LINES]):
            self.reporter.document = "全国"
        self._orient_year(prepared, title)

    def _orient_year(self, prepared: list[_Prepared], title: str) -> None:
        for token in scan(title, self.lexicon) if title else ():
            self.clock.hear(token, title, self.lexicon, is_heading=True)
        for paragraph in prepared[:_FIRST_LINES]:
            if paragraph.is_heading:
                for token in paragraph.tokens:
                    if token.date is not None and token.date.year is not None:
                        self.clock.hear(token, paragraph.text, self.lexicon, is_heading=True)
        if self.clock.year is None:
            dates = [t.date for paragraph in prepared for t in paragraph.tokens if t.date is not None and t.date.year]
            dated = [date.year for date in dates if date.first is not None] or [date.year for date in dates]
            self.clock.year = dated[0] if dated else None
        if self.clock.year is None and self.month is not None:
            self.clock.year, self.clock.month = self.month.year, self.clock.month or self.month.number
        if self.clock.document is None:
            self._orient_by_name(prepared)

    def _orient_by_name(self, prepared: list[_Prepared]) -> None:
        """首个全国科普月 can only be one month."""
        for named in self.lexicon.named_periods:
            is_named = any(named.wording in paragraph.text for paragraph in prepared[:_FIRST_LINES])
            if named.span == named.end and is_named:
                self.clock.document = PeriodSpan(named.span)
                self.clock.year = self.clock.year or int(named.span[:4])
                return

    def _paragraph(self, paragraph: _Prepared) -> list[Statement]:
        self.clock.begin_paragraph()
        if paragraph.is_heading:
            self._heading(paragraph)
        walk = _Walk(self, paragraph)
        return walk.statements()

    def _heading(self, paragraph: _Prepared) -> None:
        subjects = [m for m in paragraph.mentions if m.standing is Standing.SUBJECT]
        is_name_alone = bool(subjects) and len(paragraph.text.strip()) <= 14
        self.reporter.section = subjects[0].name if subjects and (is_name_alone or self.headings) else None
        self.headings = [*self.headings[-2:], paragraph.paragraph.text.strip()[:80]]


def _is_national(paragraphs: list[_Prepared]) -> bool:
    """Whether a text that names no place speaks of national bodies throughout; one 全国科普日 does not make it so."""
    found = {word[0] for paragraph in paragraphs for word in _NATIONAL.finditer(paragraph.text[:_LONG])}
    return len(found) >= len(("全国", "中央企业", "国家级"))


def _strongest(mentions: list[Mention]) -> str | None:
    for standing in (Standing.SUBJECT, Standing.LOCATION):
        for mention in mentions:
            if mention.standing is standing:
                return mention.name
    return mentions[0].name if mentions and mentions[0].name != "全国" else None


@dataclass(slots=True)
class _Prepared:
    """A paragraph with everything that can be found without its surroundings."""

    paragraph: Paragraph
    text: str
    tokens: list[Token]
    mentions: list[Mention]
    words: list[TimeWord]
    sentences: list[int]
    is_heading: bool

    @classmethod
    def of(cls, paragraph: Paragraph, lexicon: Lexicon, places: Gazetteer) -> _Prepared:
        """Scan a paragraph for numbers, places and time words."""
        text = plain(paragraph.text, lexicon)
        quoted = quotations(text)
        starts = [span[0] for span in quoted]
        mentions = [m for m in places.mentions(text) if not _inside(m.start, starts, quoted)]
        return cls(
            paragraph=paragraph,
            text=text,
            tokens=scan(text, lexicon),
            mentions=mentions,
            words=time_words(text),
            sentences=sentence_starts(text),
            is_heading=_is_heading(paragraph, text),
        )


def _inside(position: int, starts: list[int], spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < spans[index][1]


def _is_heading(paragraph: Paragraph, text: str) -> bool:
    if paragraph.kind is ParagraphKind.HEADING:
        return True
    stripped = text.strip()
    return 0 < len(stripped) <= 40 and _ENDED.search(stripped) is None and "," not in stripped and "，" not in stripped


class _Walk:
    """One paragraph, left to right: who and when change as names and dates are met."""

    def __init__(self, reader: _Reader, paragraph: _Prepared) -> None:
        self.reader = reader
        self.paragraph = paragraph
        self.text = paragraph.text
        self.clock = reader.clock
        self.who = reader.reporter.default
        self.context = tuple(reader.headings)
        self.sentence = (0, 0)
        self.sentence_at = -1
        self.part_of: str | None = None  # the unit class of a stated total, while its parts follow
        self.previous: Token | None = None
        self.previous_end = 0
        self.dealt: dict[int, str] = {}
        self.is_estimate = False
        self.borrowed = ""
        self.last_noun = ""  # the words behind the last figure, when they were its noun

    def statements(self) -> list[Statement]:
        """The statements of the paragraph's numbers."""
        found: list[Statement] = []
        mentions, words = iter(self.paragraph.mentions), iter(self.paragraph.words)
        mention, word = next(mentions, None), next(words, None)
        for token in self.paragraph.tokens:
            while (mention and mention.start < token.start) or (word and word.start < token.start):
                if mention and mention.start < token.start and (word is None or mention.start < word.start):
                    self._enter(mention.start)
                    self._meet(mention)
                    mention = next(mentions, None)
                elif word is not None:
                    self._enter(word.start)
                    self.clock.hear_word(word, self.text)
                    word = next(words, None)
            self._enter(token.start)
            if token.token_class is not None:
                self.clock.hear(token, self.text, self.reader.lexicon, is_heading=self.paragraph.is_heading)
                found.append(self._not_a_statistic(token))
            else:
                found.append(self._statement(token))
            self.previous_end = token.end
        return found

    def _enter(self, position: int) -> None:
        """Begin a new sentence when the position lies beyond the present one."""
        index = bisect_right(self.paragraph.sentences, position) - 1
        if index == self.sentence_at:
            return
        starts = self.paragraph.sentences
        self.sentence_at = index
        self.sentence = (starts[index], starts[index + 1] if index + 1 < len(starts) else len(self.text))
        self.clock.begin_sentence()
        self.part_of, self.previous, self.borrowed, self.last_noun = None, None, "", ""
        start, end = self.sentence
        self.is_estimate = _INCOMPLETE.search(self.text, start, min(end, start + 200)) is not None
        self.dealt = self._deal(start, min(end, start + 2000))

    def _deal(self, start: int, end: int) -> dict[int, str]:
        if self.text.find("分别", start, end) < 0 and self.text.find("依次", start, end) < 0:
            return {}
        tokens = self.paragraph.tokens
        first = bisect_right(tokens, start, key=lambda token: token.end)
        stop = bisect_right(tokens, end, key=lambda token: token.start)
        return deal_out(self.text, tokens[first:stop], start, end)

    def _meet(self, mention: Mention) -> None:
        if mention.standing is Standing.SUBJECT or (mention.standing is Standing.LOCATION and mention.name != self.who):
            self.who = mention.name

    def _whole_again(self, start: int, end: int) -> None:
        """全市, 全地区: back to the body the document is from."""
        default = self.reader.reporter.default
        if self.who == default or default is None:
            return
        for whole in WHOLE_AREA.finditer(self.text, start, end):
            if default.endswith(whole[0][1:]) and not (self.who or "").endswith(whole[0][1:]):
                self.who = default

    def _not_a_statistic(self, token: Token) -> Statement:
        source, raw, sentence = self._place(token)
        return Statement(
            statement_id=self._identifier(source.address),
            source=source,
            raw=raw,
            origin=Origin.PROSE,
            sentence=sentence,
            context=self.context,
            token_class=token.token_class,
            note=token.why,
        )

    def _identifier(self, address: str) -> str:
        return statement_id(self.reader.submission_id, self.reader.document.member, address)

    def _place(self, token: Token) -> tuple[SourceRef, str, str]:
        """Where the number stands, its untouched text, and its sentence within reach."""
        paragraph = self.paragraph.paragraph
        address = f"{paragraph.address}[{token.start}:{token.end}]"
        start, end = self.sentence
        source = SourceRef(
            self.reader.document.member, address, paragraph.offset + token.start, paragraph.offset + token.end
        )
        sentence = paragraph.text[max(start, token.start - _PASSAGE) : min(end, token.end + _PASSAGE)].strip()
        return source, paragraph.text[token.start : token.end], sentence

    def _statement(self, token: Token) -> Statement:
        text, (start, end) = self.text, self.sentence
        self._whole_again(max(start, self.previous_end), token.start)
        before = self._without_last_noun(words_before(text, max(start, self.previous_end), token.start))
        after = words_after(text, token.end, min(end, token.end + 60))
        dealt = self.dealt.get(token.start)
        before = self._carried(before, dealt)
        so_far = text[max(start, token.start - _PASSAGE) : token.start]
        words = Surroundings(before, so_far, after)
        kind = self._kind(token, words)
        span, period_type = self._time(token, kind, words)
        source, raw, sentence = self._place(token)
        statement = Statement(
            statement_id=self._identifier(source.address),
            source=source,
            raw=raw,
            origin=Origin.PROSE,
            quantity=self._quantity(token),
            unit=token.unit,
            period=span,
            period_type=period_type,
            kind=kind,
            what=noun_of(before, after),
            org=self._org(dealt),
            verb=verb_of(before, so_far, self.reader.lexicon),
            sentence=sentence,
            context=self.context,
            suspect=token.suspect,
            note=_HEADLINE if self.paragraph.is_heading else None,
            around=(text[max(0, token.start - _PASSAGE) : token.start], before, after),
        )
        self.previous, self.last_noun = token, after
        again = self.reader.seen.again(statement, is_heading=self.paragraph.is_heading)
        return statement if again is None else replace(statement, repeat_of=again, note="与前文同一数字")

    def _without_last_noun(self, before: str) -> str:
        """7所农村中学科技馆、35家…: the noun of the last figure is not this one's."""
        rest = before.removeprefix(self.last_noun)
        return rest if self.last_noun and rest != before and rest.startswith(("、", "和", "及", "与")) else before

    def _carried(self, before: str, dealt: str | None) -> str:
        """Words before a number of a list: its own name, or those of the list's first number (12场、8场)."""
        if dealt is not None:
            self.borrowed = _DEALT.split(before)[-1] if _DEALT.search(before) else self.borrowed
            return dealt if dealt in self.borrowed else dealt + self.borrowed
        if before.strip("、和及与,，近约超逾共的分别为") == "" and self.previous is not None:
            return self.borrowed
        self.borrowed = before
        return before

    def _org(self, dealt: str | None) -> str | None:
        if dealt is not None:
            if dealt.startswith("中央"):
                return "全国"
            places = self.reader.places.mentions(dealt)
            if places and places[0].start == 0:
                return places[0].name
        return self.who

    def _kind(self, token: Token, words: Surroundings) -> Kind:
        between = self.text[max(self.sentence[0], self.previous_end) : token.start]
        if opens_part(between):
            self.part_of = token.unit_class
        elif self.part_of is not None and (token.unit_class != self.part_of or "）" in between or ")" in between):
            self.part_of = None
        kind = kind_of(token, words, self.reader.lexicon)
        if self.part_of is not None and kind in (Kind.LEVEL, Kind.CUMULATIVE):
            return Kind.PART
        return kind

    def _time(self, token: Token, kind: Kind, words: Surroundings) -> tuple[PeriodSpan | None, PeriodType | None]:
        span = self.clock.now
        self.clock.once = None
        lexicon = self.reader.lexicon
        return span, period_type_of(kind, Moment(span, self.clock.word), token, words, lexicon)

    def _quantity(self, token: Token) -> Quantity | None:
        if token.numeral is None:
            return None
        stated = token.qualifier
        quantity = quantity_of(token.numeral, token.unit, stated, is_approached=token.is_approached)
        if self.is_estimate and quantity.qualifier is Qualifier.EXACT and token.unit_class != "percent":
            low, high = bounds(token.numeral, Qualifier.ABOUT)
            quantity = replace(quantity, qualifier=Qualifier.ABOUT, value_low=low, value_high=high)
        return quantity
