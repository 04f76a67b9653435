"""Figures that are stated twice: one statement with two places."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.period import PeriodSpan
from domain.statement import Kind

_SMALL = 20  # two figures below it may well be equal by chance
_ALIKE = 4  # characters in which two wordings of one noun begin or end alike
_NEAR = 8  # earlier figures of that value that are looked at


@dataclass(frozen=True, slots=True)
class Figure:
    """What is remembered of a figure. `raw` is its folded text, `value` None when it has none."""

    noun: str
    identifier: str
    is_heading: bool
    period: PeriodSpan | None
    kind: Kind
    value: float | None
    unit: str | None
    org: str | None
    raw: str


@dataclass(slots=True)
class Seen:
    """Figures of the document so far, to recognise a figure that is stated again."""

    by_value: dict[tuple[object, ...], list[Figure]] = field(default_factory=dict)
    by_noun: dict[tuple[object, ...], list[str]] = field(default_factory=dict)  # digits of the same thing's figures
    headlines: dict[str, str] = field(default_factory=dict)  # a headline's figure → the statement in the body

    def again(self, figure: Figure) -> str | None:
        """The earlier statement of the same figure, if there is one; remembers this one.

        The same value of one thing in two months is no repeat. A figure of a headline is the repeat of the one in the
        body, which says more.
        """
        if figure.value is None or figure.value < _SMALL or len(figure.noun) < 2:
            return None
        known = self.by_value.setdefault((figure.value, figure.unit, figure.org), [])
        for earlier in known[-_NEAR:]:
            if earlier.is_heading and not figure.is_heading:
                self.headlines.setdefault(earlier.identifier, figure.identifier)
            elif _is_same(figure, earlier):
                return earlier.identifier
        known.append(figure)
        return None

    def mistyped(self, figure: Figure) -> str | None:
        """Why a figure contradicts another one of the same thing: 11181场次 where 1181场次 is stated too."""
        digits = "".join(filter(str.isdecimal, figure.raw))
        if len(digits) < _ALIKE - 1 or len(figure.noun) < 2:
            return None
        known = self.by_noun.setdefault((figure.noun[-_ALIKE:], figure.unit, figure.org, figure.kind), [])
        doubled = next((other for other in known[-_NEAR:] if _has_doubled(digits, other)), None)
        known.append(digits)
        return f"与同一事项的另一数字{doubled}只差一个重复的数位" if doubled is not None else None


def _has_doubled(digits: str, other: str) -> bool:
    """Whether the digits are the others with one of them written twice."""
    if len(digits) != len(other) + 1:
        return False
    pairs = (index for index in range(1, len(digits)) if digits[index] == digits[index - 1])
    return any(digits[:index] + digits[index + 1 :] == other for index in pairs)


def _is_same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same: 乡村科普馆为重点, 乡村科普馆实现互动 begin alike."""
    if one.period != other.period or (one.kind is Kind.CHANGE) != (other.kind is Kind.CHANGE):
        return False
    first, second = one.noun, other.noun
    return first[:_ALIKE] == second[:_ALIKE] or first.endswith(second[-_ALIKE:]) or second.endswith(first[-_ALIKE:])
