"""What a single label says besides naming an indicator: a measure word, a unit, a title, a period, a place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.catalog import Catalog, Indicator
from domain.naming.index import PERSONS, SESSIONS, Codes
from domain.naming.text import NOISE, UNIT_IN_BRACKETS, normalise_place, normalise_unit
from domain.naming.units import resolve_unit, without_scale

NEUTRAL = re.compile(
    r"开展|举办|举行|组织|实施|完成|全年|今年以来|本年|本月|当月|累计|总共|一共|共计|合计|各类|各级|各种|多种|系列|有关|相关|"
    r"全地区|全州|全市|全县|我区|我州|我市|工作|情况|活动|科普|的|等|共|总"
)
"""What may stand around a wording without changing what is counted."""
MEASURE_ALONE = re.compile(r"(?:参与|参加|参训|受众|覆盖|受益|活动)?(?:总)?(人次数?|人数|场次数?|场数|次数|期数)")
TITLE = re.compile(
    r"附?表[0-9一二三四五六七八九十]*|附件\d*|统计|[月季年]报|报表|汇总|一览|明细|情况|数据|进度|上报|填报|[Ss]heet|"
    r"\d{4}年|\d{1,2}月|[一二三四]季度|年度|月度|本年|本月|全年|累计数?|科协|科学技术协会|全民科学素质|[()\d—~至-]"
)
"""What table titles and sheet names are made of, besides the thing they are about."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def is_noise(word: str, catalog: Catalog) -> bool:
    """Whether a label is about the period, the table or the place, not about what is counted."""
    if NOISE.fullmatch(word) and not MEASURE_ALONE.fullmatch(word):
        return True
    place = normalise_place(word)
    return place in catalog.names.region_names or place in catalog.names.region_aliases


def without_unit(text: str, catalog: Catalog) -> tuple[str, str | None]:
    """Split a unit in brackets off a normalised label: 培训(场次) → 培训, 场次; other brackets stay."""
    found = UNIT_IN_BRACKETS.search(text)
    if found is None:
        return text, None
    unit = normalise_unit(found[1])
    is_unit = unit in catalog.unit_classes or without_scale(unit) in catalog.unit_classes
    return (text[: found.start()], found[1]) if is_unit else (text, None)


def unit_word(unit: str | None) -> str:
    """A unit as a measure word: 万人次 says 人次, 场 says 场次."""
    word = without_scale(normalise_unit(unit)) if unit else ""
    return "场次" if word == "场" else word


def measure_among(words: Sequence[str]) -> str | None:
    """The measure word of the innermost label that is nothing else."""
    return next((match[1] for word in reversed(words) if (match := MEASURE_ALONE.fullmatch(word))), None)


def counts(measure: str | None, indicator: Indicator) -> bool:
    """Whether an indicator can be what the measure word counts: 人次 no sessions, 场次 no people."""
    if measure in PERSONS:
        return any(resolve_unit(unit, indicator) is not None for unit in ("人次", "人"))
    if measure in SESSIONS:
        return any(resolve_unit(unit, indicator) is not None for unit in ("场次", "次", "期"))
    return True


def subject(heading: str, catalog: Catalog) -> str:
    """What a title is about: 2022年11月塔城地区科技培训情况表 → 科技培训; blank for a title that names nothing."""
    about = TITLE.sub("", catalog.names.places.sub("", heading))
    says_something = CHINESE.search(NEUTRAL.sub("", about)) is not None
    return about if says_something and about not in catalog.names.categories else ""


def indicators_of(heading: str, catalog: Catalog) -> Codes:
    """The indicators that a heading names, whichever measure it states."""
    named, whole = catalog.names.named, without_unit(heading, catalog)[0]
    return named(whole, has_measure=True) or named(subject(whole, catalog), has_measure=True)
