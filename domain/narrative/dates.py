"""Dates, months, quarters and clock times at a place in a text."""

from __future__ import annotations

import re

from domain.narrative.token import Token
from domain.period import PeriodParts, parse_period_parts
from domain.statement import TokenClass

_SINGLE_DIGITS = "一二三四五六七八九十"
_TO = r" ?(?:--|——|[-—–―－~～至到]) ?"
_YEAR = r"(?:19|20)\d{2}|二[〇零○][〇零○一二三四五六七八九]{2}|一九[一二三四五六七八九〇零]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?![\d.])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d)"
_DATES = re.compile(
    rf"(?P<ymd>(?:{_YEAR}) ?年 ?(?:{_MONTH}) ?月份? ?{_DAY} ?[日号]?"
    rf"(?:{_TO}(?:(?:{_YEAR}) ?年 ?)?(?:{_MONTH} ?月)?{_DAY} ?[日号])?)"
    rf"|(?P<ymtoym>(?:{_YEAR}) ?年 ?{_MONTH} ?月?{_TO}(?:{_YEAR}) ?年 ?{_MONTH} ?月)"
    rf"|(?P<ymm>(?:{_YEAR}) ?年 ?{_MONTH} ?(?:月份?)?{_TO}{_MONTH} ?月份?)"
    rf"|(?P<ym>(?:{_YEAR}) ?年 ?(?:{_MONTH}) ?月(?:份|底|末|初)?)"
    rf"|(?P<yq>(?:{_YEAR}) ?年 ?(?:第?[一二三四1-4]季度|前[一二三四]季度|上半年|下半年))"
    rf"|(?P<iso>(?:19|20)\d{{2}}(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"(?:[ T]{{0,3}}{_CLOCK})?)"
    rf"|(?P<isoym>(?:19|20)\d{{2}}[-/.](?:1[0-2]|0[1-9])(?![\d.万亿%个人场次]))"
    rf"|(?P<yy>(?:{_YEAR}) ?(?:学?年度?)?(?:{_TO}|、)(?:{_YEAR}) ?(?:学年度?|年度?))"
    rf"|(?P<yyp>(?:19|20)\d{{2}}[-—–―－~～]{{1,2}}(?:19|20)\d{{2}}(?![\d万亿人场次]))"
    rf"|(?P<y>(?:{_YEAR}) ?(?:学年度?|财年|年度?)(?:底|末|初|全年)?)"
)
_MONTHS = re.compile(
    rf"(?P<md>{_MONTH} ?月(?:份)? ?{_DAY} ?[日号](?:{_TO}(?:{_MONTH} ?月)?{_DAY} ?[日号])?)"
    rf"|(?P<mdd>{_MONTH} ?月 ?{_DAY}{_TO}(?:{_MONTH} ?月)?{_DAY} ?[日号])"
    rf"|(?P<mm>{_MONTH} ?(?:月份?)?{_TO}{_MONTH} ?月份?)"
    rf"|(?P<mlist>{_MONTH}(?:月?、{_MONTH}){{1,11}} ?月份?)"
    rf"|(?P<m>{_MONTH} ?月(?!亮|球|饼|刊|子|光)(?:份|底|末|初)?)"
    rf"|(?P<q>第?[一二三四1-4]季度)"
    rf"|(?P<d>{_DAY} ?(?:[-—–~～至到] ?{_DAY} ?)?日(?!均|常|子|报|程|语|照|志)(?:起|止|前|上午|下午|晚)?)"
)
_TIMES = re.compile(
    rf"(?P<clock>{_CLOCK}(?: ?[-—–~～至到]+ ?{_CLOCK})?)"
    r"|(?P<hour>\d{1,2} ?(?:时|点)(?![间候位多赞击燃亮心数名评代段刻期长事常尚任而隔所])(?:\d{1,2}分?|半|整|许)?)"
)


def date_at(text: str, start: int) -> Token | None:
    """A date, month, quarter or clock time that begins here."""
    match = _DATES.match(text, start) or _MONTHS.match(text, start)
    if match is not None and not _is_some_days(match):
        return Token(start, match.end(), token_class=TokenClass.DATE, why="日期", date=_parts(match))
    match = _TIMES.match(text, start)
    if match is not None:
        return Token(start, match.end(), token_class=TokenClass.TIME, why="时刻")
    return None


def _is_some_days(match: re.Match[str]) -> bool:
    """三日 is a length of time; 16日 is a day."""
    return match.lastgroup == "d" and match[0][0] in _SINGLE_DIGITS and match.end() - match.start() < len("十六日")


_DAYS = ("ymd", "iso", "md", "mdd", "mlist")
_SPANS = ("ymtoym", "ymm", "ym", "yq", "isoym", "yy", "yyp", "y", "mm", "m", "q")


def _parts(match: re.Match[str]) -> PeriodParts | None:
    groups = match.groupdict()
    form = next((name for name in (*_DAYS, *_SPANS) if groups.get(name)), None)
    if form is None:
        return None
    text = groups[form]
    if form in _DAYS:
        return _day_parts(text)
    text = text.replace("学年", "年").replace("财年", "年").replace("份", "").replace("、", "-")
    return parse_period_parts(_arabic_months(text.rstrip("底末初")).replace("年全年", "年"))


_FIRST_DAY = re.compile(r"(?:(\d{4}) ?[年\-/.] ?)?(\d{1,2}) ?[月\-/.、](?:份)? ?(\d{1,2})?")


def _day_parts(text: str) -> PeriodParts | None:
    """The first day of a day or a range of days."""
    match = _FIRST_DAY.match(_arabic_months(text))
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    year = int(match[1]) if match[1] else None
    day = int(match[3]) if match[3] and 1 <= int(match[3]) <= 31 else None
    if "、" in text:
        day = None
    return PeriodParts(year, None, int(match[2]), int(match[2]), day)


_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?= ?年)")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]+(?= ?[月日号])")


def _arabic_months(text: str) -> str:
    if not any(character in text for character in _SINGLE_DIGITS):
        return text
    text = _HAN_YEAR.sub(lambda match: match[0].translate(_YEAR_DIGITS), text)
    return _HAN_NUMBER.sub(lambda m: str(_small(m[0])), text)


def _small(word: str) -> int:
    """十一 → 11, up to 31."""
    tens, ten, ones = word.partition("十")
    if not ten:
        return _SINGLE_DIGITS.find(tens) + 1
    return (_SINGLE_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_SINGLE_DIGITS.find(ones) + 1 if ones else 0)
