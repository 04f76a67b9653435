"""Decisions as the journal keeps them: it has them first, so that a crash before the ledger has them loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any  # the journal's JSON values, each checked by the decision's own types

from domain.decision import Decision, DecisionKind


def decision_event(decision: Decision) -> dict[str, object]:
    """A decision as the journal keeps it."""
    return {**asdict(decision), "kind": str(decision.kind), "decided_at": decision.decided_at.isoformat()}


def decision_of(event: Mapping[str, Any]) -> Decision:
    """The decision that an event of the journal keeps."""
    parts = {field.name: event[field.name] for field in fields(Decision) if field.name in event}
    parts["kind"] = DecisionKind(event["kind"])
    parts["decided_at"] = datetime.fromisoformat(event["decided_at"])
    return Decision(**parts)
