"""Months, spans and what a number's time means: `Month`, `PeriodSpan`, `PeriodType`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


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
