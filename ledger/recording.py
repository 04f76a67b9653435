"""Record a decision: in the journal first, then in the ledger, so that a crash between them loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from domain.decision import Decision
from ledger.store import Ledger


def record_decision(journal: Callable[[str, Mapping[str, object]], None], ledger: Ledger, decision: Decision) -> None:
    """Append the decision to the journal and the ledger."""
    journal("decision", decision_event(decision))
    ledger.add_decision(decision)


def decision_event(decision: Decision) -> dict[str, object]:
    """A decision as the journal keeps it."""
    return {**asdict(decision), "kind": str(decision.kind), "decided_at": decision.decided_at.isoformat()}
