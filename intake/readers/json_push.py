"""JSON pushed by a reporting system: lists of objects as Grids, single values as one Grid of names and values.

Every value cell has its JSON path as address (`$.items[0].value`); names of a list's fields have `$.items[].value`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from domain.document import CellValue, Document, Grid, Position
from domain.errors import UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import DecodedText
from intake.readers.source import Limits, Source, check_cells

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
PLAIN_KEY = re.compile(r"[^\W\d][\w-]*")


def read(source: Source, decoded: DecodedText) -> Document:
    """Read a JSON document; numbers keep their type, null is a blank cell.

    Raises UnreadableSubmission for JSON that is broken or holds no value.
    """
    try:
        content: Json = json.loads(decoded.text, parse_constant=_refuse_constant)
        collected = _Collected(source.limits)
        collected.take(content, "$")
    except (ValueError, RecursionError) as error:
        raise UnreadableSubmission(refusals.BROKEN_JSON) from error
    grids = collected.finished()
    if not grids:
        raise UnreadableSubmission(refusals.BLANK)
    return Document(source.member, "json", grids=grids, encoding=decoded.encoding)


def _refuse_constant(name: str) -> Json:
    raise ValueError(name)


@dataclass(slots=True)
class _Collected:
    """Tables found so far, and the single values outside them with their paths."""

    limits: Limits
    grids: list[Grid] = field(default_factory=list)
    singles: list[tuple[str, CellValue]] = field(default_factory=list)

    def take(self, content: Json, path: str) -> None:
        if isinstance(content, dict):
            for key, value in content.items():
                self.take(value, path + step(key))
        elif isinstance(content, list):
            self._take_list(content, path)
        else:
            self.singles.append((path, content))

    def _take_list(self, items: list[Json], path: str) -> None:
        if items and all(isinstance(item, dict) for item in items):
            self._take_objects([item for item in items if isinstance(item, dict)], path)
        elif items and all(isinstance(item, list) for item in items):
            self._take_rows([item for item in items if isinstance(item, list)], path)
        else:
            for index, item in enumerate(items):
                self.take(item, f"{path}[{index}]")

    def _take_objects(self, items: list[dict[str, Json]], path: str) -> None:
        """Add the Grid of a list of objects: a header of field names, then a row an object."""
        flat = [dict(self._flatten(item, "", f"{path}[{index}]")) for index, item in enumerate(items)]
        names = list(dict.fromkeys(name for fields in flat for name in fields))
        rows = [tuple(fields.get(name) for name in names) for fields in flat]
        addresses = {(1, column): f"{path}[]{name}" for column, name in enumerate(names, start=1)}
        for row in range(len(items)):
            addresses |= {(row + 2, column): f"{path}[{row}]{name}" for column, name in enumerate(names, start=1)}
        header = tuple(name.removeprefix(".") for name in names)
        self._add(path, (header, *rows), addresses)

    def _flatten(self, content: Json, name: str, path: str) -> list[tuple[str, CellValue]]:
        """The fields of an object with the fields of objects in it; lists in it become tables of their own."""
        if isinstance(content, dict):
            return [pair for key, value in content.items() for pair in self._flatten(value, name + step(key), path)]
        if isinstance(content, list):
            self.take(content, path + name)
            return []
        return [(name, content)]

    def _take_rows(self, items: list[list[Json]], path: str) -> None:
        """Add the Grid of a list of lists of values."""
        rows: list[tuple[CellValue, ...]] = []
        addresses: dict[Position, str] = {}
        for index, item in enumerate(items):
            cells: list[CellValue] = []
            for place, value in enumerate(item):
                if isinstance(value, (dict, list)):
                    self.take(value, f"{path}[{index}][{place}]")
                    value = None  # noqa: PLW2901  (what is inside has its own table)
                cells.append(value)
                addresses[index + 1, place + 1] = f"{path}[{index}][{place}]"
            rows.append(tuple(cells))
        self._add(path, tuple(rows), addresses)

    def _add(self, path: str, rows: tuple[tuple[CellValue, ...], ...], addresses: dict[Position, str]) -> None:
        check_cells(len(rows), max(map(len, rows), default=0), self.limits, f"JSON 的 {path}")
        self.grids.append(Grid(name=path, rows=rows, address_form=path + "#{cell}", addresses=addresses))

    def finished(self) -> tuple[Grid, ...]:
        """All Grids, the single values first."""
        if not self.singles:
            return tuple(self.grids)
        rows = tuple((path.removeprefix("$").removeprefix("."), value) for path, value in self.singles)
        addresses: dict[Position, str] = {}
        for row, (path, _) in enumerate(self.singles, start=1):
            addresses |= {(row, 1): f"{path}~", (row, 2): path}
        return (Grid(name="$", rows=rows, address_form="$#{cell}", addresses=addresses), *self.grids)


def step(key: str) -> str:
    """The part of a JSON path that goes to a key."""
    return f".{key}" if PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"
