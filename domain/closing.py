"""封账: what may still be decided about a closed month, and what needs a 更正单 (`refuse_without_form`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.deciding import IssueCase
from domain.decision import CORRECTION_FORM, Decision, DecisionKind
from domain.errors import DecisionError


@dataclass(frozen=True, slots=True)
class ReleasedNumber:
    """The figure of a closed release under the key of a number at issue, and how the number compares with it."""

    observation_id: str  # of the number at issue
    period: str
    release_number: int
    value: float | None
    is_same_statement: bool  # the number says what was released
    is_released_itself: bool  # the release cites this very number


class ClosedMonth(DecisionError):
    """A decision would change what a closed release says, and no 更正单 is named."""

    code = "CLOSED_MONTH"


def refuse_without_form(decision: Decision, case: IssueCase, released: Mapping[str, ReleasedNumber]) -> None:
    """Raise ClosedMonth for a decision that would change a released figure without the reporter's own form.

    What leaves the released figures alone may be decided: a question sent back, a name, an explanation of what was
    released. `released` is keyed by observation id.
    """
    if decision.confirmed_by == CORRECTION_FORM:
        return
    for number in case.numbers if decision.kind is DecisionKind.ACCEPT else case.numbers[:1]:
        frozen = released.get(number.observation_id)
        if frozen is not None and _changes(decision, frozen):
            raise ClosedMonth(
                f"{frozen.period} 已封账（第 {frozen.release_number} 号发布，该数为{_shown(frozen.value)}），"
                "没有更正单不能改，这个决定没有记录。请让报送单位出具更正单，再加 --confirmed-by 更正单"
                "（控制台选“更正单”）作决定，改动会显示为重述；只需核实的，请退回报送单位。"
            )


def _changes(decision: Decision, frozen: ReleasedNumber) -> bool:
    match decision.kind:
        case DecisionKind.CORRECT:
            return decision.value != frozen.value
        case DecisionKind.ACCEPT:
            return not frozen.is_same_statement
        case DecisionKind.NOT_A_STATISTIC:
            return frozen.is_released_itself
    return False


def _shown(value: float | None) -> str:
    return "“无此项”" if value is None else f" {value:.12g}"
