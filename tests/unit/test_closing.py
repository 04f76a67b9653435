"""What may be decided about a closed month: nothing that changes a released figure, without a 更正单."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.closing import ClosedMonth, ReleasedNumber, refuse_without_form
from domain.deciding import IssueCase, NumberAtIssue, Ruling, decide
from domain.decision import DecisionKind
from tests.unit.warehouse_month import CATALOG

NOW = datetime(2022, 12, 20, tzinfo=UTC)
NUMBER = NumberAtIssue("o1", "k1", "51场次", 51.0, "科普讲座", "哈密市")
CASE = IssueCase("i1", "2022-11", "650500", (NUMBER,), {"TMP-11": 1}, {"o1": 51.0})
NEWCOMER = ReleasedNumber("o1", "2022-11", 1, 15.0, is_same_statement=False, is_released_itself=False)
RELEASED = ReleasedNumber("o1", "2022-11", 1, 51.0, is_same_statement=True, is_released_itself=True)


def ruling(kind: str, **given: Any) -> Ruling:
    return Ruling(DecisionKind(kind), "来电说明了原因。", "steward.one", **given)


REFUSED = [
    (NEWCOMER, ruling("accept")),
    (NEWCOMER, ruling("accept", confirmed_by="电话")),
    (NEWCOMER, ruling("correct", correct_to="52", confirmed_by="反馈")),
    (RELEASED, ruling("correct", correct_to="15")),
    (RELEASED, ruling("not_a_statistic")),
]
ALLOWED = [
    (NEWCOMER, ruling("accept", confirmed_by="更正单")),
    (NEWCOMER, ruling("correct", correct_to="52", confirmed_by="更正单")),
    (NEWCOMER, ruling("correct", correct_to="15")),  # what was released stands
    (NEWCOMER, ruling("return")),
    (NEWCOMER, ruling("not_a_statistic")),  # the released figure stands
    (RELEASED, ruling("accept")),  # a provisional figure explained
    (RELEASED, ruling("not_a_statistic", confirmed_by="更正单")),
    (None, ruling("accept")),  # a late report adds
]


@pytest.mark.parametrize(("released", "said"), REFUSED)
def test_a_released_figure_is_not_changed_without_a_correction_form(released: ReleasedNumber, said: Ruling) -> None:
    decision = decide(CASE, said, CATALOG, NOW)
    with pytest.raises(
        ClosedMonth, match=r"2022-11 已封账（第 1 号发布，该数为 \d+），没有更正单不能改.*--confirmed-by 更正单"
    ):
        refuse_without_form(decision, CASE, {"o1": released})


@pytest.mark.parametrize(("released", "said"), ALLOWED)
def test_what_leaves_the_release_alone_or_has_its_form_may_be_decided(
    released: ReleasedNumber | None, said: Ruling
) -> None:
    refuse_without_form(decide(CASE, said, CATALOG, NOW), CASE, {} if released is None else {"o1": released})
