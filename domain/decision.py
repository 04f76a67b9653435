"""A steward's recorded act, with reason and guard: `Decision`.

Decisions are append-only and replay on every run. A correction binds to submitter, key and raw value; an accept binds
to rule, rule version and operand values. A decision whose guard no longer fits retires loudly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.errors import DecisionError


class DecisionKind(StrEnum):
    """What a steward decided."""

    CORRECT = "correct"
    ACCEPT = "accept"
    RETURN = "return"
    ALIAS = "alias"
    NOT_A_STATISTIC = "not_a_statistic"


CORRECTION_FORM = "更正单"
"""What a change of a closed month needs: the reporter's own form, not a call."""
CONFIRMATIONS = ("电话", "反馈", CORRECTION_FORM)
"""How a reporter confirms a corrected value; only the reporter may change what was reported."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One act. `operands` maps observation key (or id) to the value the steward saw; `rules` maps rule to version."""

    decision_id: str
    kind: DecisionKind
    issue_id: str
    submitter_code: str
    period: str
    reason: str
    author: str
    decided_at: datetime
    observation_id: str | None = None
    observation_key: str | None = None
    raw: str | None = None
    value: float | None = None  # the corrected value, in the base unit
    confirmed_by: str | None = None
    rules: Mapping[str, int] = field(default_factory=dict)
    operands: Mapping[str, float | None] = field(default_factory=dict)
    alias_kind: str | None = None  # indicator, region
    alias_wording: str | None = None
    alias_code: str | None = None


_EMPTY_REASONS = re.compile(
    r"^(已?核实|核实无误|无误|属实|情况属实|正确|确认|数据?无误|没问题|同意|ok|OK|已确认)*[。.!！,，、\s]*$"
)


def check_reason(reason: str) -> str:
    """Return the reason, trimmed. Raises DecisionError for an empty phrase: 核实无误 explains nothing.

    Source: the practice of statistics bureaus that an explanation must state what really happened (notes on editing).
    """
    text = reason.strip()
    if len(text) < 4 or _EMPTY_REASONS.match(text):
        raise DecisionError("请写明真实、具体的理由（例如“电话核实，漏写‘万’”）；只写“核实无误”不算说明。")
    return text
