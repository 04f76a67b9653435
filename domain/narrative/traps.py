"""Numbers that are no statistic: dates, ordinals, names, document and phone numbers, counters, list numbering."""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon
from domain.narrative.token import Token
from domain.period import PeriodParts, parse_period_parts
from domain.quantity import HAN
from domain.statement import TokenClass

_TO = r" ?(?:--|——|[-—–―－~～至到]) ?"
_YEAR = r"(?:19|20)\d{2}|二[〇零○][〇零○一二三四五六七八九]{2}|一九[一二三四五六七八九〇零]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?![\d.])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d)"
_DATES = re.compile(
    rf"(?P<ymd>(?:{_YEAR}) ?年 ?(?:{_MONTH}) ?月份? ?{_DAY} ?[日号]?(?:{_TO}(?:(?:{_YEAR}) ?年 ?)?(?:{_MONTH} ?月)?{_DAY} ?[日号])?)"
    rf"|(?P<ymtoym>(?:{_YEAR}) ?年 ?{_MONTH} ?月?{_TO}(?:{_YEAR}) ?年 ?{_MONTH} ?月)"
    rf"|(?P<ymm>(?:{_YEAR}) ?年 ?{_MONTH} ?(?:月份?)?{_TO}{_MONTH} ?月份?)"
    rf"|(?P<ym>(?:{_YEAR}) ?年 ?(?:{_MONTH}) ?月(?:份|底|末|初)?)"
    rf"|(?P<yq>(?:{_YEAR}) ?年 ?(?:第?[一二三四1-4]季度|前[一二三四]季度|上半年|下半年))"
    rf"|(?P<iso>(?:19|20)\d{{2}}(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:[ T]*{_CLOCK})?)"
    rf"|(?P<isoym>(?:19|20)\d{{2}}[-/.](?:1[0-2]|0[1-9])(?![\d.万亿%个人场次]))"
    rf"|(?P<yy>(?:{_YEAR}) ?(?:学?年度?)?(?:{_TO}|、)(?:{_YEAR}) ?(?:学年度?|年度?))"
    rf"|(?P<yyp>(?:19|20)\d{{2}}[-—–―－~～]{{1,2}}(?:19|20)\d{{2}}(?![\d万亿人场次]))"
    rf"|(?P<y>(?:{_YEAR}) ?(?:学年度?|财年|年度?)(?:底|末|初|全年)?)"
)
_MONTHS = re.compile(
    rf"(?P<md>{_MONTH} ?月(?:份)? ?{_DAY} ?[日号](?:{_TO}(?:{_MONTH} ?月)?{_DAY} ?[日号])?)"
    rf"|(?P<mdd>{_MONTH} ?月 ?{_DAY}{_TO}(?:{_MONTH} ?月)?{_DAY} ?[日号])"
    rf"|(?P<mm>{_MONTH} ?(?:月份?)?{_TO}{_MONTH} ?月份?)"
    rf"|(?P<mlist>{_MONTH}(?:月?、{_MONTH})+ ?月份?)"
    rf"|(?P<m>{_MONTH} ?月(?!亮|球|饼|刊|子|光)(?:份|底|末|初)?)"
    rf"|(?P<q>第?[一二三四1-4]季度)"
    rf"|(?P<d>{_DAY} ?(?:[-—–~～至到] ?{_DAY} ?)?日(?!均|常|子|报|程|语|照|志)(?:起|止|前|上午|下午|晚)?)"
)
_TIMES = re.compile(
    rf"(?P<clock>{_CLOCK}(?: ?[-—–~～至到]+ ?{_CLOCK})?)"
    r"|(?P<hour>\d{1,2} ?(?:时|点)(?!间|候|位|多|赞|击|燃|亮|心|数|名|评|代|段|刻|期|长|事|常|尚|任|而|隔|所)(?:\d{1,2}分?|半|整|许)?)"
)
_CODES = re.compile(
    r"(?P<phone>(?:0\d{2,3}[-—–)）]\d{7,8}|1[3-9]\d{9}(?!\d)|400-?\d{3}-?\d{4}|\d{3,4}-\d{3,4}-\d{3,4})(?:转\d+)?)"
    r"|(?P<formula>\d{1,3}(?: ?[+＋] ?(?:[\dA-ZＮXx]{1,3}))+)"
    r"|(?P<fraction>\d{1,4}/\d{1,4}(?!\d))"
    r"|(?P<ratio>\d{1,4}(?:\.\d)? ?[:：∶比] ?\d{1,4}(?!\d))"
    r"|(?P<times>\d{1,2} ?[×xX*] ?\d{1,3} ?(?:小时)?)"
    r"|(?P<ip>\d{1,3}(?:\.\d{1,3}){2,}(?![\d万亿余多人名场份册次]))"
)
_DOCUMENT = re.compile(r"(?:19|20)\d{2} ?[〕\])）】﹞] ?第? ?\d{1,5} ?号?")
_LIST_START = re.compile(rf"[\s　]*[(（【]?(?:\d{{1,2}}|[{HAN}]{{1,3}})(?:[)）】、]|[.．](?!\d)|[,，](?=[^\d]))")
_PHONE_WORD = re.compile(r"(?:电话|手机|热线|传真|QQ|qq|微信号|邮编|邮箱|账号|群号|编号|工号|证号|咨询号|拨打)[^，。；]{0,4}$")
_COUNTER_WORD = re.compile(r"(?:浏览|阅读|点击|访问|点赞|评论|收藏|来源|字号|人气|分享)(?:次数|量|数)?\s?[:：(（]?\s?$")
_PAGE = re.compile(r"[-—–\s]*(?:第\s?)?\d{1,4}(?:\s?页)?(?:\s?[/,，、共]\s?\d{1,4}\s?页?)?[-—–\s]*$")
_SINGLE_DIGITS = "一二三四五六七八九十"


