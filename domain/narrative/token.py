"""A number as it stands in a paragraph, before anybody asks what it counts: `Token`."""

from __future__ import annotations

from dataclasses import dataclass

from domain.period import PeriodParts
from domain.quantity import Numeral, Qualifier
from domain.statement import TokenClass


@dataclass(slots=True)
class Token:
    """One number of a paragraph: `start` to `end` with its hedges and measure word.

    `token_class` is set when it is no statistic. A date carries the parts it names.
    """

    start: int
    end: int
    numeral: Numeral | None = None
    unit: str | None = None
    unit_class: str | None = None
    qualifier: Qualifier | None = None  # of the words around; the hedges inside are the numeral's
    token_class: TokenClass | None = None
    why: str | None = None
    date: PeriodParts | None = None
    named: str | None = None  # a period that has a name
    suspect: str | None = None
    is_approached: bool = False  # 近, 将近: not quite reached
