"""Prose → statements: every number of every paragraph becomes exactly one Statement."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from domain.catalog import Catalog
from domain.document import Document, SourceRef
from domain.narrative.distribute import deal_out
from domain.narrative.kinds import Moment, Surroundings, kind_of, opens_part, period_type_of
from domain.narrative.lexicon import Lexicon
from domain.narrative.nouns import noun_of, verb_of, words_after, words_before
from domain.narrative.orient import body_of, set_clock
from domain.narrative.place import WHOLE_AREA, Gazetteer, Mention, Reporter, Standing, gazetteer
from domain.narrative.prepared import Prepared
from domain.narrative.repeats import Figure, Seen
from domain.narrative.text import plain
from domain.narrative.token import Token
from domain.narrative.when import Clock
from domain.period import Month, PeriodSpan, PeriodType
from domain.quantity import Qualifier, Quantity, bounds, quantity_of
from domain.record import collector_paused
from domain.statement import Kind, Origin, Statement, TokenClass, statement_id

_PASSAGE = 240  # characters before a number that its meaning may depend on
_INCOMPLETE = re.compile(r"不完全统计|初步统计|粗略统计")
_AS_PART = re.compile(r"其中[，,：:]?\Z")
_DEALT = re.compile(r"分别|依次")
_CUTS = (None, TokenClass.DATE, TokenClass.LIST_NUMBER)  # a numeral inside a word (队伍) cuts no phrase
_SEMICOLONS = ("；", ";")
_LIST_MARKS = "、和及与,，近约超逾共的分别为（("
_NO_NOUN_OF_ITS_OWN = re.compile(
    r"(?:[、和及与,，近约超逾共的分别为是（(]|其中|全[年县市区州]|合计|共计|总计|累计|一共|总共|本月|上月|当月|同期|去年|上年"
    r"|因疫情|受疫情影响|降[至到]|回升[至到]|增[至加]到?|上升[至到]|下降[至到])*"
)
_PLAN = re.compile(r"计划|力争|预计|打算|目标|拟|将|要|安排|确保")
_HEADLINE = "标题中的数字"


@collector_paused()
def extract_narrative(
    document: Document, submission_id: str, catalog: Catalog, lexicon: Lexicon, month: Month | None = None
) -> list[Statement]:
    """Read the prose of a document: one Statement for each number token, in reading order.

    Figures carry quantity, unit, kind, noun, reporting body and period; other numbers carry `token_class`. `month` is
    what the document reports for, where that is known: it dates 11月, 今年 and 本月 of a document that names no year.
    """
    reader = _Reader(document, submission_id, lexicon, gazetteer(catalog, lexicon), month)
    return reader.read()


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
        self.seen = Seen()
        self.headings: list[str] = []

    def read(self) -> list[Statement]:
        """All statements, in order."""
        prepared = [Prepared.of(paragraph, self.lexicon, self.places) for paragraph in self.document.paragraphs]
        title = plain(self.document.title or "", self.lexicon)
        self.reporter.document = body_of(prepared, title, self.places)
        set_clock(self.clock, prepared, title, self.lexicon, self.month)
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

    def _paragraph(self, paragraph: Prepared) -> list[Statement]:
        self.clock.begin_paragraph()
        if paragraph.is_heading:
            self._heading(paragraph)
        walk = _Walk(self, paragraph)
        return walk.statements()

    def _heading(self, paragraph: Prepared) -> None:
        subjects = [m for m in paragraph.mentions if m.standing is Standing.SUBJECT]
        is_name_alone = bool(subjects) and len(paragraph.text.strip()) <= 14
        is_section = bool(subjects) and (is_name_alone or bool(self.headings))
        self.reporter.section = self.reporter.name_of(subjects[0]) if is_section else None
        self.headings = [*self.headings[-2:], paragraph.paragraph.text.strip()[:80]]


class _Walk:
    """One paragraph, left to right: who and when change as names and dates are met."""

    def __init__(self, reader: _Reader, paragraph: Prepared) -> None:
        self.reader = reader
        self.paragraph = paragraph
        self.text = paragraph.text
        self.clock = reader.clock
        self.who = reader.reporter.default
        self.context = tuple(reader.headings)
        self.sentence = (0, 0)
        self.sentence_at = -1
        self.subject_at = -1  # the sentence that last named who does something; its places are only where
        self.part_of: str | None = None  # the unit class of a stated total, while its parts follow
        self.previous: Token | None = None
        self.previous_end = self.figure_end = 0
        self.dealt: dict[int, str] = {}
        self.is_estimate = False
        self.borrowed = ""
        self.owner: Mention | None = None  # the place written right before a number, which owns that number alone
        self.is_plan = False
        self.whole: str | None = None  # who reports again in the next sentence, after 其中库车市举办15场
        self.total: tuple[str | None, float] = (None, 0.0)  # unit and value that parts may follow
        self.same_unit: dict[str | None, str] = {}  # the words before the last figure of each unit
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
                    self._meet(mention, token)
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
            if token.token_class in _CUTS:
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
        goes_on = (
            self.text.startswith("其中", starts[index]) or self.text[starts[index] - 1 : starts[index]] in _SEMICOLONS
        )
        if not goes_on:
            self.previous, self.borrowed, self.same_unit = None, "", {}
            self.who, self.whole = self.whole or self.who, None
        self.part_of, self.last_noun, self.total = None, "", (None, 0.0)
        self.owner, self.is_plan = None, False
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

    def _meet(self, mention: Mention, token: Token) -> None:
        """A subject holds for what follows; 阿图什市416场次 only for its one number."""
        self.owner = mention if mention.end == token.start and token.token_class is None else None
        if self.owner is not None and token.numeral is not None:
            return
        is_own_event = mention.standing is Standing.LOCATION and self.subject_at != self.sentence_at
        if mention.standing is Standing.SUBJECT or is_own_event:
            if _AS_PART.search(self.text, max(self.sentence[0], mention.start - 4), mention.start):
                self.whole = self.whole or self.who
            self.who = self.reader.reporter.name_of(mention)
        if mention.standing is Standing.SUBJECT:
            self.subject_at = self.sentence_at

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
        clause = self._without_last_noun(words_before(text, max(start, self.previous_end), token.start))
        after = words_after(text, token.end, min(end, token.end + 60))
        dealt = self.dealt.get(token.start)
        before = self._carried(token, clause, dealt)
        so_far = text[max(start, token.start - _PASSAGE) : token.start]
        words = Surroundings(clause, so_far, after)
        kind = self._kind(token, words)
        span, period_type = self._time(token, kind, words)
        source, raw, sentence = self._place(token)
        quantity, what, org = self._quantity(token), noun_of(before, after), self._org(token, dealt)
        value = quantity.value if quantity is not None else None
        identifier, is_heading = self._identifier(source.address), self.paragraph.is_heading
        plain_raw = text[token.start : token.end]
        figure = Figure(what or "", identifier, is_heading, span, kind, value, token.unit, org, plain_raw)
        again = self.reader.seen.again(figure)
        suspect = self._suspect(token, kind, words)
        if again is None and suspect is None:
            suspect = self.reader.seen.mistyped(figure)
        self.previous, self.last_noun = token, after
        return Statement(
            statement_id=identifier,
            source=source,
            raw=raw,
            origin=Origin.PROSE,
            quantity=quantity,
            unit=token.unit,
            period=span,
            period_type=period_type,
            kind=kind,
            what=what,
            org=org,
            verb=verb_of(before, so_far, self.reader.lexicon),
            sentence=sentence,
            context=self.context,
            repeat_of=again,
            suspect=suspect,
            note=_HEADLINE if is_heading else "与前文同一数字" if again is not None else None,
            around=(text[max(0, token.start - _PASSAGE) : token.start], before, after),
        )

    def _without_last_noun(self, before: str) -> str:
        """7所农村中学科技馆、35家…: the noun of the last figure is not this one's."""
        rest = before.removeprefix(self.last_noun)
        return rest if self.last_noun and rest != before and rest.startswith(("、", "和", "及", "与")) else before

    def _carried(self, token: Token, before: str, dealt: str | None) -> str:
        """Words before a number of a list: its own name, or those of the list's first number (12场、8场)."""
        if dealt is not None:
            self.borrowed = _DEALT.split(before)[-1] if _DEALT.search(before) else self.borrowed
            says_all = dealt in self.borrowed or (len(self.borrowed) >= 4 and dealt.endswith(self.borrowed[-4:]))
            return dealt if says_all else dealt + self.borrowed
        rest = before.removesuffix(self.owner.name) if self.owner is not None else before
        if self.previous is not None and _NO_NOUN_OF_ITS_OWN.fullmatch(rest):
            is_list = self.owner is None and rest.strip(_LIST_MARKS) == ""
            return self.borrowed if is_list else self.same_unit.get(token.unit, self.borrowed)
        self.borrowed = self.same_unit[token.unit] = before
        return before

    def _org(self, token: Token, dealt: str | None) -> str | None:
        if dealt is not None:
            if dealt.startswith("中央"):
                return "全国"
            places = self.reader.places.mentions(dealt)
            if places and places[0].start == 0:
                return places[0].name
        if self.owner is not None and self.owner.end == token.start:
            return self.reader.reporter.name_of(self.owner)
        return self.who

    def _kind(self, token: Token, words: Surroundings) -> Kind:
        between = self.text[max(self.sentence[0], self.figure_end) : token.start]
        self.figure_end = token.end
        if opens_part(between):
            self.part_of = token.unit_class
        elif self.part_of is not None and (token.unit_class != self.part_of or "）" in between or ")" in between):
            self.part_of = None
        kind = self._planned(kind_of(token, words, self.reader.lexicon), words)
        if self.part_of is not None and kind in (Kind.LEVEL, Kind.CUMULATIVE):
            return Kind.PART
        return kind

    def _suspect(self, token: Token, kind: Kind, words: Surroundings) -> str | None:
        """What looks wrong: the digits themselves, a part above its total, a portion above the whole."""
        value = token.numeral.value if token.numeral is not None else 0.0
        if kind is Kind.RATE:
            return None
        if kind is Kind.PART and token.unit == self.total[0] and value > self.total[1] > 0:
            return "其中项大于总数"
        if kind in (Kind.LEVEL, Kind.CUMULATIVE):
            self.total = (token.unit, value)
        is_portion = kind is Kind.SHARE and self.reader.lexicon.finds("portion", words.before)
        return "占比超过100%" if is_portion and value > 100 else token.suspect

    def _planned(self, kind: Kind, words: Surroundings) -> Kind:
        """A plan holds to the end of its sentence; a year still to come makes one of what is intended for it."""
        if kind in (Kind.TARGET, Kind.FORECAST):
            self.is_plan = self.is_plan or _PLAN.search(words.before) is not None
            return kind
        now, document = self.clock.now, self.clock.document
        is_later = now is not None and document is not None and now.text[:4] > document.text[:4]
        is_intended = self.is_plan or (is_later and _PLAN.search(words.sentence) is not None)
        return Kind.TARGET if is_intended and kind not in (Kind.CHANGE, Kind.RATE) else kind

    def _time(self, token: Token, kind: Kind, words: Surroundings) -> tuple[PeriodSpan | None, PeriodType | None]:
        span, is_open, is_compared = self.clock.now, self.clock.is_open, self.clock.is_compared
        self.clock.once = None
        lexicon = self.reader.lexicon
        return span, period_type_of(kind, Moment(span, self.clock.word, is_open, is_compared), token, words, lexicon)

    def _quantity(self, token: Token) -> Quantity | None:
        if token.numeral is None:
            return None
        stated = token.qualifier
        quantity = quantity_of(token.numeral, token.unit, stated, is_approached=token.is_approached)
        if self.is_estimate and quantity.qualifier is Qualifier.EXACT and token.unit_class != "percent":
            low, high = bounds(token.numeral, Qualifier.ABOUT)
            quantity = replace(quantity, qualifier=Qualifier.ABOUT, value_low=low, value_high=high)
        return quantity