def list_number(text: str) -> tuple[int, int] | None:
    """The span of the number that only numbers a paragraph: `一、`, `(二)`, `1.`."""
    match = _LIST_START.match(text)
    if match is None:
        return None
    digits = re.search(rf"\d+|[{HAN}]+", match[0])
    return (digits.start(), match.end()) if digits else None


def date_at(text: str, start: int) -> Token | None:
    """A date, month, quarter or clock time that begins here."""
    match = _DATES.match(text, start) or _MONTHS.match(text, start)
    if match is not None and not (match.lastgroup == "d" and match[0][0] in _SINGLE_DIGITS and match.end() - start < 3):
        return Token(start, match.end(), token_class=TokenClass.DATE, why="日期", date=_parts(match))
    match = _TIMES.match(text, start)
    if match is not None:
        return Token(start, match.end(), token_class=TokenClass.TIME, why="时刻")
    return None


_FORMS = ("ymd", "ymtoym", "ymm", "ym", "yq", "iso", "isoym", "yy", "yyp", "y", "md", "mdd", "mm", "mlist", "m", "q", "d")
_DAY_OF = re.compile(r"^(.*?)(?:[-—–―－~～至到]+.*)?$")


def _parts(match: re.Match[str]) -> PeriodParts | None:
    groups = match.groupdict()
    form = next((name for name in _FORMS if groups.get(name)), "")
    text = groups.get(form) or ""
    if form == "d":
        return None
    if form in ("ymd", "md", "mdd", "iso", "mlist"):
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


_HAN_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?= ?年)")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]+(?= ?[月日号])")


def _arabic_months(text: str) -> str:
    if not any(character in text for character in _SINGLE_DIGITS):
        return text
    text = _HAN_YEAR.sub(lambda m: "".join(str("〇一二三四五六七八九".find(c) if c not in "零○" else 0) for c in m[0]), text)
    return _HAN_NUMBER.sub(lambda m: str(_small(m[0])), text)


