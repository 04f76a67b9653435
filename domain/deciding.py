"""From what a steward says about an issue to a recorded `Decision`, with the guard that lets it replay or retire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.catalog import Catalog
from domain.decision import CONFIRMATIONS, Decision, DecisionKind, check_reason
from domain.errors import DecisionError
from domain.statement import content_id


@dataclass(frozen=True, slots=True)
class NumberAtIssue:
    """One number of an issue as the steward saw it."""

    observation_id: str
    observation_key: str | None
    raw: str
    value: float | None
    indicator_text: str | None
    region_text: str | None


@dataclass(frozen=True, slots=True)
class IssueCase:
    """What a decision binds to: the numbers (the one probably wrong first), the rules and their versions."""

    issue_id: str
    period: str
    submitter_code: str
    numbers: tuple[NumberAtIssue, ...]
    rules: Mapping[str, int]
    operand_values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the steward says."""

    kind: DecisionKind
    reason: str
    author: str
    correct_to: str | None = None
    confirmed_by: str | None = None
    alias_code: str | None = None
    rules: Mapping[str, int] = field(default_factory=dict)


def decide(case: IssueCase, ruling: Ruling, catalog: Catalog, now: datetime) -> Decision:
    """Make the decision. Raises DecisionError with a sentence when it cannot be recorded as asked."""
    reason = check_reason(ruling.reason)
    if ruling.confirmed_by is not None and ruling.confirmed_by not in CONFIRMATIONS:
        raise DecisionError(f"--confirmed-by 只能是{'、'.join(CONFIRMATIONS)}。")
    number = case.numbers[0] if case.numbers else None
    if number is None and ruling.kind in (DecisionKind.CORRECT, DecisionKind.ALIAS, DecisionKind.NOT_A_STATISTIC):
        raise DecisionError("这个问题涉及整个文件，没有可以更正的单个数值；请用 --accept 或 --return。")
    value = _value(ruling, number)
    wording = _alias_wording(ruling, number, catalog)
    parts = (
        case.issue_id,
        str(ruling.kind),
        str(value),
        ruling.alias_code or "",
        ruling.confirmed_by or "",
        now.isoformat(),
    )
    return Decision(
        decision_id=content_id("decision", *parts),
        kind=ruling.kind,
        issue_id=case.issue_id,
        submitter_code=case.submitter_code,
        period=case.period,
        reason=reason,
        author=ruling.author,
        decided_at=now,
        observation_id=number.observation_id if number else None,
        observation_key=number.observation_key if number else None,
        raw=number.raw if number else None,
        value=value,
        confirmed_by=ruling.confirmed_by,
        rules=dict(case.rules),
        operands=dict(case.operand_values),
        alias_kind=wording[0] if wording else None,
        alias_wording=wording[1] if wording else None,
        alias_code=ruling.alias_code,
    )


def _value(ruling: Ruling, number: NumberAtIssue | None) -> float | None:
    if ruling.kind is not DecisionKind.CORRECT:
        return None
    value = parse_corrected(ruling.correct_to or "")
    if number is not None and value == number.value and ruling.confirmed_by is None:
        raise DecisionError("更正值与原值相同；如果原值无误，请用 --accept 并写明理由。")
    return value


def parse_corrected(text: str) -> float:
    """Read a corrected value in the base unit: 132000, 132,000 or 13.2万. Raises DecisionError otherwise."""
    match = re.fullmatch(r"\s*(-?\d[\d,]*(?:\.\d+)?)\s*(万|亿)?\s*", text)
    if match is None:
        raise DecisionError(f"“{text}”不是有效数值；请写成 132000 或 13.2万（按指标的基本单位）。")
    factor = {"万": 1e4, "亿": 1e8}.get(match[2] or "", 1.0)
    return round(float(match[1].replace(",", "")) * factor, 6)


def _alias_wording(ruling: Ruling, number: NumberAtIssue | None, catalog: Catalog) -> tuple[str, str] | None:
    if ruling.kind is not DecisionKind.ALIAS or number is None:
        return None
    code = ruling.alias_code or ""
    if code in catalog.indicators and number.indicator_text:
        return "indicator", number.indicator_text
    if code in catalog.regions and number.region_text:
        return "region", number.region_text
    raise DecisionError(
        f"目录里没有代码“{code}”，或这个数没有可以对应的名称。可用 kepu sql 查 dim_indicator、dim_region。"
    )
