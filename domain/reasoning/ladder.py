"""The ladder: last year to date + month = year to date. When it breaks, which of the two cells of this month is wrong.

Either cell alone can be changed so that the ladder holds again. One is named only when it fails elsewhere too, all of
that is mended by the same change, and the other cell fails nowhere else (the smallest change that explains everything,
after Fellegi and Holt). Otherwise both stay in question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.reasoning.context import Board
from domain.reasoning.mending import members, mends
from domain.violation import Violation

LADDER = "TMP-02"
YTD_AS_MONTH = "TMP-03"


@dataclass(frozen=True, slots=True)
class Rung:
    """One broken ladder: the year to date, the month, and the year to date before; the last is a known fact."""

    total_id: str
    month_id: str
    total: float
    month: float
    before: float


@dataclass(frozen=True, slots=True)
class Change:
    """The cell that is wrong and what the rest of the ladder says it should be."""

    observation_id: str
    value: float


def wrong_rung(violation: Violation, about: Mapping[str, Sequence[Violation]], board: Board) -> Change | None:
    """The one cell whose change mends the ladder and everything else it fails; None when neither or both do."""
    rung = _rung(violation, board)
    if rung is None:
        return None
    changes = (
        (Change(rung.total_id, rung.before + rung.month), rung.month_id),
        (Change(rung.month_id, rung.total - rung.before), rung.total_id),
    )
    explained = [change for change, other in changes if _explains(change, other, violation, about, board)]
    return explained[0] if len(explained) == 1 else None


def _explains(
    change: Change, other: str, ladder: Violation, about: Mapping[str, Sequence[Violation]], board: Board
) -> bool:
    elsewhere = [violation for violation in about.get(change.observation_id, ()) if violation is not ladder]
    of_other = [v for v in about.get(other, ()) if v is not ladder and change.observation_id not in members(v)]
    if not elsewhere or of_other or change.value < 0:
        return False
    return all(_is_mended(violation, change, board) for violation in elsewhere)


def _is_mended(violation: Violation, change: Change, board: Board) -> bool:
    if violation.rule_id == YTD_AS_MONTH and violation.observation_id == change.observation_id:
        return True  # the month is taken from the ladder, so it is no year to date any more
    return mends(violation, {change.observation_id: change.value}, board)


def _rung(violation: Violation, board: Board) -> Rung | None:
    if violation.rule_id != LADDER or violation.observation_id is None:
        return None
    months = [name for name in violation.operands if name in board.numbers]
    before = [board.value(name) for name in violation.operands if name not in board.numbers]
    if len(months) != 1 or len(before) != 1:
        return None
    total, month, past = board.value(violation.observation_id), board.value(months[0]), before[0]
    if total is None or month is None or past is None:
        return None
    return Rung(violation.observation_id, months[0], total, month, past)
