"""From failures to questions: unit slips, ladders, balances, grouping by cause, evidence and weight. Pure."""

from domain.reasoning.context import PastValue, ReasoningContext
from domain.reasoning.issues import reason

__all__ = ["PastValue", "ReasoningContext", "reason"]
