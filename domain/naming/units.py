"""A written unit → the factor to an indicator's base unit, or None when the indicator refuses it."""

from __future__ import annotations

import re

from domain.catalog import AllowedUnit, Indicator
from domain.naming.text import normalise_unit

SCALES = {"百万": 1e6, "十万": 1e5, "千万": 1e7, "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "十": 1e1}
"""Number words that stand before a unit, longest first."""


def without_scale(text: str) -> str:
    """Return a unit without the number word before it: 万人次 → 人次."""
    scale = next((scale for scale in SCALES if text.startswith(scale)), "")
    return text.removeprefix(scale)


SEVERAL = re.compile(r"[()/、,]")
"""How a form writes two measure words of one thing: 场（次）, 册/份."""


def resolve_unit(unit: str | None, indicator: Indicator) -> AllowedUnit | None:
    """Return the allowed unit that a text means for this indicator, hedges removed and 万 applied.

    期 is a session in training and an episode in media, so the factor comes from the indicator, never from the
    text alone. A bare 万 is a scale of the base unit, except for rates. Two measure words at once, as in 场（次）, must
    both be allowed with one factor. None for a unit that is refused (VAL-07) or not stated.
    """
    text = normalise_unit(unit) if unit else ""
    if not text:
        return None
    return _allowed(text, indicator) or _several(text, indicator)


def _allowed(text: str, indicator: Indicator) -> AllowedUnit | None:
    if (allowed := indicator.units.get(text)) is not None:
        return allowed
    for scale, factor in SCALES.items():
        if not text.startswith(scale):
            continue
        rest = text.removeprefix(scale)
        if not rest and indicator.measure_type != "rate":
            return AllowedUnit(text, factor)
        if (inner := indicator.units.get(rest)) is not None:
            return AllowedUnit(text, factor * inner.multiplier, inner.is_related)
    return None


def _several(text: str, indicator: Indicator) -> AllowedUnit | None:
    words = [word for word in SEVERAL.split(text) if word]
    if len(words) < 2:
        return None
    if (joined := _allowed("".join(words), indicator)) is not None:
        return joined
    found = [_allowed(word, indicator) for word in words]
    known = [one for one in found if one is not None]
    if len(known) < len(words) or len({one.multiplier for one in known}) > 1:
        return None
    return AllowedUnit(text, known[0].multiplier, any(one.is_related for one in known))
