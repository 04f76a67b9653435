"""Observations and file readings as Arrow tables: what worker processes hand back, never pickled objects."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from domain.observation import Observation

_ARROW_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
}
_Row = TypeVar("_Row")


def schema_of(row_type: type) -> pa.Schema:
    """The Arrow schema of a flat dataclass: a column a field, nullable where the field is optional."""
    hints = get_type_hints(row_type)
    return pa.schema([_field(field.name, hints[field.name]) for field in fields(row_type)])


def _field(name: str, hint: object) -> pa.Field:
    is_union = get_origin(hint) in (Union, types.UnionType)
    alternatives = [a for a in get_args(hint) if a is not type(None)] if is_union else [hint]
    return pa.field(name, _ARROW_TYPES[alternatives[0]], nullable=is_union)  # type: ignore[index]  # a flat dataclass has only these types


def table_of(rows: Iterable[_Row], row_type: type[_Row]) -> pa.Table:
    """Rows of a flat dataclass as a table with exactly its columns."""
    schema = schema_of(row_type)
    listed = list(rows)
    columns = [list(map(attrgetter(name), listed)) for name in schema.names]
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def rows_of(table: pa.Table, row_type: type[_Row]) -> Iterator[_Row]:
    """The dataclass rows of a table, in order."""
    names = [field.name for field in fields(row_type)]  # type: ignore[arg-type]  # only flat dataclasses are passed
    columns: Sequence[list[object]] = [table.column(name).to_pylist() for name in names]
    for values in zip(*columns, strict=True):
        yield row_type(*values)


OBSERVATION_SCHEMA = schema_of(Observation)
