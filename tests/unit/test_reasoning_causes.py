"""One cause, one issue: which failures belong together, which number is named, and when nothing is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.adjudicate import Case, adjudicate
from domain.issue import Issue
from domain.observation import Disposition, Observation
from domain.reasoning import ReasoningContext, enough, located_numbers, reason
from domain.reasoning.located import swaps
from domain.violation import Effect, Violation
from reference.loader import load_catalog
from tests.builders import an_observation

CATALOG = load_catalog()
SESSIONS, PEOPLE = "ACT.LECTURE.SESSIONS", "ACT.LECTURE.PARTICIPANTS"


@dataclass(frozen=True)
class Past:
    """A fact of an earlier month."""

    indicator_code: str
    period: str
    value: float
    period_type: str = "ytd"
    region_code: str = "654200"
    scope: str = "default"
    audience_code: str = "-"
    status: str = "accepted"

    @property
    def observation_id(self) -> str:
        return f"{self.indicator_code}@{self.period}"


def figure(name: str, indicator: str | None, value: float | None, **given: Any) -> Observation:
    return an_observation(
        observation_id=name,
        indicator_code=indicator,
        value=value,
        raw=given.pop("raw", f"{value:g}" if value else ""),
        **given,
    )


def failed(rule_id: str, name: str | None, *operands: str, **given: Any) -> Violation:
    rule = CATALOG.rules[rule_id]
    known: dict[str, Any] = {
        "rule_id": rule_id,
        "rule_version": rule.version,
        "severity": rule.severity,
        "effect": rule.effect,
        "period": "2022-11",
        "submitter_code": "654200",
        "message": f"{rule_id}不通过。",
        "submission_id": "s1",
        "observation_id": name,
        "operands": operands,
    }
    return Violation(**{**known, **given})


def issues_of(
    violations: Sequence[Violation], observations: Sequence[Observation], history: Sequence[Past] = ()
) -> list[Issue]:
    return reason(violations, observations, ReasoningContext(CATALOG, history))


def test_the_month_is_named_when_it_fails_elsewhere_and_the_ladder_mends_both() -> None:
    numbers = [figure("ytd", SESSIONS, 550), figure("month", SESSIONS, 550, period_type="month")]
    violations = [
        failed("TMP-02", "ytd", "month", f"{SESSIONS}@2022-10"),
        failed("TMP-03", "month", f"{SESSIONS}@2022-10", "ytd"),
    ]
    (issue,) = issues_of(violations, numbers, [Past(SESSIONS, "2022-10", 500)])
    assert (issue.observation_ids[0], issue.suggestion_value) == ("month", 50)
    assert "疑把累计数填入本月" in issue.title
    assert set(issue.rule_ids) == {"TMP-02", "TMP-03"}


def test_the_year_to_date_is_named_when_it_fell_and_the_month_is_in_order() -> None:
    numbers = [figure("ytd", SESSIONS, 330), figure("month", SESSIONS, 50, period_type="month")]
    violations = [
        failed("TMP-01", "ytd", f"{SESSIONS}@2022-10"),
        failed("TMP-02", "ytd", "month", f"{SESSIONS}@2022-10"),
    ]
    (issue,) = issues_of(violations, numbers, [Past(SESSIONS, "2022-10", 500)])
    assert (issue.observation_ids[0], issue.suggestion_value) == ("ytd", 550)


def test_a_broken_ladder_alone_names_nobody() -> None:
    numbers = [figure("ytd", SESSIONS, 560), figure("month", SESSIONS, 50, period_type="month")]
    violations = [failed("TMP-02", "ytd", "month", f"{SESSIONS}@2022-10")]
    (issue,) = issues_of(violations, numbers, [Past(SESSIONS, "2022-10", 500)])
    assert issue.suggestion_value is None


def test_a_slip_in_the_sessions_takes_the_average_of_the_participants_with_it() -> None:
    numbers = [figure("sessions", SESSIONS, 48000, raw="48000"), figure("people", PEOPLE, 52800)]
    violations = [
        failed("VAL-12", "sessions"),
        failed("OUT-02", "sessions", f"{SESSIONS}@2022-10"),
        failed("CRS-02", "people", "sessions", evidence={"lo": 5.0, "hi": 1000.0, "avg": 1.1, "s": 48000.0}),
    ]
    (issue,) = issues_of(violations, numbers, [Past(SESSIONS, "2022-10", 440), Past(PEOPLE, "2022-10", 48000)])
    assert (issue.observation_ids, issue.suggestion_value) == (("sessions", "people"), 480)
    assert set(issue.rule_ids) == {"VAL-12", "OUT-02", "CRS-02"}


def test_sessions_and_participants_in_each_others_column_are_one_issue() -> None:
    numbers = [figure("people", PEOPLE, 480), figure("sessions", SESSIONS, 52800)]
    violations = [
        failed("CRS-01", "people", "sessions"),
        failed("TMP-01", "people", f"{PEOPLE}@2022-10"),
        failed("VAL-12", "sessions"),
    ]
    (issue,) = issues_of(violations, numbers, [Past(SESSIONS, "2022-10", 440), Past(PEOPLE, "2022-10", 48000)])
    assert (issue.observation_ids, issue.suggestion_value) == (("people", "sessions"), 52800)
    assert "疑与另一栏填反（另一栏应为 480）" in issue.title


def test_without_any_history_nobody_says_that_columns_were_exchanged() -> None:
    numbers = [figure("people", PEOPLE, 480), figure("sessions", SESSIONS, 5280)]
    (issue,) = issues_of([failed("CRS-01", "people", "sessions")], numbers)
    assert issue.suggestion_value is None


def test_two_swapped_digits_in_one_part_are_found_from_the_total() -> None:
    numbers = [
        figure("total", "HR.ALL", 300, period_type="stock"),
        figure("full", "HR.FULL", 118, period_type="stock"),
        figure("part", "HR.PART", 128, period_type="stock"),
    ]
    (issue,) = issues_of([failed("BAL-01", None, "total", "full", "part")], numbers)
    assert (issue.observation_ids[0], issue.suggestion_value) == ("part", 182)
    assert "疑相邻数字颠倒" in issue.title


def test_a_slip_in_a_part_is_named_from_the_total_alone() -> None:
    numbers = [
        figure("total", "HR.ALL", 1180, period_type="stock"),
        figure("full", "HR.FULL", 180, period_type="stock"),
        figure("part", "HR.PART", 100, period_type="stock"),
    ]
    (issue,) = issues_of([failed("BAL-01", None, "total", "full", "part")], numbers)
    assert (issue.observation_ids[0], issue.suggestion_value) == ("part", 1000)


def test_a_balance_without_a_natural_repair_leaves_its_operands_in_question() -> None:
    numbers = [
        figure("total", "HR.ALL", 310, period_type="stock"),
        figure("full", "HR.FULL", 100, period_type="stock"),
        figure("part", "HR.PART", 200, period_type="stock"),
    ]
    (issue,) = issues_of([failed("BAL-01", None, "total", "full", "part")], numbers)
    assert (issue.suggestion_value, issue.effect) == (None, "needs_explanation")


YEAR_PARTS = ("ACT.TRAIN.SESSIONS", "ACT.PUBLICITY.SESSIONS", "ACT.POLICY.SESSIONS", "ACT.EPIDEMIC.SESSIONS",
              "ACT.LECTURE.SESSIONS", "ACT.EXHIB.SESSIONS", "ACT.CONTEST.SESSIONS", "ACT.VOLSERV.SESSIONS")  # fmt: skip


def a_form(**wrong: float) -> tuple[list[Observation], list[Violation], list[Past]]:
    """Eight kinds of activity and their total, month and year to date; 100 each before, 10 each this month."""
    kinds = {code.split(".")[1].lower(): code for code in YEAR_PARTS} | {"all": "ACT.ALL.SESSIONS"}
    size = {name: 8.0 if name == "all" else 1.0 for name in kinds}
    numbers = [
        figure(f"{name}_{kind}", code, wrong.get(f"{name}_{kind}", per * size[name]), period_type=kind)
        for name, code in kinds.items()
        for kind, per in (("month", 10.0), ("ytd", 110.0))
    ]
    history = [Past(code, "2022-10", 100 * size[name]) for name, code in kinds.items()]
    value = {number.observation_id: number.value for number in numbers}
    parts = {kind: [f"{name}_{kind}" for name in kinds if name != "all"] for kind in ("month", "ytd")}
    broken = [
        failed("BAL-01", None, f"all_{kind}", *names)
        for kind, names in parts.items()
        if value[f"all_{kind}"] != sum(value[name] or 0.0 for name in names)
    ]
    broken += [
        failed("TMP-02", f"{name}_ytd", f"{name}_month", f"{code}@2022-10")
        for name, code in kinds.items()
        if value[f"{name}_ytd"] != 100 * size[name] + (value[f"{name}_month"] or 0.0)
    ]
    return numbers, broken, history


@pytest.mark.parametrize(
    ("wrong", "stated", "true"),
    [
        ("lecture_month", 37.0, 10.0),
        ("lecture_ytd", 137.0, 110.0),
        ("all_month", 90.0, 80.0),
        ("all_ytd", 870.0, 880.0),
    ],
)
def test_one_wrong_cell_of_a_form_is_named_with_what_the_others_say(wrong: str, stated: float, true: float) -> None:
    """It breaks a sum and a ladder; each alone could be mended by several cells, both together by one."""
    numbers, broken, history = a_form(**{wrong: stated})
    (issue,) = issues_of(broken, numbers, history)
    assert (issue.observation_ids[0], issue.suggestion_value) == (wrong, true)
    assert set(issue.rule_ids) == {"BAL-01", "TMP-02"}
    assert "只改这一个数" in (issue.suggestion_reason or "")


def test_only_the_named_cell_is_kept_from_the_facts() -> None:
    numbers, broken, history = a_form(lecture_month=37.0)
    issues = issues_of(broken, numbers, history)
    case = Case(tuple(broken), {}, {}, frozenset(), located=located_numbers(issues, broken))
    verdicts = adjudicate(numbers, case)
    kept = {name for name, verdict in verdicts.items() if verdict.status is not Disposition.ACCEPTED}
    assert (len(numbers), kept) == (18, {"lecture_month"})


def test_where_several_cells_could_be_wrong_all_are_told_and_none_is_proposed() -> None:
    numbers = [figure("ytd", SESSIONS, 560), figure("month", SESSIONS, 50, period_type="month")]
    broken = [failed("TMP-02", "ytd", "month", f"{SESSIONS}@2022-10")]
    (issue,) = issues_of(broken, numbers, [Past(SESSIONS, "2022-10", 500)])
    (told,) = [evidence.text for evidence in issue.evidence if "不能判定" in evidence.text]
    assert ("本月50" in told, "累计560" in told) == (True, True)
    assert located_numbers([issue], broken) == {}


def test_two_wrong_cells_are_two_questions_and_are_named_together() -> None:
    numbers, broken, history = a_form(lecture_month=37.0, train_ytd=150.0)
    issues = issues_of(broken, numbers, history)
    texts = [evidence.text for issue in issues for evidence in issue.evidence]
    assert any("同时更正2处" in text and "科技培训场次" in text and "讲座场次" in text for text in texts)
    assert all(issue.suggestion_value is None for issue in issues)


def test_xpcc_inside_a_prefecture_is_one_question_with_the_rest_proposed() -> None:
    """The broken sum of the counties follows from it."""
    counties = [
        figure(f"c{place}", SESSIONS, 100.0, region_code=code)
        for place, code in enumerate(("654201", "654202", "654203", "654221", "654224", "654225", "654226"))
    ]
    numbers = [figure("whole", SESSIONS, 850.0), *counties]
    broken = [
        failed("BAL-03", None, "whole", *(county.observation_id for county in counties)),
        failed("BAL-13", "whole", "xpcc", suggestion_value=700.0),
    ]
    (issue,) = issues_of(broken, numbers)
    assert (issue.observation_ids[0], issue.suggestion_value) == ("whole", 700)
    assert "疑含兵团" in issue.title
    assert located_numbers([issue], broken) == {broken[0].violation_id: "whole"}


def test_a_figure_stated_twice_is_one_issue_and_the_stronger_form_is_only_suggested() -> None:
    numbers = [figure("form", SESSIONS, 1181), figure("list", SESSIONS, 1171)]
    violations = [
        failed("DUP-03", "form", "list"),
        failed("DUP-03", "list", "form", suggestion_value=1181.0),
    ]
    (issue,) = issues_of(violations, numbers)
    assert (issue.observation_ids, issue.suggestion_value) == (("list", "form"), 1181)
    assert "须由报送单位确认" in (issue.suggestion_reason or "")


def test_one_unknown_wording_of_one_file_is_one_question() -> None:
    numbers = [
        figure(f"n{place}", None, float(place), indicator_text="科普示范基地", region_code="654200")
        for place in range(4)
    ]
    issues = issues_of([failed("SYN-12", number.observation_id) for number in numbers], numbers)
    assert [len(issue.observation_ids) for issue in issues] == [4]
    assert issues[0].title.endswith("（共4处）")


def test_different_wordings_are_different_questions() -> None:
    numbers = [figure(name, None, 1.0, indicator_text=name, region_code="654200") for name in ("甲", "乙")]
    assert len(issues_of([failed("SYN-12", number.observation_id) for number in numbers], numbers)) == 2


def test_a_notice_makes_no_issue_but_is_told_with_one() -> None:
    numbers = [figure("one", SESSIONS, 7), figure("two", SESSIONS, 8, period="2022-10")]
    notices = [failed("SYN-05", "one"), failed("SYN-05", "two")]
    assert issues_of(notices, numbers) == []
    (issue,) = issues_of([*notices, failed("VAL-06", "one")], numbers)
    assert set(issue.rule_ids) == {"SYN-05", "VAL-06"}


def test_numbers_that_nobody_claimed_are_an_issue_of_the_file() -> None:
    evidence = {"unclaimed": 2.0, "source_file": "2022-11/塔城地区/总结.docx"}
    (issue,) = issues_of([failed("SYN-11", None, evidence=evidence)], [])
    assert (issue.source_file, issue.effect) == ("2022-11/塔城地区/总结.docx", "notice")


def test_everything_about_a_held_file_is_one_issue() -> None:
    violations = [failed("VAL-04", None), failed("DUP-01", None)]
    assert len(issues_of(violations, [])) == 1


def test_a_jump_against_history_alone_is_asked_about_and_never_corrected() -> None:
    """A campaign month may truly be ten times the usual one."""
    numbers = [figure("month", SESSIONS, 500, period_type="month")]
    history = [Past(SESSIONS, f"2022-{month:02d}", 50, "month") for month in range(1, 11)]
    (issue,) = issues_of([failed("TMP-07", "month"), failed("OUT-02", "month")], numbers, history)
    assert issue.suggestion_value is None


def test_weight_is_the_effect_on_the_regional_total() -> None:
    numbers = [
        figure("small", SESSIONS, 30, raw="30"),
        figure("other", SESSIONS, 270, region_code="654300", submitter_code="654300"),
    ]
    (issue,) = issues_of([failed("TMP-07", "small")], numbers)
    assert issue.weight == pytest.approx(0.1)


def test_a_target_enters_no_total_and_weighs_nothing() -> None:
    target = figure("t", "LIT.TARGET", 13.0, period_type="target", period="2025-12", target_year=2025)
    (issue,) = issues_of([failed("TGT-02", "t")], [target])
    assert issue.weight == 0


def test_the_heavier_issue_comes_first() -> None:
    numbers = [
        figure("small", SESSIONS, 3, raw="3"),
        figure("large", SESSIONS, 297, region_code="654300", submitter_code="654300"),
    ]
    issues = issues_of([failed("TMP-07", "small"), failed("TMP-07", "large", submitter_code="654300")], numbers)
    assert [issue.observation_ids[0] for issue in issues] == ["large", "small"]


def test_light_issues_need_not_be_looked_at() -> None:
    numbers = [
        figure(f"n{place}", SESSIONS, value, region_code=code, submitter_code=code, raw=f"{value:g}")
        for place, (code, value) in enumerate((("654200", 9000.0), ("654300", 980.0), ("652300", 20.0)))
    ]
    issues = issues_of([failed("TMP-07", number.observation_id) for number in numbers], numbers)
    assert enough(issues) == 2
    assert enough([]) == 0


def test_the_same_numbers_give_the_same_issue_and_a_changed_number_another() -> None:
    def identity(value: float) -> str:
        return issues_of([failed("VAL-06", "one")], [figure("one", SESSIONS, value)])[0].issue_id

    assert identity(-5) == identity(-5)
    assert identity(-5) != identity(-6)


def test_a_passed_or_unevaluated_rule_makes_no_issue() -> None:
    assert issues_of([failed("VAL-06", "one", outcome="not_evaluated")], [figure("one", SESSIONS, 5)]) == []


@settings(deadline=None, derandomize=True, max_examples=60)
@given(value=st.integers(min_value=10, max_value=10**9))
def test_a_swap_keeps_the_digits_and_can_be_undone(value: int) -> None:
    for swapped in swaps(float(value)):
        assert sorted(str(int(swapped))) == sorted(str(value))
        assert float(value) in swaps(swapped)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    sessions=st.integers(min_value=1, max_value=500),
    average=st.integers(min_value=51, max_value=99),
    power=st.sampled_from([4, -4]),
)
def test_a_slip_of_ten_thousand_is_undone_exactly(sessions: int, average: int, power: int) -> None:
    """With last month known, dropping or doubling 万 always leads back to the true value."""
    true = float(sessions * average)
    stated = true * 10.0**-power
    numbers = [
        figure("people", PEOPLE, stated, half_width=0.0),
        figure("sessions", SESSIONS, float(sessions)),
    ]
    violations = [
        failed("OUT-01", "people"),
        failed("CRS-02", "people", "sessions", evidence={"lo": 5.0, "hi": 1000.0}),
    ]
    (issue,) = issues_of(violations, numbers, [Past(PEOPLE, "2022-10", round(true * 0.9))])
    assert issue.suggestion_value == pytest.approx(true)


def test_an_effect_is_the_worst_of_its_failures() -> None:
    (issue,) = issues_of([failed("VAL-12", "one"), failed("VAL-06", "one")], [figure("one", SESSIONS, -5)])
    assert issue.effect == Effect.HOLD_VALUE
