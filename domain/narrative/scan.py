"""Find every number of a paragraph once: figures with hedges and measure word, and numbers that are no statistic."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from domain.narrative import traps
from domain.narrative.lexicon import Hedge, Lexicon
from domain.narrative.text import quotations
from domain.narrative.token import Token
from domain.quantity import HAN, HAN_DIGITS, Numeral, Qualifier, read_numeral
from domain.statement import TokenClass

_RUN = re.compile(rf"\d+|[数几](?=[十百千万亿])[{HAN}]+|[{HAN}]+")
_RUNS = re.compile(rf"\d[\d.,，]*|[{HAN}]+")
_PART_OF = re.compile(
    rf"(?P<of>百|千|万|[{HAN}]+|\d+)分之(?:百分之)?(?P<part>\d+(?:\.\d+)?|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?)"
)
_TENTHS = re.compile(r"(?P<n>[一二两三四五六七八九]|\d(?:\.\d)?)(?P<half>多|余|半)?成(?![立员为效果功人本就熟长绩都品分套型虫])(?P<after>半)?")
_HALF = re.compile(r"一半(?!天|年|时|个|会儿|径)")
_FOLD = re.compile(r"(?P<n>[一两二三四五]|\d)番")
_TO = re.compile(r" ?(?:--|——|[-—–―－~～至到]) ?(?=\d|[一二两三四五六七八九十百千])")
_SHARED = re.compile(r"(?:、|和|及|与|以及|[,，])(?:超过|[近约超逾]){0,2}(?=\d)")
_MISTYPED = re.compile(r"\d[\dOoIl]*[OoIl][\dOoIl]*(?=[余多]?[万千亿]?[人名个场次份册本条部期件项家所座元位张])")
_SET_PHRASE_OF_PLACES = re.compile(r"(?:[((][^()()]{1,8}[))])?科协")
_BIG = re.compile(r"大(?!约|概|于|多|关|型|面积|规模)")
_BUILT = re.compile(r"(?:新建|建成|新增|购置|配备|捐赠|建设|新设|增设)(?:了)?$")
_ARTICLE_END = re.compile(r"[、，,。;；)）\n和及]|$")
_DURATION_WORDS = re.compile(r"(?:天数|时长|时间|课时|学时|小时数|开馆|开放|播出|播放|志愿服务|服务|录制|授课)[^，。；、]{0,4}$")
_UNIT_CLASSES_OF_WHOLES = frozenset({"persons", "person_times", "count", "sessions", "copies", "works", "entries", "stations"})
_SPEECH = re.compile(r"[，,。！？!?；;：:]")
_PRINTED = dict.fromkeys(("人民币", "元人民币", "块钱"), "元") | {
    **dict.fromkeys(("场(次)", "场（次）", "次(场)", "次（场）"), "场次"),
    **dict.fromkeys(("人(次)", "人（次）"), "人次"),
    **dict.fromkeys(("份(册)", "份（册）"), "份"),
    **dict.fromkeys(("件(套)", "件（套）"), "件"),
    "千米": "公里",
    "平米": "平方米",
}
_COUNTABLE = frozenset({"count", "entries", "persons", "works", "sessions", "copies", "stations"})
_NOT_BEFORE = {
    "近": ("附近", "最近", "邻近", "就近", "靠近", "远近", "亲近", "临近"),
    "约": ("节约", "签约", "预约", "公约", "条约", "合约", "邀约", "违约", "制约", "简约", "相约", "履约", "乡约"),
    "上": ("线上", "以上", "网上", "会上", "路上", "之上", "台上", "街上", "身上", "晚上", "早上", "馆上", "云上", "赛上", "式上", "向上", "掌上", "马上", "地上", "手上", "床上", "楼上", "船上", "车上", "天上", "海上", "课上", "节上"),
    "过": ("通过", "经过", "不过", "走过", "去过", "开过", "度过", "做过", "办过", "渡过"),
    "破": (),
    "超": ("赶超",),
    "内": (),
    "数": (),
}
_COUNTED_BEFORE = "人次件个总点基份场户本额量分指倍系岁少多"


_NOTHING = Token(-1, -1)


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
        self.from_position = 0

    def tokens(self) -> list[Token]:
        """All tokens of the paragraph."""
        found: list[Token] = []
        position, text = 0, self.text
        while (run := _RUN.search(text, position)) is not None:
            self.from_position = position
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
        if text[start] in "数几" and (text[start - 1 : start] in _COUNTED_BEFORE and start):
            start += 1
        return self._trap(start, end) or self._portion(start, end) or self._figure(start, end)

    def _trap(self, start: int, end: int) -> Token | None:
        """What can be told from the place alone, before the number is read."""
        text = self.text
        if self.list_number is not None and self.list_number[0] == start:
            return Token(start, max(self.list_number[1], end), token_class=TokenClass.LIST_NUMBER, why="列举序号")
        if (index := self.idiom_at.holding(start)) is not None and end <= self._reach(index):
            return self._idiom(start, index)
        if (quote := self.quote_at.holding(start)) is not None and (token := self._in_quotes(start, end, quote)):
            return token
        if traps.is_phone_like(text, start) and text[start].isdecimal():
            phone = re.compile(r"[\d-]+").match(text, start)
            return Token(start, phone.end() if phone else end, token_class=TokenClass.PHONE, why="电话号码")
        return (
            traps.code_at(text, start)
            or traps.date_at(text, start)
            or traps.ordinal_at(text, start, end)
            or self._letters(start, end)
            or self._counter(start, end)
        )

    def _reach(self, index: int) -> int:
        return self.idioms[index][1]

    def _idiom(self, start: int, index: int) -> Token:
        _, stop, name = self.idioms[index]
        word = self.text[start:stop]
        if name == "plan_period":
            return Token(start, stop, token_class=TokenClass.PLAN_PERIOD, why="规划期名称", named=word)
        if name == "level_word":
            return Token(start, stop, token_class=TokenClass.LEVEL_WORD, why="级别")
        return Token(start, stop, token_class=TokenClass.IDIOM, why="固定说法或名称")

    def _in_quotes(self, start: int, end: int, quote: int) -> Token | None:
        """A number inside a short quotation or a title is a name, unless the quotation is a quantity and no more."""
        text, stop = self.text, self.quote_at.ends[quote] - 1
        if text[stop] != "》" and _SPEECH.search(text, self.quote_at.starts[quote], stop):
            return None
        if text[stop] in "”’」』\"":
            inside = self._figure(start, end)
            opens = start - self.quote_at.starts[quote] <= 3
            if inside is not None and inside.token_class is None and opens and inside.end >= stop:
                return inside
        last = end
        for run in _RUNS.finditer(text, start, stop):
            if run.end() > last:
                last = run.end()
        return Token(start, last, token_class=TokenClass.NAME, why="名称中的数字", named=text[start:last])

    def _letters(self, start: int, end: int) -> Token | None:
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if not text[start].isdecimal() or not (_is_latin(before) or _is_latin(after)):
            return None
        mistyped = _MISTYPED.match(text, start)
        if mistyped is not None:
            return self._mistyped(start, mistyped.end())
        if _is_latin(before) and start >= 2 and before in "OlI" and not _is_latin(text[start - 2]):
            return self._mistyped(start - 1, end)
        if not _is_latin(before) and self._measure(end)[0] is not None:
            return None
        if before == "N" and text[start - 3 : start] == "CNY":
            return None
        return Token(start, end, token_class=TokenClass.NAME, why="带字母的名称或型号")

    def _mistyped(self, start: int, end: int) -> Token | None:
        """Letters among digits: read as the digits they look like, and said so."""
        text = self.text
        digits = text[start:end].replace("O", "0").replace("o", "0").replace("l", "1").replace("I", "1")
        scanner = _Scanner(digits + text[end : end + 40], self.lexicon)
        token = scanner._figure(0, len(digits))
        if token is None or token.numeral is None or token.token_class is not None:
            return None
        token.start, token.end = start, start + token.end
        token.suspect = "数字中夹有字母"
        return token

    def _counter(self, start: int, end: int) -> Token | None:
        if self.text[start].isdecimal() and traps.is_counter(self.text, start, len(self.text)):
            return Token(start, end, token_class=TokenClass.COUNTER, why="网页计数")
        return None

    def _portion(self, start: int, end: int) -> Token | None:
        """百分之三十, 四分之一, 三成, 一半, 翻一番: per cent and multiples in words."""
        text = self.text
        following = text[end : end + 1]
        if following not in "分成番半多余" or not following:
            return None
        if (part := _PART_OF.match(text, start)) is not None:
            return self._finish_portion(start, part.end(), _part_of(part), "%")
        if (tenths := _TENTHS.match(text, start)) is not None:
            return self._tenths(start, tenths)
        if (half := _HALF.match(text, start)) is not None:
            return self._finish_portion(start, half.end(), Numeral(start, half.end(), 50.0), "%")
        if (fold := _FOLD.match(text, start)) is not None and "翻" in text[max(0, start - 2) : start]:
            times = read_numeral(fold["n"], 0)
            value = 2.0 ** (times.value if times else 1.0)
            return self._finish_portion(start, fold.end(), Numeral(start, fold.end(), value), "倍")
        return None

    def _tenths(self, start: int, match: re.Match[str]) -> Token | None:
        digit = read_numeral(match["n"], 0)
        if digit is None:
            return None
        value = digit.value * 10 + (5 if "半" in (match["half"], match["after"]) else 0)
        mores = 1 if match["half"] in ("多", "余") else 0
        return self._finish_portion(start, match.end(), Numeral(start, match.end(), value, step=10.0, mores=mores), "%")

    def _finish_portion(self, start: int, end: int, numeral: Numeral | None, unit: str) -> Token | None:
        if numeral is None:
            return None
        token = Token(start, end, numeral, unit, "percent" if unit == "%" else "multiple")
        self._hedge(token)
        return token

    def _figure(self, start: int, end: int) -> Token | None:
        text = self.text
        numeral = read_numeral(text, start)
        if numeral is None:
            return self._unread(start, end)
        token = Token(start, numeral.end, numeral)
        position = self._loose_hedge(token, numeral.end)
        token.unit, stop = self._measure(position)
        if token.unit is not None:
            token.unit_class = self.lexicon.measures[token.unit]
            token.unit = _PRINTED.get(token.unit, token.unit)
            token.end = stop
        self._range(token)
        self._hedge(token)
        if numeral.is_han and (dropped := self._han_trap(token, end)) is not None:
            return None if dropped is _NOTHING else dropped
        if token.unit is None:
            self._borrow_unit(token)
        return self._judge(token, end)

    def _unread(self, start: int, end: int) -> Token | None:
        text = self.text
        if text[start].isdecimal() and end - start > 11:
            return Token(start, end, token_class=TokenClass.CODE, why="编号")
        if any(character in HAN_DIGITS for character in text[start:end]) or text[start].isdecimal():
            return Token(start, end, token_class=TokenClass.OTHER, why="不成数")
        return None

    def _measure(self, position: int) -> tuple[str | None, int]:
        """The measure word at a position, longest first; a noun that only begins like one is none."""
        text, measures = self.text, self.lexicon.measures
        if text[position : position + 1] == " ":
            position += 1
        nouns = self.lexicon.not_measure.get(text[position : position + 1])
        if nouns and text.startswith(nouns, position) and not text.startswith(self.lexicon.measure_still, position):
            return None, position
        for length in range(min(self.lexicon.longest_measure, len(text) - position), 0, -1):
            word = text[position : position + length]
            if word in measures:
                return word, position + length
        return None, position

    def _loose_hedge(self, token: Token, position: int) -> int:
        """左右, 以上 between the number and its measure word."""
        hedge, stop = self._hedge_after(position)
        if hedge is not None and hedge.word not in ("内", "多", "余"):
            token.qualifier = hedge.qualifier
            token.end = stop
            return stop
        return position

    def _range(self, token: Token) -> None:
        """200-300人, 20%—30%, 5场至8场: one figure with two ends."""
        text, numeral = self.text, token.numeral
        bridge = _TO.match(text, token.end)
        if bridge is None or numeral is None:
            return
        other = read_numeral(text, bridge.end())
        if other is None or traps.date_at(text, bridge.end()) is not None:
            return
        unit, stop = self._measure(other.end)
        if token.unit is not None and unit != token.unit:
            return
        value = numeral.value * other.scale if token.unit is None and numeral.scale == 1.0 else numeral.value
        if unit is None or other.value <= value:
            return
        token.numeral = replace(numeral, value=value, high=other.value, scale=other.scale)
        token.high = other.value
        token.unit, token.unit_class, token.end = unit, self.lexicon.measures[unit], stop

    def _hedge(self, token: Token) -> None:
        """Hedges on either side; the one in front wins (近8000余份 is about)."""
        after, stop = self._hedge_after(token.end)
        if after is not None:
            token.end = stop
            token.qualifier = token.qualifier or after.qualifier
            if after.word in ("多", "余", "有余") and token.numeral is not None:
                token.numeral = replace(token.numeral, mores=token.numeral.mores + 1)
                token.qualifier = None
        start = token.start
        while start > self.from_position and (hedge := self._hedge_before(start)) is not None:
            start -= len(hedge.word)
            if hedge.qualifier is not None:
                token.start = start
                token.qualifier = hedge.qualifier

    def _hedge_before(self, position: int) -> Hedge | None:
        text, hedges = self.text, self.lexicon.hedges_before
        for length in (3, 2, 1):
            start = position - length
            if start < self.from_position or (hedge := hedges.get(text[start:position])) is None:
                continue
            if hedge.qualifier is not None and text.startswith(_NOT_BEFORE.get(hedge.word, ()), max(0, start - 1)):
                return None
            if hedge.word in ("过", "上") and text[position : position + 1] not in "百千万亿":
                return None
            return hedge
        return None

    def _hedge_after(self, position: int) -> tuple[Hedge | None, int]:
        text, hedges = self.text, self.lexicon.hedges_after
        for length in (3, 2, 1):
            hedge = hedges.get(text[position : position + length])
            if hedge is None or len(text) < position + length:
                continue
            following = text[position + length : position + length + 1]
            if hedge.word == "内" and following not in ("", "，", ",", "。", "；", ";", "、"):
                return None, position
            if hedge.word in ("多", "余") and following in "年元家种样彩次方功媒语" and following:
                return None, position
            return hedge, position + length
        return None, position

    def _han_trap(self, token: Token, end: int) -> Token | None:
        """A Chinese numeral that is part of a word. Returns the token to use instead, if any."""
        text, numeral = self.text, token.numeral
        if numeral is None:
            return None
        word = text[numeral.start : end]
        is_number = numeral.is_vague or any(character in HAN_DIGITS for character in word)
        hedged = numeral.mores or numeral.is_loose or token.qualifier is not None
        is_bare_scale = len(word) < 2 or (token.unit is None and not self.lexicon.person_noun_pattern.match(text, end))
        if not is_number and not hedged and is_bare_scale:
            return _NOTHING
        if word == "一":
            return None if self._is_counted_one(token) else Token(token.start, end, token_class=TokenClass.IDIOM, why="虚指的“一”")
        if token.unit is not None or hedged or numeral.is_vague or not is_number:
            return None
        if _BIG.match(text, end):
            return self._big(numeral.start, end)
        return Token(numeral.start, end, token_class=TokenClass.NAME, why="词语或名称中的数字")

    def _big(self, start: int, end: int) -> Token:
        """五大科普工作平台 counts platforms; 三大行动 is a name."""
        stop = re.compile(r"[，,。；;、：:！？\n]").search(self.text, end, end + 16)
        phrase = self.text[end : stop.start() if stop else end + 12]
        if re.search(r"平台(?!建)", phrase) and (value := read_numeral(self.text, start)) is not None:
            return Token(start, end + 1, replace(value, end=end), None, "count")
        return Token(start, end + 1, token_class=TokenClass.NAME, why="并称")

    def _is_counted_one(self, token: Token) -> bool:
        """Whether 一 counts: `科技馆一座、`, `新建一座`; elsewhere it is an article."""
        text = self.text
        if token.unit is None or token.unit == "次" or token.unit_class not in _COUNTABLE:
            return token.unit_class in ("percent", "money")
        if _BUILT.search(text[max(0, token.start - 4) : token.start]) and token.unit in ("座", "个", "所", "辆", "台"):
            return True
        before = text[token.start - 1 : token.start]
        return _ARTICLE_END.match(text, token.end) is not None and "一" <= before <= "龥" and before not in "第每另同这那某任上下前后新了的为是唯有"

    def _borrow_unit(self, token: Token) -> None:
        """A unit that does not follow the number: shared by a list, a bare noun of persons, or the noun before."""
        if token.numeral is None or token.unit_class == "count":
            return
        text = self.text
        if (unit := self._shared_unit(token.end)) is not None:
            token.unit, token.unit_class, token.unit_from = unit, self.lexicon.measures[unit], "shared"
            return
        if self.lexicon.person_noun_pattern.match(text, token.end):
            token.unit, token.unit_class, token.unit_from = "人", "persons", "implied"
            return
        window = text[max(self.from_position, token.start - 12) : token.start]
        last = None
        for last in self.lexicon.implied_unit_pattern.finditer(window):
            pass
        if last is None or re.search(r"[，,。；;：、]", window[last.end() :]) or len(window) - last.end() > 6:
            return
        unit = self.lexicon.implied_units[last[0]]
        if unit == "元" and token.numeral.scale < 1e4:
            return
        token.unit, token.unit_class, token.unit_from = unit, self.lexicon.measures[unit], "implied"

    def _shared_unit(self, position: int) -> str | None:
        """The unit of the last item of a list: 1.08、1.15和1.24个百分点."""
        for _ in range(8):
            link = _SHARED.match(self.text, position)
            numeral = read_numeral(self.text, link.end()) if link else None
            if numeral is None or link is None or traps.date_at(self.text, link.end()) is not None:
                return None
            unit, _ = self._measure(numeral.end)
            if unit is not None:
                return unit
            position = numeral.end
        return None

    def _judge(self, token: Token, end: int) -> Token:
        """The last question: a figure, or a number that counts nothing a report is about."""
        text, numeral = self.text, token.numeral
        if numeral is None:
            return token
        because = self._not_counted(token, numeral)
        if because is not None:
            return Token(min(token.start, numeral.start), max(token.end, end), token_class=because[0], why=because[1])
        token.suspect = token.suspect or _fault(token, numeral)
        return token

    def _not_counted(self, token: Token, numeral: Numeral) -> tuple[TokenClass, str] | None:
        text = self.text
        if text.startswith("大关", token.end):
            return TokenClass.OTHER, "整数关口，不是统计数"
        if token.unit is None:
            return self._without_unit(token, numeral)
        if token.unit_class == "other":
            return (TokenClass.LEVEL_WORD, "级别") if token.unit == "级" else (TokenClass.OTHER, "不是统计量词")
        if token.unit_class in ("days", "time") and not self._is_counted_time(token, numeral):
            return TokenClass.TIME, "时间长度"
        if token.unit in ("名", "位") and text[token.start - 1 : token.start] == "前":
            return TokenClass.ORDINAL, "名次"
        places = self.lexicon.lists["place_set"]
        if token.unit == "个" and any(text.startswith(place, token.end) for place in places):
            stop = token.end + max(len(place) for place in places if text.startswith(place, token.end))
            if text[stop : stop + 1] != "级" and not _SET_PHRASE_OF_PLACES.match(text, stop):
                return TokenClass.NAME, "地区并称"
        return None

    def _without_unit(self, token: Token, numeral: Numeral) -> tuple[TokenClass, str] | None:
        text = self.text
        if token.unit_class == "count":
            return None
        if numeral.is_han and not numeral.mores and token.qualifier is None:
            return TokenClass.NAME, "词语或名称中的数字"
        if not numeral.is_han and 1900 <= numeral.value <= 2099 and numeral.end - numeral.start == 4 and not numeral.mores:
            return TokenClass.DATE, "年份"
        before = text[max(0, token.start - 2) : token.start]
        if (token.qualifier or numeral.mores or before[-1:] in ("达", "共", "计", "至", "到")) and _ARTICLE_END.match(text, token.end):
            return None
        return TokenClass.OTHER, "没有量词"

    def _is_counted_time(self, token: Token, numeral: Numeral) -> bool:
        if _DURATION_WORDS.search(self.text[max(0, token.start - 14) : token.start]) is None:
            return token.unit_class == "time" and numeral.value >= 1000
        return token.unit_class == "time" or token.unit in ("天", "日")


def _is_latin(character: str) -> bool:
    return bool(character) and character.isascii() and character.isalpha()


def _part_of(match: re.Match[str]) -> Numeral | None:
    whole = {"百": 100.0, "千": 1000.0, "万": 10_000.0}.get(match["of"])
    denominator, part = read_numeral(match["of"], 0), read_numeral(match["part"], 0)
    if part is None or (whole is None and denominator is None):
        return None
    divisor = whole or (denominator.value if denominator else 1.0)
    if divisor == 0:
        return None
    value = part.value * 100 / divisor
    return Numeral(match.start(), match.end(), round(value, 6), step=part.step * 100 / divisor)


def _fault(token: Token, numeral: Numeral) -> str | None:
    """Why a figure looks wrong in its source."""
    if numeral.fault is not None:
        return numeral.fault
    if token.unit_class in _UNIT_CLASSES_OF_WHOLES and numeral.value != int(numeral.value):
        return f"“{token.unit}”不应是小数，疑漏写“万”"
    return None


def qualifier_of(token: Token) -> Qualifier | None:
    """The qualifier that the words around state."""
    return token.qualifier
