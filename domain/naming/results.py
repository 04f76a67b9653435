"""What resolving a name returns: one code, several, or none. Nothing takes the best score in silence."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN_NAME = "unknown_name"
NOT_VALID_IN_MONTH = "not_valid_in_month"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The one code that is meant, and how that is known: exact, normalised, alias, wording, code, context."""

    code: str
    how: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several codes fit and nothing at hand decides."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No code fits; `candidates` are only offered to a person.

    `why` is unknown_name, or not_valid_in_month for a place that does not exist then (VAL-01); the candidates are
    then its successors, or itself where it does not exist yet.
    """

    candidates: tuple[str, ...] = ()
    why: str = UNKNOWN_NAME


Resolution = Resolved | Ambiguous | Unknown