def _small(word: str) -> int:
    """十一 → 11, up to 31."""
    tens, ten, ones = word.partition("十")
    if not ten:
        return _SINGLE_DIGITS.find(tens) + 1
    return (_SINGLE_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_SINGLE_DIGITS.find(ones) + 1 if ones else 0)


def code_at(text: str, start: int) -> Token | None:
    """A phone number, document number, formula such as 3+N, ratio, or a run of digits too long to count anything."""
    match = _DOCUMENT.match(text, start)
    if match is not None and text[max(0, start - 1) : start] in "〔[(（【﹝":
        return Token(start, match.end(), token_class=TokenClass.DOCUMENT_NUMBER, why="文号")
    match = _CODES.match(text, start)
    if match is None:
        return None
    kind = match.lastgroup
    if kind == "phone":
        return Token(start, match.end(), token_class=TokenClass.PHONE, why="电话号码")
    if kind == "formula":
        return Token(start, match.end(), token_class=TokenClass.NAME, why="名称中的算式")
    if kind == "ratio" and "比" in match[0] and text[match.end() : match.end() + 1] in "%年个上同":
        return None
    if kind == "fraction" and text[match.end() : match.end() + 1] in "人户次":
        return None
    return Token(start, match.end(), token_class=TokenClass.OTHER, why="比例、比分或编号")


def ordinal_at(text: str, start: int, end: int) -> Token | None:
    """第九届, 36届, 一等奖, 一是, 其二: a place in an order. `end` is where the digits end."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before == "第":
        return Token(start - 1, end + (after[:1] in _ORDERED), token_class=TokenClass.ORDINAL, why="序数")
    if after[:1] == "届" or after in ("等奖", "等功", "年级", "号文", "类人", "楼会"):
        return Token(start, end, token_class=TokenClass.ORDINAL, why="届次或等级")
    if before == "其" and text[start] in "一二三四五" and end - start == 1:
        return Token(start, end, token_class=TokenClass.LIST_NUMBER, why="列举序号")
    if text[start] in _SINGLE_DIGITS and end - start == 1 and after[:1] in "是要为则" and before in _OPEN:
        return Token(start, end, token_class=TokenClass.LIST_NUMBER, why="列举序号")
    if before in _OPEN_BRACKETS and after[:1] in ")）" and after and end - start <= 2:
        return Token(start, end, token_class=TokenClass.LIST_NUMBER, why="列举序号")
    return None


_ORDERED = tuple("届次名期批个条场号轮年章节课版集师期块")
_OPEN = ("", "。", "；", ";", "，", ",", "：", ":", "\n", "、", " ", "　", "—")
_OPEN_BRACKETS = ("(", "（")


def whole_paragraph(text: str) -> TokenClass | None:
    """What a paragraph of digits alone is: page number or counter."""
    stripped = text.strip()
    if len(stripped) <= 24 and stripped and not re.search(r"[一-龥]", stripped.replace("第", "").replace("页", "").replace("共", "")):
        if re.search(r"[A-Za-z%￥¥]", stripped):
            return None
        return TokenClass.COUNTER if _PAGE.match(stripped) or re.fullmatch(r"[\d,，. ]+", stripped) else None
    return None


def is_counter(text: str, start: int, paragraph_length: int) -> bool:
    """Whether the number is the page's own counter: 浏览次数：970 in a short line."""
    return paragraph_length <= 60 and _COUNTER_WORD.search(text[max(0, start - 12) : start]) is not None and (
        text[max(0, start - 1) : start] in ":：(（" or paragraph_length <= 16
    )


def is_phone_like(text: str, start: int) -> bool:
    """Whether the words before say that digits are a number to call or write to."""
    if _PHONE_WORD.search(text[max(0, start - 10) : start]) is None:
        return False
    return re.compile(r"[\d-]{5,}").match(text, start) is not None


def idiom_spans(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Set phrases with a numeral: start, end, which list."""
    return [(match.start(), match.end(), match.lastgroup or "idiom") for match in lexicon.idiom_pattern.finditer(text)]
