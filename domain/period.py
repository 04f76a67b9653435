"""Months, spans and what a number's time means: `Month`, `PeriodSpan`, `PeriodType`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class PeriodType(StrEnum):
    """What a figure's time means (domain: month flow, year to date, stock, one event, target, season)."""

    MONTH = "month"
    YTD = "ytd"
    STOCK = "stock"
    EVENT = "event"
    TARGET = "target"
    SEASON = "season"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"month must be 1 to 12, got {self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2022-11`. Raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if match is None:
            raise ValueError(f"a month is written YYYY-MM, got {text!r}")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def zh(self) -> str:
        """The month as a Chinese sentence writes it: 2022年11月."""
        return f"{self.year}年{self.number}月"


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """The span a document states, in the one text form that is compared and printed.

    `text` is YYYY, YYYY-MM, YYYY-MM-DD, YYYYQn, YYYY-MM..YYYY-MM or YYYY-YYYY.
    """

    text: str

    @property
    def last_month(self) -> Month | None:
        """The month in which the span ends; None when the text names no year and month."""
        end = self.text.split("..")[-1]
        if quarter := re.fullmatch(r"(\d{4})Q([1-4])", end):
            return Month(int(quarter[1]), int(quarter[2]) * 3)
        if month := re.match(r"(\d{4})-(\d{2})(?:-\d{2})?$", end):
            return Month(int(month[1]), int(month[2])) if 1 <= int(month[2]) <= 12 else None
        if year := re.search(r"(\d{4})$", end):
            return Month(int(year[1]), 12)
        return None

    @property
    def is_month(self) -> bool:
        """Whether the span is one calendar month."""
        return re.fullmatch(r"\d{4}-\d{2}", self.text) is not None

    @property
    def begins_in_january(self) -> bool:
        """Whether the span is one year, or its first months: a sum over it is one since January."""
        return re.fullmatch(r"(\d{4})(?:-01(?:\.\.\1-\d{2})?|Q1)?", self.text) is not None


@dataclass(frozen=True, slots=True)
class PeriodParts:
    """What a period text says, where the year may be missing (`11月`, `一季度`).

    `first` and `last` are months of their years; both None for a whole year. `is_quarter` tells 三季度 from 7-9月.
    """

    year: int | None
    last_year: int | None = None
    first: int | None = None
    last: int | None = None
    day: int | None = None
    is_quarter: bool = False

    def span(self, default_year: int | None = None) -> PeriodSpan | None:
        """The span, with the year taken from the surroundings when the text names none."""
        year = self.year if self.year is not None else default_year
        if year is None:
            return None
        if self.first is None or self.last is None:
            return PeriodSpan(f"{year}" if self.last_year in (None, year) else f"{year}-{self.last_year}")
        if self.day is not None:
            return PeriodSpan(f"{year}-{self.first:02d}-{self.day:02d}")
        if self.is_quarter and self.last - self.first == 2:
            return PeriodSpan(f"{year}Q{self.last // 3}")
        end_year = self.last_year or year
        return month_span(year, self.first, end_year, self.last)


def month_span(year: int, first: int, end_year: int, last: int) -> PeriodSpan:
    """The span from one month to another; a whole calendar year is written as the year."""
    if (year, first) == (end_year, last):
        return PeriodSpan(f"{year}-{first:02d}")
    if year == end_year and (first, last) == (1, 12):
        return PeriodSpan(f"{year}")
    return PeriodSpan(f"{year}-{first:02d}..{end_year}-{last:02d}")


