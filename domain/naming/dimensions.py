"""A wording of an audience, channel, venue type or funding source → its code."""

from __future__ import annotations

from collections.abc import Mapping

from domain.catalog import Dimension
from domain.naming.results import Ambiguous, Resolution, Resolved, Unknown
from domain.naming.text import normalise_label


def resolve_dimension(text: str, members: Mapping[str, Dimension]) -> Resolution:
    """Return the member whose name or wording the text is; the name wins over another member's wording."""
    name = normalise_label(text)
    if not name:
        return Unknown()
    for code, member in members.items():
        if normalise_label(member.name_zh) == name:
            return Resolved(code, "exact" if member.name_zh == text else "normalised")
    found = tuple(code for code, one in members.items() if name in map(normalise_label, one.wordings))
    if len(found) == 1:
        return Resolved(found[0], "wording")
    return Ambiguous(found) if found else Unknown()
