"""Find every number of a paragraph once: figures with hedges and measure word, and numbers that are no statistic."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from domain.narrative import traps
from domain.narrative.counted import NOTHING, judged, word_of
from domain.narrative.dates import date_at
from domain.narrative.hedging import hedge, inner_hedge
from domain.narrative.lexicon import Lexicon
from domain.narrative.measures import borrow_unit, measure_at, set_unit, take_measure
from domain.narrative.portions import portion_at
from domain.narrative.text import quotations
from domain.narrative.token import Token
from domain.quantity import HAN, HAN_DIGITS, read_numeral
from domain.statement import TokenClass

_RUN = re.compile(rf"\d+|[数几](?=[十百千万亿])[{HAN}]+|[{HAN}]+|半数")
_RUNS = re.compile(rf"\d[\d.,，]*|[{HAN}]+")
_DIALLED = re.compile(r"[\d-]+")
_TO = re.compile(r" ?(?:--|——|[-—–―－~～至到]) ?(?=\d|[一二两三四五六七八九十百千])")
_MISTYPED = re.compile(r"\d[\dOoIl]*[OoIl][\dOoIl]*(?=[余多]?[万千亿]?[人名个场次份册本条部期件项家所座元位张])")
_LOOKS_LIKE = str.maketrans("OolI", "0011")
_SPEECH = re.compile(r"[，,。！？!?；;：:]")
_COUNTED_BEFORE = frozenset("人次件个总点基份场户本额量分指倍系岁少多")
_LONGEST_NUMBER = 11  # digits
_DATE_GOES_ON = frozenset("年月日号季学财时点-—–―－~～至到、.:：/ ")
_CODE_GOES_ON = frozenset("+＋/:：∶比×xX*.-—–)）〕]】﹞ ")
_LONGEST_DAY = 6  # digits; longer runs may be codes, whatever follows


def scan(text: str, lexicon: Lexicon) -> list[Token]:
    """Every number of a plain paragraph (see `text.plain`), in order, none twice."""
    return _Scanner(text, lexicon).tokens()


@dataclass(slots=True)
class _Spans:
    """Spans in order, asked for the one that holds a position."""

    starts: list[int]
    ends: list[int]

    def holding(self, position: int) -> int | None:
        """Index of the span that holds the position."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 and position < self.ends[index] else None


