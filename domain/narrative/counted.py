"""The last question to a number: does it count what a report is about, or is it a rank, an age, a length of time."""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon
from domain.narrative.token import Token
from domain.quantity import HAN_DIGITS, Numeral, read_numeral
from domain.statement import TokenClass

NOTHING = Token(-1, -1)
"""Stands for characters that look like a number and are a word (百姓)."""

_BIG = re.compile(r"大(?!约|概|于|多|关|型|面积|规模)")
_PHRASE_END = re.compile(r"[，,。；;、：:！？\n]")
_PLATFORM = re.compile(r"平台(?!建)")
_BUILT = re.compile(r"(?:新建|建成|新增|购置|配备|捐赠|建设|新设|增设)(?:了)?$")
_PHRASE_OVER = re.compile(r"[、，,。；;)）\n和及]|$")
_BODY_OF_PLACES = re.compile(r"(?:[(（][^()（）]{1,8}[)）])?科协")
_STAGE = re.compile(r"工程|项目|建设|规划")
_COUNTABLE = frozenset({"count", "entries", "persons", "works", "sessions", "copies", "stations"})
_WHOLE_ONLY = _COUNTABLE | {"person_times"}
_NO_NOUN_BEFORE_ONE = "第每另同这那某任上下前后新了的为是唯有又再"
_STATING = ("达", "共", "计", "至", "到")
_LONG_SERVICE = 1000  # hours; so many are a total, not the length of one event


def word_of(token: Token, text: str, end: int, lexicon: Lexicon) -> Token | None:
    """What a Chinese numeral is when it is part of a word; None when it counts. `end` is where its characters end."""
    numeral = token.numeral
    if numeral is None:
        return None
    word = text[numeral.start : end]
    is_number = numeral.is_vague or any(character in HAN_DIGITS for character in word)
    is_hedged = bool(numeral.mores) or numeral.is_loose or token.qualifier is not None
    if not is_number and not is_hedged and not _is_counting_scale(word, token, text, end, lexicon):
        return NOTHING
    if token.unit == "期" and len(word) == 1 and _STAGE.match(text, token.end):
        return Token(token.start, token.end, token_class=TokenClass.ORDINAL, why="工程期次")
    if word == "一":
        article = Token(token.start, end, token_class=TokenClass.IDIOM, why="虚指的“一”")
        return None if _is_counted_one(token, text) else article
    if token.unit is not None or is_hedged or numeral.is_vague or not is_number:
        return None
    if _BIG.match(text, end):
        return _big(text, numeral.start, end)
    return Token(numeral.start, end, token_class=TokenClass.NAME, why="词语或名称中的数字")


def _is_counting_scale(word: str, token: Token, text: str, end: int, lexicon: Lexicon) -> bool:
    """百万人次 and 千万用户 count; 百姓 and 万众 do not."""
    return len(word) > 1 and (token.unit is not None or lexicon.person_noun_pattern.match(text, end) is not None)


def _big(text: str, start: int, end: int) -> Token:
    """五大科普工作平台 counts platforms; 三大行动 is a name."""
    stop = _PHRASE_END.search(text, end, end + 16)
    value = read_numeral(text, start)
    if value is not None and _PLATFORM.search(text, end, stop.start() if stop else end + 12):
        return Token(start, end + 1, value, None, "count")
    return Token(start, end + 1, token_class=TokenClass.NAME, why="并称")


def _is_counted_one(token: Token, text: str) -> bool:
    """Whether 一 counts: `科技馆一座、`, `新建一座`; elsewhere it is an article."""
    if token.unit is None or token.unit == "次" or token.unit_class not in _COUNTABLE:
        return token.unit_class in ("percent", "money", "multiple")
    if _BUILT.search(text[max(0, token.start - 4) : token.start]) and token.unit in ("座", "个", "所", "辆", "台"):
        return True
    before = text[token.start - 1 : token.start]
    is_noun = "一" <= before <= "龥" and before not in _NO_NOUN_BEFORE_ONE
    return is_noun and _PHRASE_OVER.match(text, token.end) is not None


def judged(token: Token, text: str, end: int, lexicon: Lexicon) -> Token:
    """The figure, with what looks wrong about it; or a token that says why it is none."""
    numeral = token.numeral
    if numeral is None:
        return token
    because = _not_counted(token, numeral, text, lexicon)
    if because is not None:
        start = min(token.start, numeral.start)
        return Token(start, max(token.end, end), token_class=because[0], why=because[1])
    token.suspect = token.suspect or _fault(token, numeral)
    return token


def _not_counted(token: Token, numeral: Numeral, text: str, lexicon: Lexicon) -> tuple[TokenClass, str] | None:
    if text.startswith("大关", token.end):
        return TokenClass.OTHER, "整数关口，不是统计数"
    if token.unit is None:
        return _without_unit(token, numeral, text)
    if token.unit_class == "other":
        return (TokenClass.LEVEL_WORD, "级别") if token.unit == "级" else (TokenClass.OTHER, "不是统计量词")
    if token.unit_class in ("days", "time") and not _is_counted_time(token, numeral, text, lexicon):
        return TokenClass.TIME, "时间长度"
    if token.unit in ("名", "位") and text[token.start - 1 : token.start] == "前":
        return TokenClass.ORDINAL, "名次"
    if token.unit_class == "distance" and lexicon.finds("measured_thing", text[max(0, token.start - 10) : token.start]):
        return TokenClass.OTHER, "距离或速度"
    if token.unit == "个" and _is_set_of_places(text, token.end, lexicon):
        return TokenClass.NAME, "地区并称"
    return None


def _is_set_of_places(text: str, position: int, lexicon: Lexicon) -> bool:
    """31个省（区、市） is where, not how many; 7个地州市科协 counts those who did something."""
    lengths = [len(place) for place in lexicon.lists["place_set"] if text.startswith(place, position)]
    if not lengths:
        return False
    stop = position + max(lengths)
    return text[stop : stop + 1] != "级" and _BODY_OF_PLACES.match(text, stop) is None


def _without_unit(token: Token, numeral: Numeral, text: str) -> tuple[TokenClass, str] | None:
    if token.unit_class == "count":
        return None
    is_hedged = bool(numeral.mores) or token.qualifier is not None
    if numeral.is_han and not is_hedged:
        return TokenClass.NAME, "词语或名称中的数字"
    if 1900 <= numeral.value <= 2099 and numeral.end - numeral.start == 4 and not is_hedged:
        return TokenClass.DATE, "年份"
    if (is_hedged or text[token.start - 1 : token.start] in _STATING) and _PHRASE_OVER.match(text, token.end):
        return None
    return TokenClass.OTHER, "没有量词"


def _is_counted_time(token: Token, numeral: Numeral, text: str, lexicon: Lexicon) -> bool:
    if not lexicon.finds("duration", text[max(0, token.start - 14) : token.start]):
        return token.unit_class == "time" and numeral.value >= _LONG_SERVICE
    return token.unit_class == "time" or token.unit in ("天", "日")


def _fault(token: Token, numeral: Numeral) -> str | None:
    """Why a figure looks wrong in its source."""
    if numeral.fault is not None:
        return numeral.fault
    if token.unit_class in _WHOLE_ONLY and numeral.value != int(numeral.value):
        return f"“{token.unit}”不应是小数，疑漏写“万”"
    return None
