"""Numbers that are no statistic: ordinals, names, document and phone numbers, counters, list numbering."""

from __future__ import annotations

import re

from domain.narrative.lexicon import Lexicon
from domain.narrative.token import Token
from domain.quantity import HAN
from domain.statement import TokenClass

_CODES = re.compile(
    r"(?P<phone>(?:0\d{2,3}[-—–)）]\d{7,8}|1[3-9]\d{9}(?!\d)|400-?\d{3}-?\d{4}|\d{3,4}-\d{3,4}-\d{3,4})(?:转\d+)?)"
    r"|(?P<formula>\d{1,3}(?: ?[+＋] ?(?:[\dA-ZＮXx]{1,3}))+)"
    r"|(?P<fraction>\d{1,4}/\d{1,4}(?!\d))"
    r"|(?P<ratio>\d{1,4}(?:\.\d)? ?[:：∶比] ?\d{1,4}(?!\d))"
    r"|(?P<times>\d{1,2} ?[×xX*] ?\d{1,3} ?(?:小时)?)"
    r"|(?P<ip>\d{1,3}(?:\.\d{1,3}){2,}(?![\d万亿余多人名场份册次]))"
)
_WORDS = re.compile(r"(?![第页共])[一-龥]|[A-Za-z%￥¥]")
_DIGITS_ALONE = re.compile(r"[\d,，. ]+")
_LONGEST_COUNTER, _SHORT_LINE = 24, 60  # characters
_SINGLE_DIGITS = "一二三四五六七八九十"
_DOCUMENT = re.compile(r"(?:19|20)\d{2} ?[〕\])）】﹞] ?第? ?\d{1,5} ?号?")
_LIST_START = re.compile(rf"[\s　]*[(（【]?(?:\d{{1,2}}|[{HAN}]{{1,3}})(?:[)）】、]|[.．](?!\d)|[,，](?=[^\d]))")
_PHONE_WORD = re.compile(
    r"(?:电话|手机|热线|传真|QQ|qq|微信号|邮编|邮箱|账号|群号|编号|工号|证号|咨询号|拨打)[^，。；]{0,4}$"
)
_COUNTER_WORD = re.compile(r"(?:浏览|阅读|点击|访问|点赞|评论|收藏|来源|字号|人气|分享)(?:次数|量|数)?\s?[:：(（]?\s?$")
_PAGE = re.compile(r"[-—–\s]*(?:第\s?)?\d{1,4}(?:\s?页)?(?:\s?[/,，、共]\s?\d{1,4}\s?页?)?[-—–\s]*$")


def list_number(text: str) -> tuple[int, int] | None:
    """The span of the number that only numbers a paragraph: `一、`, `(二)`, `1.`."""
    match = _LIST_START.match(text)
    if match is None:
        return None
    digits = re.search(rf"\d+|[{HAN}]+", match[0])
    return (digits.start(), match.end()) if digits else None


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
    if not 0 < len(stripped) <= _LONGEST_COUNTER or _WORDS.search(stripped):
        return None
    return TokenClass.COUNTER if _PAGE.match(stripped) or _DIGITS_ALONE.fullmatch(stripped) else None


def is_counter(text: str, start: int, paragraph_length: int) -> bool:
    """Whether the number is the page's own counter: 浏览次数：970 in a short line."""
    if paragraph_length > _SHORT_LINE or not _COUNTER_WORD.search(text[max(0, start - 12) : start]):
        return False
    return text[max(0, start - 1) : start] in ":：(（" or paragraph_length <= _SHORT_LINE // 4


def is_phone_like(text: str, start: int) -> bool:
    """Whether the words before say that digits are a number to call or write to."""
    if _PHONE_WORD.search(text[max(0, start - 10) : start]) is None:
        return False
    return re.compile(r"[\d-]{5,}").match(text, start) is not None


def idiom_spans(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Set phrases with a numeral: start, end, which list."""
    return [(match.start(), match.end(), match.lastgroup or "idiom") for match in lexicon.idiom_pattern.finditer(text)]
