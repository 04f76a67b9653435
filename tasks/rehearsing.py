"""规则预演: try changed rules on all stored months, on a copy. Not a task of the monthly run; nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from domain.catalog import Catalog
from domain.errors import NotFound
from domain.rehearsal import MonthChange, RuleChange, Seen, compare_numbers, compare_rules
from domain.violation import Violation
from expectations import validate_observations, validate_region_month
from reports.progress import PROGRESS
from tasks.frames import stored_frame
from warehouse.rehearsal import ScratchCopy, open_copy


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a change would have done: per month and rule, and to the numbers of each month."""

    rules: tuple[RuleChange, ...]
    months: tuple[MonthChange, ...]
    untried: tuple[str, ...] = ()  # changed rules about files: what they judge is in the files


def rehearse(home: Path, present: Catalog, changed: Catalog, period: str | None = None) -> Rehearsal:
    """Judge every stored month (or one) under the present and the changed rules, and compare.

    Rules about files are not tried again: what they look at is in the files. Raises NotFound for a month that is not
    there, WarehouseError when nothing is published.
    """
    touched = touched_rules(present, changed)
    rules: list[RuleChange] = []
    months: list[MonthChange] = []
    with open_copy(home) as copy:
        for month in _months(copy, period):
            PROGRESS.info("%s：预演", month)
            observations = copy.observations(month)
            then = judge(copy, month, observations, present)
            now = judge(copy, month, observations, changed)
            numbers = _seen(observations)
            found = compare_rules(month, then, now, numbers)
            rules += [c for c in found if c.rule_id in touched or c.newly_fired or c.no_longer_fired]
            months.append(compare_numbers(month, then, now, numbers))
    untried = sorted(rule for rule in touched if rule in changed.rules and changed.rules[rule].stage == "file")
    return Rehearsal(tuple(rules), tuple(months), tuple(untried))


def _months(copy: ScratchCopy, period: str | None) -> list[str]:
    months = copy.months()
    if period is not None and period not in months:
        raise NotFound(f"{period} 不在已发布的数据里；现有：{'、'.join(months)}。")
    return [period] if period is not None else months


def touched_rules(present: Catalog, changed: Catalog) -> frozenset[str]:
    """The rules whose row or thresholds differ."""
    rows = {r for r in {*present.rules, *changed.rules} if present.rules.get(r) != changed.rules.get(r)}
    keys = {*present.thresholds, *changed.thresholds}
    limits = {k.split(".")[0] for k in keys if present.thresholds.get(k) != changed.thresholds.get(k)}
    pairs = {"CRS-02"} if present.pairs != changed.pairs else set()
    return frozenset(rows | limits | pairs)


def judge(copy: ScratchCopy, period: str, observations: pd.DataFrame, catalog: Catalog) -> list[Violation]:
    """Every violation of one stored month under a catalogue: of single numbers, and across the region."""
    views = copy.views(period, observations, catalog)
    alone = validate_observations(stored_frame(observations), catalog, copy.accepted())
    return alone.violations + validate_region_month(views, catalog, period=period).violations


def _seen(observations: pd.DataFrame) -> Mapping[str, Seen]:
    names = ["observation_id", "source_file", "member", "address", "raw", "decided_status", "status"]
    rows = observations[names].astype(object).where(observations[names].notna(), "").to_numpy().tolist()
    return {
        str(identity): Seen(
            " · ".join(str(part) for part in place if part), str(raw), str(decided), is_unreadable=status != "accepted"
        )
        for identity, *place, raw, decided, status in rows
    }
