"""aliases.csv: wordings that a steward confirmed for a code, in the project and under the home folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.catalog import Dimension, Indicator, Region
from domain.naming.text import normalise_alias
from reference.csv_file import Problems, Row

ALIAS_COLUMNS = ("kind", "wording", "code")
KINDS = ("region", "indicator", "audience", "programme", "channel", "venue", "funding")


def build_aliases(
    rows: Iterable[Row], known: Mapping[str, Mapping[str, object]], problems: Problems
) -> dict[tuple[str, str], str]:
    """Return (kind, normalised wording) → code; note unknown codes and aliases that contradict."""
    official = _official_names(known)
    aliases: dict[tuple[str, str], str] = {}
    for row in rows:
        kind = problems.choice(row, "kind", KINDS)
        key = (kind, normalise_alias(kind, row["wording"]))
        if not key[1]:
            problems.add(row, "wording 为空。")
        elif kind in KINDS and row["code"] not in known[kind]:
            problems.add(row, f"代码“{row['code']}”不存在。")
        elif aliases.get(key, row["code"]) != row["code"]:
            problems.add(row, f"“{row['wording']}”已确认为{aliases[key]}，不能同时为{row['code']}。")
        elif official.get(key, row["code"]) != row["code"]:
            problems.add(row, f"“{row['wording']}”是{official[key]}的正式名称，不能作为{row['code']}的别名。")
        else:
            aliases[key] = row["code"]
    return aliases


def _official_names(known: Mapping[str, Mapping[str, object]]) -> dict[tuple[str, str], str]:
    """The names that codes bear today, by kind."""
    names: dict[tuple[str, str], str] = {}
    for kind in ("region", "indicator"):
        for code, thing in known[kind].items():
            if isinstance(thing, Region | Indicator | Dimension) and getattr(thing, "valid_to", None) is None:
                names[kind, normalise_alias(kind, thing.name_zh)] = code
    return names
