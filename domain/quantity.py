"""A number as written, with what its hedges allow: `Quantity`, and the grammar that reads one.

The grammar knows Arabic, full-width and grouped digits, Chinese numerals (also financial and traditional forms),
mixtures (3万5千), 万/亿 with hedges in between (9.7多万余), neighbouring digits as a range (两三百) and vague words
(数百, 十几, 百余). It is one pass, left to right; no expression here can backtrack without bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.record import record


class NotANumber(ValueError):
    """The text holds no number that can be read."""


class Qualifier(StrEnum):
    """How exact the writer says the number is (reference/dims/qualifiers.csv)."""

    EXACT = "exact"
    APPROX = "approx"
    AT_LEAST = "at_least"
    ABOUT = "about"
    UP_TO = "up_to"


class ValueState(StrEnum):
    """What stands in the place of a value. `0`, `-` and blank are three different answers."""

    REPORTED = "reported"
    ZERO = "zero"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


@record
class Quantity:
    """A number with 万/亿/千 applied and hedges understood.

    `value` is in `unit` (the measure word without hedges, None when none is stated). `value_low` and `value_high`
    bound what the wording allows: equal to `value` for an exact figure, None on the open side of 超/逾/以下.
    """

    value: float
    unit: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    value_low: float | None = None
    value_high: float | None = None
    half_width: float = 0.0  # half of the last written digit, in `unit`: 1.55万 → 50
    multiplier: float = 1.0  # 万 → 10000; `value / multiplier` is the number as printed
    is_vague: bool = False  # 数百, 几十: a lowest value only, always held by SYN-07
    is_double_hedged: bool = False  # 9.7多万余: SYN-09


@dataclass(frozen=True, slots=True)
class Numeral:
    """The digits of a number and the hedges written inside it; no unit, no words around it."""

    start: int
    end: int
    value: float
    step: float = 1.0  # worth of the last written digit: 1.55万 → 100
    scale: float = 1.0  # 万 → 10000
    high: float | None = None  # the other end of 两三百
    mores: int = 0  # how many of 余, 多 stand in it
    is_loose: bool = False  # 来, 几 inside: 十来, 十几
    is_vague: bool = False  # 数百, 几十, 十几
    is_han: bool = False
    fault: str | None = None  # what looks wrong about the digits themselves


_DIGIT_FORMS = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {form: digit for digit, forms in enumerate(_DIGIT_FORMS) for form in forms}
SCALES = {"十": 10.0, "拾": 10.0, "百": 100.0, "佰": 100.0, "千": 1000.0, "仟": 1000.0, "万": 1e4, "亿": 1e8}
TENS = {"廿": 20, "卅": 30}
HAN = "".join((*DIGITS, *SCALES, *TENS))
"""Every character a Chinese numeral is made of."""

HAN_DIGITS = frozenset((*DIGITS, *TENS, "十", "拾"))
"""Those that make a run of Chinese numerals a number rather than a word such as 百姓 or 万众."""

FOLDED = {ord("０") + n: str(n) for n in range(10)} | {
    ord(written): plain
    for written, plain in zip("．％﹪萬億兩貳參叄陸餘幾數來約點個圓", ".%%万亿两贰叁叁陆余几数来约点个元", strict=True)
}
_ARABIC = re.compile(
    r"(\d{1,3}(?:[,，'\u00a0\u2009\u202f]\d{3})+(?!\d)|\d{1,3}[,，]\d{4,6}(?![\d,，])|\d+)(\.{1,2}\d+)?"
)
_POINT_AGAIN = re.compile(r"(?:\.\d+)+(?=[余多]?[万亿人名场份册次])")
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,5}(?= ?[^\s\d.,，:：/\-—])")
_AFTER_ARABIC = re.compile(
    r" ?([余多]|来(?![自到宾源])|几)?"
    r" ?(万亿|[百千]万|[百千]亿|万万|万|亿|千(?![米克瓦卡伏])|百(?!分))?"
    r"([余多]|来(?![自到宾源])|几)?"
)
_SMALLER_PART = re.compile(r"(?:零|又)?(\d{1,4})(万|千(?![米克瓦卡伏])|百(?!分))")
_HAN_RUN = re.compile(rf"[数几]?[{HAN}]+(?:点[零〇一二三四五六七八九]+)?")
_AFTER_HAN = re.compile(r"([余多]|来(?![自到宾源])|几)?([百千]?[万亿])?([余多])?")
_SCALE_WORDS = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7} | {
    "万万": 1e4,  # one of them too many; said so
    "亿": 1e8,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
}
_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([二两三四五六七八九])")
_LONGEST = 15  # digits; a longer run is a code, not a count
_LONGEST_UNIT = 8  # characters; what is longer is a sentence


def fold(text: str) -> str:
    """Full-width digits and the traditional forms of numerals to plain ones, character by character."""
    return text.translate(FOLDED)


def read_numeral(text: str, start: int) -> Numeral | None:
    """Read the numeral that begins at `start` of folded text; None when there is none or it makes no sense."""
    if start < len(text) and text[start].isdecimal():
        return _read_arabic(text, start)
    return _read_han(text, start)


def _read_arabic(text: str, start: int) -> Numeral | None:
    spaced = _SPACED.match(text, start)
    written = spaced or _ARABIC.match(text, start)
    if written is None:
        return None
    plain, point, decimals = written[0].replace("..", ".").partition(".")
    digits = "".join(filter(str.isdecimal, plain))
    if len(digits) > _LONGEST or len(decimals) > _LONGEST:
        return None
    again = _POINT_AGAIN.match(text, written.end())
    end, more, word, more_after = again.end() if again else written.end(), None, "", None
    after = _AFTER_ARABIC.match(text, end)
    if after is not None and after[0].strip():
        end, more, word, more_after = after.end(), after[1], after[2] or "", after[3]
    scale = _SCALE_WORDS[word]
    value = float(f"{digits}{point}{decimals}e{len(str(int(scale))) - 1}")
    step = scale / 10 ** len(decimals)
    if scale >= 1e4 and more is None and more_after is None:
        value, step, end = _add_smaller_parts(text, end, value, step, scale)
    hedges = [more, more_after]
    return Numeral(
        start,
        end,
        value,
        step=step,
        scale=scale,
        mores=sum(hedge in ("余", "多") for hedge in hedges),
        is_loose="来" in hedges or "几" in hedges,
        is_vague="几" in hedges,
        fault="小数点多于一个" if again else "“万”字重复" if word == "万万" else _digit_fault(written[0]),
    )


def _add_smaller_parts(text: str, end: int, value: float, step: float, scale: float) -> tuple[float, float, int]:
    """The 5千 of 3万5千 and the 5000万 of 1亿5000万."""
    while (part := _SMALLER_PART.match(text, end)) is not None and _SCALE_WORDS[part[2]] < scale:
        scale = step = _SCALE_WORDS[part[2]]
        value, end = value + int(part[1]) * scale, part.end()
    return value, step, end


def _digit_fault(written: str) -> str | None:
    """Why the digits look mistyped: a leading zero, a second decimal point, a broken group of three."""
    if len(written) > 1 and written[0] == "0" and written[1] != ".":
        return "数字以0开头"
    if ".." in written:
        return "小数点多于一个"
    if re.search(r"[,，]\d{4}", written):
        return "千分位分隔不规范"
    return None


def _read_han(text: str, start: int) -> Numeral | None:
    run = _HAN_RUN.match(text, start)
    if run is None:
        return None
    word = run[0]
    is_vague = word[0] in "数几"
    whole, point, decimals = word.lstrip("数几").partition("点")
    if is_vague and (point or any(character in HAN_DIGITS - {"十", "拾"} for character in whole)):
        return None
    read = _han_pair(whole)
    if read is None:
        return None
    low, high, step = read
    if point:
        low += float("0." + "".join(str(DIGITS[character]) for character in decimals))
        step = 0.1 ** len(decimals)
    return _with_han_hedges(text, run, (low, high, step), is_vague=is_vague)


def _with_han_hedges(
    text: str, run: re.Match[str], read: tuple[float, float | None, float], *, is_vague: bool
) -> Numeral | None:
    low, high, step = read
    after = _AFTER_HAN.match(text, run.end())
    more, word, more_after = (after[1], after[2] or "", after[3]) if after is not None else (None, "", None)
    end = after.end() if after is not None else run.end()
    if word and more is None and run[0][-1:] not in "零一二三四五六七八九":
        word, more_after, end = "", None, run.end()
    scale = _SCALE_WORDS[word]
    return Numeral(
        run.start(),
        end,
        round(low * scale, 6),
        step=step * scale,
        scale=scale,
        high=None if high is None else high * scale,
        mores=sum(hedge in ("余", "多") for hedge in (more, more_after)),
        is_loose=more in ("来", "几"),
        is_vague=is_vague or more == "几",
        is_han=True,
    )


def _han_pair(word: str) -> tuple[float, float | None, float] | None:
    """Value, other end of a range of neighbours (两三百), and worth of the last written place."""
    neighbours = _NEIGHBOURS.search(word)
    has_scale = any(character in SCALES for character in word)
    if neighbours and (has_scale or len(word) == 2) and DIGITS[neighbours[1]] < DIGITS[neighbours[2]]:
        at = neighbours.start()
        low, high = _han_value(word[: at + 1] + word[at + 2 :]), _han_value(word[:at] + word[at + 1 :])
        if low is not None and high is not None:
            return low[0], high[0], low[1]
    value = _han_value(word)
    return None if value is None else (value[0], None, value[1])


def _han_value(word: str) -> tuple[float, float] | None:
    """Value and worth of the last place. 一千二 is 1200; a run of bare digits is read as digits (二〇二二)."""
    if all(character in DIGITS for character in word):
        return (float("".join(str(DIGITS[character]) for character in word)), 1.0) if len(word) <= _LONGEST else None
    total = section = digit = 0.0
    last_scale, after_zero = 1.0, False
    for character in word:
        if character in DIGITS:
            if digit:
                return None
            digit, after_zero = float(DIGITS[character]), after_zero or DIGITS[character] == 0
        elif character in TENS:
            section, digit, last_scale = section + TENS[character], 0.0, 10.0
        elif (scale := SCALES[character]) < 1e4:
            section, digit, last_scale, after_zero = section + (digit or 1.0) * scale, 0.0, scale, False
        else:
            section = (section + digit or 1.0) * scale if not total or scale < 1e8 else section + digit
            total = total + section if scale < 1e8 or not total else (total + section) * scale
            section, digit, last_scale, after_zero = 0.0, 0.0, scale, False
    place = last_scale / 10 if digit and last_scale >= 100 and not after_zero else 1.0
    return total + section + digit * place, place if digit else last_scale


_BEFORE = re.compile(
    r"^(?:已|共计?|合计|总计|累计|达到?|为){0,3}"
    r"(不少于|不低于|至少|超过|超|逾|突破|过|上|近|接近|将近|大约|约|不足|不超过|不到|至多|最多)?"
)
_AFTER = re.compile(r"(以上|及以上|以下|以内|之内|左右|上下)$")
_APPROACHING = ("近", "接近", "将近")
_PER_CENT = re.compile(rf"百分之([\d.]+|[{HAN}]+(?:点[零〇一二三四五六七八九]+)?)$")
_NO_UNIT = re.compile(r"\d(?<!m2)|[至到—~、，。；-]$")
_BEFORE_MEANS = {
    **dict.fromkeys(("不少于", "不低于", "至少", "超过", "超", "逾", "突破", "过", "上"), Qualifier.AT_LEAST),
    **dict.fromkeys(("近", "接近", "将近", "大约", "约"), Qualifier.ABOUT),
    **dict.fromkeys(("不足", "不超过", "不到", "至多", "最多"), Qualifier.UP_TO),
}
_AFTER_MEANS = {
    **dict.fromkeys(("以上", "及以上"), Qualifier.AT_LEAST),
    **dict.fromkeys(("以下", "以内", "之内"), Qualifier.UP_TO),
    **dict.fromkeys(("左右", "上下"), Qualifier.ABOUT),
}


def parse_quantity(text: str) -> Quantity:
    """Read a text that holds one number and its unit: `1.55万人次`, `近5000人`, `9.7多万余册`, `13%`.

    Money in 万元 becomes 元, 万人次 becomes 人次; the unit is what remains when hedges are removed. Raises NotANumber.
    """
    folded = fold(text).strip()
    before = _BEFORE.match(folded)
    position = before.end() if before is not None else 0
    if per_cent := _PER_CENT.match(folded, position):
        inner = read_numeral(per_cent[1], 0)
        if inner is not None:
            return _quantity(inner, "%", before[1] if before else None, None)
    numeral = read_numeral(folded, position)
    if numeral is None or (not numeral.is_han and not folded[position].isdecimal()):
        raise NotANumber(text)
    rest = folded[numeral.end :].strip()
    after = _AFTER.search(rest)
    unit = rest[: after.start()] if after else rest
    is_word = numeral.end - numeral.start == 1 and folded[numeral.start] in "百千万亿" and not (before and before[1])
    if _NO_UNIT.search(unit) or len(unit) > _LONGEST_UNIT or is_word:
        raise NotANumber(text)
    return _quantity(numeral, unit or None, before[1] if before else None, after[1] if after else None)


def _quantity(numeral: Numeral, unit: str | None, before: str | None, after: str | None) -> Quantity:
    stated = _BEFORE_MEANS.get(before or "") or _AFTER_MEANS.get(after or "")
    return quantity_of(numeral, unit, stated, is_approached=before in _APPROACHING)


def quantity_of(
    numeral: Numeral, unit: str | None, stated: Qualifier | None = None, *, is_approached: bool = False
) -> Quantity:
    """Combine digits, unit and the qualifier of the words around them (which wins over 余 and 多 inside).

    `is_approached` is 近: the value is not quite reached.
    """
    qualifier = stated or inner_qualifier(numeral)
    low, high = bounds(numeral, qualifier)
    if is_approached and numeral.high is None and not numeral.is_vague:
        high = numeral.value
    return Quantity(
        value=numeral.value,
        unit=unit,
        qualifier=qualifier,
        value_low=low,
        value_high=high,
        half_width=numeral.step / 2 if numeral.step != 1.0 else 0.0,
        multiplier=numeral.scale,
        is_vague=numeral.is_vague,
        is_double_hedged=numeral.mores > 1,
    )


def inner_qualifier(numeral: Numeral) -> Qualifier:
    """What the hedges inside the number itself say."""
    if numeral.is_vague or numeral.is_loose or numeral.high is not None:
        return Qualifier.APPROX
    return Qualifier.AT_LEAST if numeral.mores else Qualifier.EXACT


def bounds(numeral: Numeral, qualifier: Qualifier) -> tuple[float | None, float | None]:
    """The lowest and highest value that the wording allows (domain/dimensions.md, numbers as written)."""
    value = numeral.value
    if numeral.high is not None:
        return value, numeral.high
    if numeral.is_vague:
        return value, value * 2 if numeral.is_loose else value * 10
    match qualifier:
        case Qualifier.AT_LEAST:
            return value, value + numeral.step if numeral.mores else None
        case Qualifier.ABOUT | Qualifier.APPROX:
            return round(value * 0.9, 6), round(value * 1.1, 6)
        case Qualifier.UP_TO:
            return None, value
        case _:
            return value, value
