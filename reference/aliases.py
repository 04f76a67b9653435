"""aliases.csv: wordings that a steward confirmed for a code, in the project and under the home folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.catalog import Catalog, Dimension, Indicator, Region
from domain.naming.text import normalise_alias, without_brackets
from reference.csv_file import Problems, Row

ALIAS_COLUMNS = ("kind", "wording", "code")
KINDS = ("region", "indicator", "audience", "programme", "channel", "venue", "funding")


def build_aliases(
    rows: Iterable[Row], known: Mapping[str, Mapping[str, object]], problems: Problems
) -> dict[tuple[str, str], str]:
    """Return (kind, normalised wording) → code; note unknown codes and aliases that contradict.

    A wording that already means exactly one other thing may not be taken for a second: its own file is the place
    to change that. A wording that means several may be decided here.
    """
    taken = _taken(known)
    aliases: dict[tuple[str, str], str] = {}
    for row in rows:
        kind = problems.choice(row, "kind", KINDS)
        key = (kind, normalise_alias(kind, row["wording"]))
        others = taken.get(key, {row["code"]})
        if not key[1]:
            problems.add(row, "wording 为空。")
        elif kind in KINDS and row["code"] not in known[kind]:
            problems.add(row, f"代码“{row['code']}”不存在。")
        elif aliases.get(key, row["code"]) != row["code"]:
            problems.add(row, f"“{row['wording']}”已确认为{aliases[key]}，不能同时为{row['code']}。")
        elif len(others) == 1 and row["code"] not in others:
            problems.add(row, f"“{row['wording']}”已是{min(others)}的名称，不能作为{row['code']}的别名。")
        else:
            aliases[key] = row["code"]
    return aliases


def refusal_of_alias(catalog: Catalog, kind: str, wording: str, code: str) -> str | None:
    """Return why an alias would be refused at the next load, as a sentence; None when it may be confirmed."""
    problems = Problems()
    known = known_codes(catalog)
    confirmed = [
        Row("aliases.csv", 0, {"kind": of, "wording": text, "code": to}) for (of, text), to in catalog.aliases.items()
    ]
    new = Row("aliases.csv", 0, {"kind": kind, "wording": wording, "code": code})
    build_aliases([*confirmed, new], known, problems)
    return problems.sentences[-1].partition("：")[2] if problems.sentences else None


def known_codes(catalog: Catalog) -> dict[str, Mapping[str, object]]:
    """What an alias of each kind may point to."""
    return {
        "region": catalog.regions,
        "indicator": catalog.indicators,
        "audience": catalog.audiences,
        "programme": catalog.programmes,
        "channel": catalog.channels,
        "venue": catalog.venue_types,
        "funding": catalog.funding_sources,
    }


def _taken(known: Mapping[str, Mapping[str, object]]) -> dict[tuple[str, str], set[str]]:
    """The names and wordings that already mean something, by kind, with every code they mean."""
    taken: dict[tuple[str, str], set[str]] = {}
    for kind, code, text in _names(known):
        taken.setdefault((kind, normalise_alias(kind, text)), set()).add(code)
        taken.setdefault((kind, without_brackets(normalise_alias(kind, text))), set()).add(code)
    return taken


def _names(known: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str, str]]:
    """Each name of today: kind, code, text."""
    for kind, things in known.items():
        for code, thing in things.items():
            if isinstance(thing, Region) and thing.valid_to is None:
                yield from ((kind, code, text) for text in (thing.name_zh, *thing.aliases))
            elif isinstance(thing, Indicator | Dimension):
                yield from ((kind, code, text) for text in thing.wordings)
