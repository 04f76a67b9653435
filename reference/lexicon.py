"""Load the word lists that prose is read with (reference/narrative/*.csv) into a `Lexicon`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from domain.errors import ReferenceDataError
from domain.narrative.lexicon import Hedge, IndicatorPattern, Lexicon, NamedPeriod
from domain.quantity import Qualifier

FOLDER = Path(__file__).parent / "narrative"


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read and check the lists. Raises ReferenceDataError with file and row when one cannot be used."""
    return _load(folder or FOLDER)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Lexicon:
    measures = {row["word"]: row["unit_class"] for row in _rows(folder / "measure_words.csv")}
    words = list(_rows(folder / "words.csv"))
    lists: dict[str, set[str]] = {}
    for row in words:
        lists.setdefault(row["list"], set()).add(row["word"])
    hedges = list(_rows(folder / "hedges.csv"))
    return Lexicon(
        measures=measures,
        hedges_before={row["word"]: _hedge(row) for row in hedges if row["position"] == "before"},
        hedges_after={row["word"]: _hedge(row) for row in hedges if row["position"] == "after"},
        lists={name: frozenset(members) for name, members in lists.items()},
        verbs={row["word"]: row["value"] for row in words if row["list"] == "verb"},
        implied_units={row["word"]: row["value"] for row in words if row["list"] == "implied_unit"},
        named_periods=tuple(
            NamedPeriod(row["wording"], row["span"], row["end"]) for row in _rows(folder / "named_periods.csv")
        ),
        places={row["wording"]: row["name"] for row in _rows(folder / "places.csv")},
        traditional={ord(row["traditional"]): row["simplified"] for row in _rows(folder / "traditional.csv")},
        expressions={row["name"]: _expression(row) for row in _rows(folder / "expressions.csv")},
        patterns=tuple(_pattern(row) for row in _rows(folder / "indicator_patterns.csv")),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                if None in row or None in row.values():
                    raise ReferenceDataError(f"词表 {path.name} 第{number}行的列数不对；含逗号的写法要加引号。")
                yield row
    except OSError as error:
        raise ReferenceDataError(f"词表 {path.name} 打不开：{error.strerror}") from error


def _hedge(row: dict[str, str]) -> Hedge:
    return Hedge(row["word"], Qualifier(row["qualifier"]) if row["qualifier"] else None)


def _pattern(row: dict[str, str]) -> IndicatorPattern:
    try:
        return IndicatorPattern(
            unit_classes=frozenset(filter(None, row["unit_classes"].split("|"))),
            near=_alternatives(row["near"]),
            context=_alternatives(row["context"]),
            passage=_alternatives(row["passage"]),
            not_near=_alternatives(row["not_near"]),
            not_context=_alternatives(row["not_context"]),
            codes=tuple(filter(None, row["codes"].split("|"))),
        )
    except re.error as error:
        raise ReferenceDataError(f"indicator_patterns.csv：{row['near']!r} 不是有效写法：{error}") from error


def _expression(row: dict[str, str]) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"])
    except re.error as error:
        raise ReferenceDataError(f"expressions.csv：{row['name']} 不是有效写法：{error}") from error


def _alternatives(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None
