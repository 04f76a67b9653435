"""What holds for a whole table: its title, unit line, period, place, as its surroundings state them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.period import PeriodParts, PeriodSpan, find_period, month_span, parse_period_parts
from domain.statement import Kind
from domain.tables.header_block import fields_of
from domain.tables.segments import Block
from domain.tables.sheet import SheetView, is_foreign
from domain.tables.units import unit_in_label, units_of_line

_KEY_VALUE = re.compile(r"^([^:：,，。\d]{1,10})[:：]\s*(.*)$")
_PERIOD_KEYS = re.compile(r"报告期|期别|统计(?:时间|期|年度|月份)|所属期|数据(?:时间|期)|^时间$|^年份$|^年度$|^月份$")
_PLACE_KEYS = re.compile(r"^(?:地区|区域|地域|城市|省份|所属地区|行政区)$")
_SUBJECT_KEYS = re.compile(r"^(?:指标|指标名称|统计指标|项目)$")
_SOURCE = re.compile(r"^(?:数据|资料)?来源[:：]\s*(.+)$")
_NATION = re.compile(r"^(?:国家|中国|全国)")
_BODY = re.compile(
    r"^(.{1,12}?(?:自治区|自治州|省|市|地区|州|盟|县|区|旗))(?!.*(?:省|市|县)).{0,12}(?:局|厅|委|委员会|科协|科学技术协会|办公室|中心|政府)$"
)
_CODE_NUMBER = re.compile(r"[A-Za-z]+\d+")  # C2013 is table 20.13, no year
_UNIT_LINE = re.compile(r"^[(（]?(?:计量)?单\s*位\s*[:：]")
_SHEET_DEFAULT = re.compile(r"^(?:sheet|工作表)\s*\d*(?:\s*\(\d+\))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableScope:
    """The surroundings of a table. `period_source` says where the period was read, `conflict` what disagreed."""

    title: str | None
    captions: tuple[str, ...]
    subject: str | None  # 指标：地区生产总值(亿元)
    place: str | None
    is_place_inferred: bool
    units: tuple[str, ...]
    period: PeriodParts | None
    period_source: str | None
    conflict: str | None
    is_cumulative: bool = False  # 口径：累计
    is_month: bool = False  # 口径：本月


def table_scope(view: SheetView, block: Block, file_name: str) -> TableScope:
    """Gather what title rows, heading, notes, sheet name and file name say."""
    lines = [text for row in block.title_rows for text in _texts(view, row, block)]
    heading = [part.strip() for part in (view.grid.heading or "").split("\n") if part.strip()]
    stated = (m for line in (*heading, *lines) if (m := _KEY_VALUE.match(line)) and m[2])
    pairs = {m[1].strip(): m[2].strip() for m in stated}
    counting = next((value for key, value in pairs.items() if "口径" in key), "")
    captions = [line for line in (*heading, *lines) if _is_caption(line)]
    notes = [text for row in block.after_rows for text in _texts(view, row, block)]
    corner = [view.own_text(row, block.left) for row in block.header_rows]
    subject = next((value for key, value in pairs.items() if _SUBJECT_KEYS.match(key)), None)
    place, is_inferred = _place(pairs, notes)
    period, source, conflict = _period(pairs, captions, view.grid.name, file_name)
    return TableScope(
        title=captions[0] if captions else None,
        captions=tuple(captions[:3]),
        subject=subject,
        place=place,
        is_place_inferred=is_inferred,
        units=_units([*lines, *corner], heading, captions, subject),
        period=period,
        period_source=source,
        conflict=conflict,
        is_cumulative="累计" in counting,
        is_month="本月" in counting or "当月" in counting,
    )


def _texts(view: SheetView, row: int, block: Block) -> list[str]:
    return [text for column in view.filled(row, block.left, block.right) if (text := view.own_text(row, column))]


def _is_caption(line: str) -> bool:
    if is_foreign(line) or _UNIT_LINE.match(line) or (_KEY_VALUE.match(line) and len(line) < 40):
        return False
    if set(fields_of(line)) - {"unit"}:
        return False
    return len(line) <= 80


def _place(pairs: dict[str, str], notes: Sequence[str]) -> tuple[str | None, bool]:
    """The place a table is about: stated (地区：上海), or the territory of the body named as its source."""
    stated = next((value for key, value in pairs.items() if _PLACE_KEYS.match(key)), None)
    if stated is not None:
        return stated, False
    for note in notes:
        source = _SOURCE.match(note)
        if source is None:
            continue
        body = source[1].strip().rstrip("。.")
        if _NATION.match(body):
            return "全国", True
        if named := _BODY.match(body):
            return named[1], True
    return None, False


def _units(
    lines: Iterable[str], heading: Iterable[str], captions: Sequence[str], subject: str | None
) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for line in (*heading, *lines):
        found = units_of_line(line) or found
    if found:
        return found
    for label in (subject, *captions):
        if label and (unit := unit_in_label(label)):
            return (unit,)
    return ()


def _period(
    pairs: dict[str, str], captions: Sequence[str], sheet: str, file_name: str
) -> tuple[PeriodParts | None, str | None, str | None]:
    """The period of a table: header field, then title, then sheet name, then file name; a conflict is told."""
    stated = next((find_period(v) or parse_period_parts(v) for k, v in pairs.items() if _PERIOD_KEYS.search(k)), None)
    titled = next(
        (
            parts
            for caption in captions
            if (parts := find_period(caption) or parse_period_parts(caption.strip("()（）")))
        ),
        None,
    )
    name = "" if _SHEET_DEFAULT.match(sheet) else sheet
    sheet_parts = parse_period_parts(name) or find_period(name)
    file_parts = find_period(_CODE_NUMBER.sub("#", file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    ranked = [("报告期", stated), ("标题", titled), ("工作表名", sheet_parts), ("文件名", file_parts)]
    known = [(source, parts) for source, parts in ranked if parts is not None]
    if not known:
        return None, None, None
    source, parts = known[0]
    for _, other in known[1:]:
        parts = _completed(parts, other)
    return parts, source, _conflict(known)


def _completed(parts: PeriodParts, other: PeriodParts) -> PeriodParts:
    """Add a year, or a month of the same year, that only a weaker source states."""
    if parts.year is None and other.year is not None:
        return PeriodParts(other.year, None, parts.first, parts.last, parts.day, parts.is_quarter)
    if parts.first is None and parts.last_year is None and other.first is not None and other.year in (None, parts.year):
        return PeriodParts(parts.year, other.last_year, other.first, other.last, other.day, other.is_quarter)
    return parts


def _conflict(known: Sequence[tuple[str, PeriodParts]]) -> str | None:
    """Say which two sources disagree: no year in common, or two different months."""
    source, first = known[0]
    for other_source, other in known[1:]:
        if first.year is not None and other.year is not None:
            years = range(first.year, (first.last_year or first.year) + 1)
            is_apart = not set(years) & set(range(other.year, (other.last_year or other.year) + 1))
        else:
            is_apart = False
        may_be_one_year = first.year == other.year or None in (first.year, other.year)
        is_other_month = None not in (first.last, other.last) and may_be_one_year and first.last != other.last
        if is_apart or is_other_month:
            texts = [span.text if (span := parts.span(first.year or other.year)) else "" for parts in (first, other)]
            return f"期间不一致：{source}为{texts[0]}，{other_source}为{texts[1]}"
    return None


# ---- what words of a label say about time and kind

_CUMULATIVE = re.compile(r"累计|年初至今|年初以来|本年至今")
_THIS_MONTH = re.compile(r"^(?:本月|当月|本期|报告期|本月数|本月止|本月完成|当月数)")
_LAST_YEAR = re.compile(r"上年同期|去年同期|上年同月|去年同月|上年累计")
_LAST_MONTH = re.compile(r"^(?:上月|上期)")
_STOCK = re.compile(r"年末|年底|期末|月末|季末|现有|累计建成|存量|保有")
_KINDS = (
    (Kind.CHANGE, re.compile(r"增长(?!人|量|额)|增速|同比|环比|增减|比上年|比\d{4}年|比去年|[+]、-|±|增幅|升降")),
    (Kind.TARGET, re.compile(r"(?<!行动)计划|目标|任务数?|指标数|年度任务")),
    (Kind.FORECAST, re.compile(r"预计|预测|预期")),
    (Kind.SHARE, re.compile(r"比重|占比|比例|构成|份额|占.{1,12}%")),
    (Kind.RATE, re.compile(r"率(?:[(（]|$)|密度|人均|强度|指数")),
    (Kind.CUMULATIVE, _CUMULATIVE),
    (Kind.PART, re.compile(r"其中|^[#＃]")),
)


@lru_cache(maxsize=8192)
def kind_of(labels: tuple[str, ...]) -> Kind:
    """What a figure states about its noun, by the words of its labels."""
    joined = "|".join(labels)
    if "自然增长" in joined:  # births less deaths, no change of a level
        return Kind.RATE if "率" in joined else Kind.LEVEL
    return next((kind for kind, pattern in _KINDS if pattern.search(joined)), Kind.LEVEL)


def is_cumulative(labels: Iterable[str]) -> bool:
    """Whether a label says year to date."""
    return any(_CUMULATIVE.search(label) for label in labels)


def is_stock(labels: Iterable[str]) -> bool:
    """Whether a label says how much there is at the end of the period."""
    return any(_STOCK.search(label) for label in labels)


def is_month_word(label: str) -> bool:
    """Whether a header says 本月."""
    return bool(_THIS_MONTH.match(label))


def relative_period(label: str, parts: PeriodParts) -> PeriodParts | None:
    """The period of 上年同期 or 上月 seen from the table's period; None for other labels."""
    if parts.year is None:
        return None
    if _LAST_YEAR.search(label):
        return PeriodParts(parts.year - 1, None, parts.first, parts.last, None, parts.is_quarter)
    if _LAST_MONTH.match(label) and parts.last is not None:
        year, month = (parts.year - 1, 12) if parts.last == 1 else (parts.year, parts.last - 1)
        return PeriodParts(year, None, month, month)
    return None


def to_date(parts: PeriodParts) -> PeriodSpan | None:
    """The span from January to the end of the period: what a cumulative figure covers."""
    if parts.year is None:
        return None
    if parts.last is None or parts.last_year not in (None, parts.year):
        return parts.span()
    return month_span(parts.year, 1, parts.year, parts.last)
