"""Values of which a month has hundreds of thousands: immutable to the type checker, cheap to make.

A frozen dataclass sets each field through `object.__setattr__`; making a Statement that way costs five times as much as
making it at all (benchmarks/RESULTS.md, "Speed"). A record promises the same to mypy, which refuses every assignment to
its fields, and leaves the promise to it. Everything else in `domain/` stays a frozen dataclass.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Record = TypeVar("_Record")


@dataclass_transform(frozen_default=True)
def record(noun: type[_Record]) -> type[_Record]:
    """Make a class a record: slots, equality and hash by value."""
    return dataclass(slots=True, unsafe_hash=True)(noun)


def altered(one: _Record, **changes: object) -> _Record:
    """A copy of a record with other values in some fields; what `dataclasses.replace` does, fifteen times as fast."""
    copy: _Record = type(one)(*_values_of(type(one))(one))  # type: ignore[arg-type]  # a class can be hashed
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


@cache
def _values_of(noun: type) -> Callable[[Any], tuple[Any, ...]]:  # Any: fields of every type
    """Reads every field of a record at once, in the order in which its class takes them."""
    return attrgetter(*(field.name for field in fields(noun)))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector of cycles from running while many records are made.

    Records form no cycles, yet the collector walks all of them again and again while their number grows: on a sheet of
    100,000 figures that is as much work as reading it. What is dropped is freed all the same, by counting references.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