_YEAR = r"(?P<y>(?:19|20)\d{2})"
_YEAR_2 = r"(?P<y2>(?:19|20)\d{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_MONTH_2 = r"(?P<m2>1[0-2]|0?[1-9])"
_TO = r"(?:\.\.|--|[-~至到—–―－])"
_QUARTER = r"第?(?:(?P<q>[一二三四1-4])季度?|[Qq](?P<qq>[1-4]))"
_END = r"(?:份|末|底|初|当月|累计|止)?"
_PERIOD_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}[-/.年]{_MONTH}月?{_TO}{_YEAR_2}[-/.年]{_MONTH_2}月?{_END}",
        rf"{_YEAR}年{_MONTH}月?{_TO}{_MONTH_2}月{_END}",
        rf"{_YEAR}(?:年|[-/.])?(?P<head>前[一二三四1-4]季度|上半年|下半年|[Hh][12])",
        rf"{_YEAR}(?:年|[-/.])?{_QUARTER}{_END}",
        rf"{_YEAR}[-/.年]{_MONTH}[-/.月](?P<d>3[01]|[12]\d|0?[1-9])日?",
        rf"{_YEAR}(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])",
        rf"{_YEAR}[-/.年]{_MONTH}月?{_END}",
        rf"{_YEAR}(?P<m>1[0-2]|0[1-9])",
        rf"{_YEAR}年?{_TO}{_YEAR_2}年?{_END}",
        rf"(?:截[至止])?{_YEAR}年?(?:度|全年|年?末|年?底|年?初)?",
    )
)
_YEARLESS_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_MONTH}月?{_TO}{_MONTH_2}月{_END}",
        r"(?P<head>前[一二三四]季度|上半年|下半年)",
        r"第?(?P<q>[一二三四1-4])季度",
        rf"{_MONTH}月{_END}",
        r"(?P<zh>十[一二]?|[一二三四五六七八九])月份?",
    )
)
_LAST_OF_PERIOD = frozenset("年月日季度份末底初计止")
"""With digits, all that the forms above can end in; no other text need be tried."""
_PERIOD_IN_TEXT = tuple(re.compile(rf"(?<![\d.])(?:{form.pattern})(?![\d.])") for form in _PERIOD_FORMS)
_NUMBERED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2}[-/.])(?=\d(?![\d月年./-]))")  # report-2018-1 is no January
_ZH_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ZH_MONTHS = {
    zh: n for n, zh in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
_ZH_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_ZH_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_ZH_MONTH = re.compile(r"(?<=年)(?:十[一二]?|[一二三四五六七八九])(?=月)")
_EXCEL_EPOCH = date(1899, 12, 30)


def parse_period_text(text: str) -> PeriodSpan | None:
    """Read a text that is a period and nothing else: `2022年11月`, `202211`, `2015—2020年`, `2022年一季度`.

    Returns None for anything else, also for a month without a year.
    """
    parts = parse_period_parts(text)
    return parts.span() if parts is not None else None


@lru_cache(maxsize=4096)
def parse_period_parts(text: str) -> PeriodParts | None:
    """Read a text that is a period, where the year may be missing: `11月`, `一季度`, `1-11月`."""
    plain = _plain(text)
    if not plain or len(plain) > 24 or not (plain[-1] in _LAST_OF_PERIOD or plain[-1].isdecimal()):
        return None
    plain = plain.removesuffix("年度") + "年" if plain.endswith("年度") else plain
    for form in (*_PERIOD_FORMS, *_YEARLESS_FORMS):
        match = form.fullmatch(plain)
        if match is not None and (parts := _parts_of(match)) is not None:
            return parts
    return None


@lru_cache(maxsize=4096)
def find_period(text: str) -> PeriodParts | None:
    """Find the period that a title, caption or file name states; a comparison (比2021年) is none."""
    text = re.sub(r"(?<=\d)\s+(?=\d)", "#", text)  # 表2 2023年 is no year 22023
    plain = re.sub(r"[比较][(（]?(?:19|20)\d{2}年?", "比", _plain(text))
    plain = _NUMBERED_YEAR.sub(lambda match: match[1][:4] + "#", plain)
    found = [
        (match.start(), order, parts)
        for order, form in enumerate(_PERIOD_IN_TEXT)
        for match in form.finditer(plain)
        if (parts := _parts_of(match)) is not None
    ]
    return min(found, key=lambda item: item[:2])[2] if found else None


def period_of_serial(serial: float) -> PeriodSpan | None:
    """The month of an Excel date serial (44866 → 2022-11); None outside 1990 to 2099 and for fractions."""
    if not 32874 <= serial <= 73050 or serial != int(serial):
        return None
    day = _EXCEL_EPOCH + timedelta(days=int(serial))
    return PeriodSpan(f"{day.year}-{day.month:02d}")


def _plain(text: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if _ZH_YEAR.search(plain):
        plain = _ZH_YEAR.sub(lambda match: match[0].translate(_ZH_DIGITS), plain)
        plain = _ZH_MONTH.sub(lambda match: str(_ZH_MONTHS[match[0]]), plain)
    return plain


def _parts_of(match: re.Match[str]) -> PeriodParts | None:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    last_year = int(groups["y2"]) if groups.get("y2") else None
    if last_year is not None and year is not None and last_year < year:
        return None
    if head := groups.get("head"):
        first, last = _half_or_quarters(head)
        return PeriodParts(year, None, first, last)
    if quarter := groups.get("q") or groups.get("qq"):
        number = _ZH_QUARTERS.get(quarter) or int(quarter)
        return PeriodParts(year, None, number * 3 - 2, number * 3, is_quarter=True)
    if zh := groups.get("zh"):
        return PeriodParts(year, None, _ZH_MONTHS[zh], _ZH_MONTHS[zh])
    first_month = int(groups["m"]) if groups.get("m") else None
    last_month = int(groups["m2"]) if groups.get("m2") else first_month
    if first_month and last_month and last_year is None and last_month < first_month:
        return None
    return PeriodParts(year, last_year, first_month, last_month, int(groups["d"]) if groups.get("d") else None)


def _half_or_quarters(head: str) -> tuple[int, int]:
    if head.startswith("前"):
        return 1, 3 * (_ZH_QUARTERS.get(head[1]) or int(head[1]))
    return (1, 6) if head[0] == "上" or head[1:] == "1" else (7, 12)