class _Scanner:
    """One paragraph, read left to right."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.idioms = traps.idiom_spans(text, lexicon)
        self.idiom_at = _Spans([span[0] for span in self.idioms], [span[1] for span in self.idioms])
        quoted = quotations(text)
        self.quote_at = _Spans([span[0] for span in quoted], [span[1] for span in quoted])
        self.list_number = traps.list_number(text)
        self.whole = traps.whole_paragraph(text)
        self.limit = 0  # where the last number ended: nothing before it belongs to the next

    def tokens(self) -> list[Token]:
        """All tokens of the paragraph."""
        found: list[Token] = []
        position = 0
        while (run := _RUN.search(self.text, position)) is not None:
            self.limit = position
            token = self._token(run.start(), run.end())
            position = run.end()
            if token is None:
                continue
            if token.token_class is not None:
                token.end = max(token.end, run.end())
            position = max(position, token.end)
            found.append(token)
        return found

    def _token(self, start: int, end: int) -> Token | None:
        text = self.text
        if self.whole is not None:
            return Token(start, end, token_class=self.whole, why="页码或计数")
        if text[start] in "数几" and text[start - 1 : start] in _COUNTED_BEFORE:
            start += 1
        return self._trap(start, end) or self._portion(start, end) or self._figure(start, end)

    def _trap(self, start: int, end: int) -> Token | None:
        """What can be told from the place alone, before the number is read."""
        text = self.text
        if self.list_number is not None and self.list_number[0] == start:
            return Token(start, max(self.list_number[1], end), token_class=TokenClass.LIST_NUMBER, why="列举序号")
        if (index := self.idiom_at.holding(start)) is not None and end <= self.idioms[index][1]:
            return self._idiom(start, index)
        if (quote := self.quote_at.holding(start)) is not None and (token := self._in_quotes(start, end, quote)):
            return token
        if traps.is_phone_like(text, start) and (dialled := _DIALLED.match(text, start)):
            return Token(start, dialled.end(), token_class=TokenClass.PHONE, why="电话号码")
        after = text[end : end + 1]
        return (
            (date_at(text, start) if after in _DATE_GOES_ON or end - start > _LONGEST_DAY else None)
            or (traps.code_at(text, start) if after in _CODE_GOES_ON or end - start > _LONGEST_DAY else None)
            or traps.ordinal_at(text, start, end)
            or self._letters(start, end)
            or self._counter(start, end)
        )

    def _idiom(self, start: int, index: int) -> Token:
        _, stop, name = self.idioms[index]
        if name == "plan_period":
            word = self.text[start:stop]
            return Token(start, stop, token_class=TokenClass.PLAN_PERIOD, why="规划期名称", named=word)
        if name == "level_word":
            return Token(start, stop, token_class=TokenClass.LEVEL_WORD, why="级别")
        return Token(start, stop, token_class=TokenClass.IDIOM, why="固定说法或名称")

    def _in_quotes(self, start: int, end: int, quote: int) -> Token | None:
        """A number inside a short quotation or a title is a name, unless the quotation is speech or just a quantity."""
        text, opening, stop = self.text, self.quote_at.starts[quote], self.quote_at.ends[quote] - 1
        if text[stop] != "》":
            if _SPEECH.search(text, opening, stop):
                return None
            inside = self._figure(start, end)
            if inside is not None and inside.token_class is None and start - opening <= 3 and inside.end >= stop:
                return inside
        last = max((run.end() for run in _RUNS.finditer(text, start, stop)), default=end)
        return Token(start, max(last, end), token_class=TokenClass.NAME, why="名称中的数字")

    def _letters(self, start: int, end: int) -> Token | None:
        """5G, A4, H7N9: a number that letters touch is a name, or mistyped."""
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if not text[start].isdecimal() or not (_is_latin(before) or _is_latin(after)):
            return None
        if (mistyped := _MISTYPED.match(text, start)) is not None:
            return self._mistyped(start, mistyped.end())
        if before in ("O", "l", "I") and not _is_latin(text[start - 2 : start - 1]):
            return self._mistyped(start - 1, end)
        if not _is_latin(before) and measure_at(text, end, self.lexicon)[0] is not None:
            return None
        return Token(start, end, token_class=TokenClass.NAME, why="带字母的名称或型号")

    def _mistyped(self, start: int, end: int) -> Token | None:
        """Letters among digits: read as the digits they look like, and said so."""
        text = self.text
        corrected = text[start:end].translate(_LOOKS_LIKE) + text[end : end + 40]
        token = _Scanner(corrected, self.lexicon)._figure(0, end - start)
        if token is None or token.token_class is not None:
            return None
        token.start, token.end = start, start + token.end
        token.suspect = "数字中夹有字母"
        return token

    def _counter(self, start: int, end: int) -> Token | None:
        if self.text[start].isdecimal() and traps.is_counter(self.text, start, len(self.text)):
            return Token(start, end, token_class=TokenClass.COUNTER, why="网页计数")
        return None

    def _portion(self, start: int, end: int) -> Token | None:
        token = portion_at(self.text, start, end)
        if token is not None:
            hedge(token, self.text, self.limit, self.lexicon)
        return token

    def _figure(self, start: int, end: int) -> Token | None:
        text, lexicon = self.text, self.lexicon
        numeral = read_numeral(text, start)
        if numeral is None:
            return self._unread(start, end)
        token = Token(start, numeral.end, numeral)
        inner_hedge(token, text, lexicon)
        take_measure(token, text, token.end, lexicon)
        self._range(token)
        hedge(token, text, self.limit, lexicon)
        if numeral.is_han and (word := word_of(token, text, end, lexicon)) is not None:
            return None if word is NOTHING else word
        if token.unit is None:
            borrow_unit(token, text, self.limit, lexicon)
        return judged(token, text, end, lexicon)

    def _unread(self, start: int, end: int) -> Token | None:
        text = self.text
        if text[start].isdecimal() and end - start > _LONGEST_NUMBER:
            return Token(start, end, token_class=TokenClass.CODE, why="编号")
        if any(character in HAN_DIGITS or character.isdecimal() for character in text[start:end]):
            return Token(start, end, token_class=TokenClass.OTHER, why="不成数")
        return None

    def _range(self, token: Token) -> None:
        """200-300人, 20%—30%, 5场至8场: one figure with two ends."""
        text, numeral = self.text, token.numeral
        bridge = _TO.match(text, token.end)
        if bridge is None or numeral is None or date_at(text, bridge.end()) is not None:
            return
        other = read_numeral(text, bridge.end())
        unit, stop = measure_at(text, other.end, self.lexicon) if other else (None, 0)
        if other is None or unit is None or token.unit not in (None, unit):
            return
        value = numeral.value * other.scale if token.unit is None and numeral.scale == 1.0 else numeral.value
        if other.value <= value:
            return
        token.numeral = replace(numeral, value=value, high=other.value, scale=other.scale)
        set_unit(token, unit, self.lexicon)
        token.end = stop


def _is_latin(character: str) -> bool:
    return bool(character) and character.isascii() and character.isalpha()
