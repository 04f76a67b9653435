"""The canonical text of names, labels and units: width, blanks, brackets and decorations only, never meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "{": "(", "}": ")"})
BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u3000]+")
MARKS = re.compile(r"[\"'“”‘’《》〈〉「」『』·•、,，。;；:：›…*＊_]+")
NUMBERING = re.compile(
    r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}、)"
)
CIRCLED = re.compile(r"[①-⑳]")
LEADING = "\"'“”‘’《》〈〉「」『』·•、,，。;；:：›…*＊_"
"""Marks that may hide a numbering or 其中 behind them: the same that `MARKS` removes."""
OF_WHICH = re.compile(r"^(?:其中|#)[:：]?")
SEAL = re.compile(r"\((?:盖章|公章|签章|章|印章|盖公章)\)$")
UNIT_IN_BRACKETS = re.compile(r"\((?:单位[:：]?)?([^()]{1,6})\)$")
NOISE = re.compile(
    r"(?:本|当|上|全)?(?:月|年|季)(?:度)?(?:数|数量|实际|完成数?|发生数|累计数?|末|末数)?|本年累计|累计数?|合计|总计|小计|数值|数量|"
    r"指标(?:名称)?|项目|[甲乙丙丁]|序号|代码|备注|计量单位|单位|单位名称|填报数|实际数|完成情况|完成数|报告期|\d+|"
    r"(?:\d{4}年)?(?:截[至止到])?(?:\d{1,2}月?[-—–~至])?\d{1,2}月(?:份|末|底)?(?:累计|合计|发生|完成)?数?|\d{4}年(?:度)?|上年同期|去年同期|同比|环比|增减|期末数?"
)
"""Labels about the period or the table itself; they say nothing about what is counted."""
PATH_SEPARATOR = "›"
CACHED_TEXTS = 16_384
GENERIC_HEADING = re.compile(
    r"(?:基层|科普|科技|各类|主要|公共|群众性?|及|和|与)*"
    r"(?:阵地|组织|场地|场馆|设施|活动|宣传|传媒|媒体|工作|队伍|服务|建设|产品|作品|资料|情况|方面|统计|指标|数据|类)+"
)
"""A heading made of nothing but general words; 线上, 女性, 专职, 奖补 or 上年 in it would change what is counted."""
UNIT_PREFIX = re.compile(r"^(?:计量)?单位[:：]?(?=.)")
HEDGES = re.compile(r"[余多来几约近超逾]")


def normalise_name(text: str, simplify: Mapping[str, str] | None = None) -> str:
    """Return a name in NFKC without blanks, quotes and separators, brackets as `()`.

    `simplify` maps single Traditional characters to Simplified ones, where a caller has such a table.
    """
    plain = unicodedata.normalize("NFKC", text).translate(BRACKETS)
    if simplify:
        plain = "".join(simplify.get(char, char) for char in plain)
    return MARKS.sub("", BLANKS.sub("", plain))


@lru_cache(maxsize=CACHED_TEXTS)
def normalise_label(text: str) -> str:
    """Return an indicator label without numbering, 其中 and decorations: `2、其中：实用技术培训` → `实用技术培训`."""
    plain = BLANKS.sub("", unicodedata.normalize("NFKC", CIRCLED.sub("", text)).translate(BRACKETS))
    previous = None
    while plain != previous:
        previous = plain
        plain = OF_WHICH.sub("", NUMBERING.sub("", plain.lstrip(LEADING)))
    return MARKS.sub("", plain)


def is_of_which(text: str) -> bool:
    """Whether the label says that it is a part of a total, as 其中 does."""
    plain = BLANKS.sub("", unicodedata.normalize("NFKC", CIRCLED.sub("", text))).lstrip(LEADING)
    return OF_WHICH.match(NUMBERING.sub("", plain).lstrip(LEADING)) is not None


def is_generic_heading(text: str) -> bool:
    """Whether a heading only says what kind of things stand below it (基层科普阵地), and qualifies nothing."""
    return GENERIC_HEADING.fullmatch(text) is not None


def without_brackets(text: str) -> str:
    """Return a normalised text without brackets inside it: 科普(技)讲座 → 科普讲座; 女性(专职) keeps its own."""
    return re.sub(r"\([^()]*\)(?=.)", "", text)


@lru_cache(maxsize=CACHED_TEXTS)
def normalise_place(text: str) -> str:
    """Return a place's name without seal marks: `塔城地区科协（盖章）` → `塔城地区科协`."""
    return SEAL.sub("", normalise_name(text))


@lru_cache(maxsize=CACHED_TEXTS)
def normalise_unit(text: str) -> str:
    """Return a unit without blanks and hedges, widths and squares unified: `万余册` → `万册`, `㎡` → `m2`."""
    plain = BLANKS.sub("", unicodedata.normalize("NFKC", text))
    return HEDGES.sub("", UNIT_PREFIX.sub("", plain))


def normalise_alias(kind: str, wording: str) -> str:
    """Return the form under which a confirmed wording is kept and looked up."""
    if kind == "region":
        return normalise_place(wording)
    parts = [normalise_label(part) for part in wording.split(PATH_SEPARATOR)]
    return "".join(part for part in parts if not NOISE.fullmatch(part)) or "".join(parts)
