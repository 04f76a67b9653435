"""Figures that are stated twice: one statement with two places."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.statement import Statement

_SMALL = 20  # two figures below it may well be equal by chance
_ALIKE = 4  # characters in which two wordings of one noun begin or end alike
_NEAR = 8  # earlier figures of that value that are looked at


@dataclass(slots=True)
class Seen:
    """Figures of the document so far, to recognise a figure that is stated again."""

    by_value: dict[tuple[object, ...], list[tuple[str, str, bool]]] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)  # a headline's figure → the statement in the body

    def again(self, statement: Statement, *, is_heading: bool) -> str | None:
        """The earlier statement of the same figure, if there is one; remembers this one.

        A figure of a headline is the repeat of the one in the body, which says more.
        """
        quantity, noun = statement.quantity, statement.what or ""
        if quantity is None or quantity.value < _SMALL or len(noun) < 2:
            return None
        known = self.by_value.setdefault((quantity.value, statement.unit, statement.org), [])
        for earlier_noun, identifier, was_heading in known[-_NEAR:]:
            if was_heading and not is_heading:
                self.headlines.setdefault(identifier, statement.statement_id)
            elif _is_same_noun(noun, earlier_noun):
                return identifier
        known.append((noun, statement.statement_id, is_heading))
        return None


def _is_same_noun(one: str, other: str) -> bool:
    """Whether two wordings begin or end alike: 乡村科普馆为重点, 乡村科普馆实现互动."""
    return one[:_ALIKE] == other[:_ALIKE] or one.endswith(other[-_ALIKE:]) or other.endswith(one[-_ALIKE:])
