"""From failures to questions: unit slips, ladders, balances, grouping by cause, evidence and weight. Pure."""

from domain.reasoning.context import PastValue, ReasoningContext
from domain.reasoning.issues import located_numbers, reason
from domain.reasoning.weights import enough

__all__ = ["PastValue", "ReasoningContext", "enough", "located_numbers", "reason"]
