"""What set rules mean at their edges: rounding, hedges, missing parts, year ends, revisions, what they looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from expectations.results import RuleResult
from tests.unit.rule_month import ALTAY, TACHENG, Row, fired, history_of, judged, judged_month, month, number, warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAFF = ("HR.ALL", "HR.FULL", "HR.PART")


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with warehouse() as opened:
        yield opened


def counted(connection: DuckDBPyConnection, rule_id: str, rows: Sequence[Row], **given: Any) -> RuleResult:
    result = judged_month(connection, rows, rules=[rule_id], **given)
    return next(rule for rule in result.rule_results if rule.rule_id == rule_id)


def stock(code: str, value: float, **given: Any) -> Row:
    return number(code, value, period_type="stock", id=code, **given)


def staff(total: float, full: float, part: float, **of_total: Any) -> list[Row]:
    return [stock("HR.ALL", total, **of_total), stock("HR.FULL", full), stock("HR.PART", part)]


def test_a_count_has_no_tolerance(connection: DuckDBPyConnection) -> None:
    assert fired(connection, "BAL-01", staff(301, 100, 200))
    assert not fired(connection, "BAL-01", staff(300, 100, 200))


def test_a_total_rounded_to_the_hundred_may_differ_by_half_of_it(connection: DuckDBPyConnection) -> None:
    assert not fired(connection, "BAL-01", staff(15500, 15000, 540, raw="1.55万", half_width=50.0))
    assert fired(connection, "BAL-01", staff(15500, 15000, 560, raw="1.55万", half_width=50.0))


def test_a_hedged_total_fails_only_when_the_intervals_cannot_meet(connection: DuckDBPyConnection) -> None:
    hedged = {"raw": "300多", "qualifier": "at_least", "value_low": 300.0, "value_high": 310.0}
    assert not fired(connection, "BAL-01", staff(300, 100, 205, **hedged))
    assert fired(connection, "BAL-01", staff(300, 100, 220, **hedged))


def test_a_missing_part_is_not_evaluated(connection: DuckDBPyConnection) -> None:
    rows = [stock("HR.ALL", 300), stock("HR.FULL", 100)]
    assert not fired(connection, "BAL-01", rows)
    result = counted(connection, "BAL-01", rows)
    assert (result.looked_at, result.not_evaluated) == (0, 1)


def test_parts_above_the_total_fail_even_when_one_is_missing(connection: DuckDBPyConnection) -> None:
    assert fired(connection, "BAL-01", [stock("HR.ALL", 90), stock("HR.FULL", 100)])


def test_a_broken_sum_names_no_number_but_all_its_operands(connection: DuckDBPyConnection) -> None:
    result = judged_month(connection, staff(310, 100, 200), rules=["BAL-01"])
    (violation,) = result.violations
    assert (violation.observation_id, violation.operands) == (None, STAFF)


def test_other_prefectures_do_not_enter_a_balance(connection: DuckDBPyConnection) -> None:
    rows = [*staff(300, 100, 200), number("HR.FULL", 999, region_code=ALTAY, period_type="stock")]
    assert not fired(connection, "BAL-01", rows)


@pytest.mark.parametrize(("participants", "expected"), [(1181, 0), (1180, 1)])
def test_as_many_people_as_sessions_is_just_possible(
    connection: DuckDBPyConnection, participants: float, expected: int
) -> None:
    rows = [number("ACT.TRAIN.SESSIONS", 1181), number("ACT.TRAIN.PARTICIPANTS", participants)]
    assert len(fired(connection, "CRS-01", rows)) == expected


def test_more_than_so_many_people_may_be_any_number(connection: DuckDBPyConnection) -> None:
    hedged = {"qualifier": "at_least", "value_low": 1000.0, "value_high": None}
    rows = [number("ACT.TRAIN.SESSIONS", 1181), number("ACT.TRAIN.PARTICIPANTS", 1000, **hedged)]
    assert not fired(connection, "CRS-01", rows)


def test_sessions_of_another_period_type_are_no_pair(connection: DuckDBPyConnection) -> None:
    rows = [month("ACT.TRAIN.SESSIONS", 1181), number("ACT.TRAIN.PARTICIPANTS", 13)]
    assert not fired(connection, "CRS-01", rows)
    assert counted(connection, "CRS-01", rows).not_evaluated == 1


def test_sessions_for_farmers_go_with_farmers_trained(connection: DuckDBPyConnection) -> None:
    """培训农牧民 declares no audience; the sessions beside it may."""
    rows = [number("ACT.TRAIN.SESSIONS", 1181, audience_code="AUD.FARMER"), number("ACT.TRAIN.FARMERS", 13)]
    assert fired(connection, "CRS-01", rows)


def test_the_seed_averages_pass(connection: DuckDBPyConnection) -> None:
    rows = [
        number("ACT.CAMP.SESSIONS", 216, region_code=ALTAY),
        number("ACT.CAMP.PARTICIPANTS", 2845, region_code=ALTAY),
        number("ACT.VOLSERV.SESSIONS", 160, qualifier="at_least", value_low=160.0, value_high=170.0),
        number("ACT.VOLSERV.BENEFICIARIES", 110000, qualifier="at_least", value_low=110000.0, value_high=120000.0),
    ]
    assert not fired(connection, "CRS-02", rows)


def test_the_seed_values_are_plausible_for_a_year_to_date() -> None:
    rows = [
        number("ACT.POLICY.SESSIONS", 4799, region_code=ALTAY),
        number("ACT.TRAIN.SESSIONS", 1689, region_code=ALTAY),
        number("MED.VIEWS", 200000),
    ]
    assert not [violation for violation in judged(rows).violations if violation.rule_id == "VAL-12"]


def test_a_new_year_starts_from_zero(connection: DuckDBPyConnection) -> None:
    rows = [number(value=90, reported_in="2022-01")]
    assert not fired(
        connection, "TMP-01", rows, history=history_of("ACT.TRAIN.SESSIONS", {"2021-12": 1200}), period="2022-01"
    )


def test_a_gap_in_the_year_is_bridged(connection: DuckDBPyConnection) -> None:
    history = history_of("ACT.TRAIN.SESSIONS", {"2022-07": 1200})
    assert fired(connection, "TMP-01", [number(value=1181)], history=history)


def test_the_history_of_another_place_is_not_ones_own(connection: DuckDBPyConnection) -> None:
    history = history_of("ACT.TRAIN.SESSIONS", {"2022-10": 1200}, region_code=ALTAY)
    assert not fired(connection, "TMP-01", [number(value=1181)], history=history)


def test_a_second_file_of_the_same_kind_is_a_revision_and_no_duplicate(connection: DuckDBPyConnection) -> None:
    rows = [number(value=1181, id="old"), number(value=1190, id="new", submission_id="later", load_id=2)]
    assert not fired(connection, "DUP-03", rows)


def test_two_kinds_of_table_that_disagree_are_both_reported(connection: DuckDBPyConnection) -> None:
    rows = [number(value=1181, id="form"), number(value=1171, id="list", form="long_list")]
    assert sorted(str(name) for name in fired(connection, "DUP-03", rows)) == ["form", "list"]


def test_prose_against_its_table_is_one_finding_of_the_prose(connection: DuckDBPyConnection) -> None:
    rows = [number(value=1181, id="form"), number(value=1171, id="prose", form="prose", origin="prose")]
    assert not fired(connection, "DUP-03", rows)
    assert fired(connection, "BAL-12", rows) == ["prose"]


def test_a_held_number_is_no_operand(connection: DuckDBPyConnection) -> None:
    rows = [number("ACT.TRAIN.SESSIONS", 1181), number("ACT.TRAIN.PARTICIPANTS", 13, status="held", hold_rule="VAL-07")]
    assert not fired(connection, "CRS-01", rows)


def test_one_leg_alone_does_not_condemn_a_whole_number(connection: DuckDBPyConnection) -> None:
    rows = [number("ACT.TRAIN.SESSIONS", 1181), number("ACT.TRAIN.FARMERS", 13)]
    assert not fired(connection, "OUT-01", rows)  # CRS-01 holds it already


def test_a_number_ten_thousand_times_its_history_is_held(connection: DuckDBPyConnection) -> None:
    history = history_of("MAT.ALL.DISTRIBUTED", {"2022-09": 85000, "2022-10": 91000})
    rows = [
        number("MAT.ALL.DISTRIBUTED", 9.7e8, id="extra"),
        number("MAT.ALL.DISTRIBUTED", 9.7, id="less", scope="线下"),
    ]
    assert fired(connection, "OUT-01", rows, history=history) == ["extra"]


def test_peers_find_a_slip_where_there_is_no_history(connection: DuckDBPyConnection) -> None:
    peers = [
        number("MAT.ALL.DISTRIBUTED", 90000, region_code=code) for code in ("650200", "652300", "652800", "652900")
    ]
    rows = [*peers, number("MAT.ALL.DISTRIBUTED", 9.0, id="slip", region_code=TACHENG)]
    assert fired(connection, "OUT-01", rows) == ["slip"]


def test_a_rule_without_cases_says_so(connection: DuckDBPyConnection) -> None:
    result = counted(connection, "CRS-04", [number()])
    assert (result.looked_at, result.note) == (0, "没有可判断的数据。")


def test_two_items_that_went_missing_are_two_violations_with_ids_of_their_own(connection: DuckDBPyConnection) -> None:
    months = {f"2022-{place:02d}": 90.0 * place for place in range(1, 11)}
    history = [*history_of("ACT.TRAIN.SESSIONS", months), *history_of("ACT.LECTURE.SESSIONS", months)]
    found = judged_month(connection, [number("VEN.STM.NUM", 4)], history=history, rules=["CMP-04"]).violations
    assert len({violation.violation_id for violation in found}) == len(found) == 2
