"""Values of which a month has hundreds of thousands: immutable to the type checker, cheap to make.

A frozen dataclass sets each field through `object.__setattr__`; making a Statement that way costs five times as much as
making it at all (benchmarks/RESULTS.md, "Speed"). A record promises the same to mypy, which refuses every assignment to
its fields, and leaves the promise to it. Everything else in `domain/` stays a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Record = TypeVar("_Record")


@dataclass_transform(frozen_default=True)
def record(noun: type[_Record]) -> type[_Record]:
    """Make a class a record: slots, equality and hash by value."""
    return dataclass(slots=True, unsafe_hash=True)(noun)
