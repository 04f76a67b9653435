"""A number as written, with what its hedges allow: `Quantity`, `Qualifier`, `ValueState`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
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
