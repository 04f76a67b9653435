"""规则: each rule with its text and thresholds, how often it fires, and how often stewards overrule it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Permission, require, stores
from console.pages import page
from domain.catalog import Catalog
from domain.decision import Decision, DecisionKind
from warehouse.desk import RuleUse, open_desk

router = APIRouter(include_in_schema=False)
OVERRULING = (DecisionKind.ACCEPT, DecisionKind.NOT_A_STATISTIC)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in use: its thresholds, and what stewards made of what it said."""

    use: RuleUse
    thresholds: tuple[tuple[str, float], ...]
    decided: int
    overruled: int

    @property
    def is_often_overruled(self) -> bool:
        """Whether stewards mostly disagree with it: time to look at its threshold."""
        return self.decided >= 3 and self.overruled * 2 > self.decided


@router.get("/rules")
def rule_list(request: Request, only: str = "") -> Response:
    """Show every rule, those that fire most first when asked."""
    user = require(request, Permission.SEE_ALL)
    here = stores(request)
    with open_desk(here.home) as desk:
        rows = rule_rows(desk.rule_uses(), here.catalog(), here.ledger.decisions())
    shown = [row for row in rows if not only or row.use.failures or row.decided]
    return page(request, user, "rules.html", rows=shown, only=only, count=len(rows))


def rule_rows(uses: Iterable[RuleUse], catalog: Catalog, decisions: Iterable[Decision]) -> list[RuleRow]:
    """Join rules, thresholds and decisions. A decision counts for each rule of its issue."""
    latest = {decision.issue_id: decision for decision in decisions}
    decided = Counter(rule for decision in latest.values() for rule in decision.rules)
    overruled = Counter(rule for one in latest.values() if one.kind in OVERRULING for rule in one.rules)
    return [
        RuleRow(use, _thresholds(catalog, use.rule_id), decided[use.rule_id], overruled[use.rule_id]) for use in uses
    ]


def _thresholds(catalog: Catalog, rule_id: str) -> tuple[tuple[str, float], ...]:
    start = f"{rule_id}."
    return tuple((n.removeprefix(start), v) for n, v in sorted(catalog.thresholds.items()) if n.startswith(start))
