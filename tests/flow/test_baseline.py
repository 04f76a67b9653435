"""Months approved before Kepu came: accepted as they are, with the approver's name; the rules of history then work."""

from __future__ import annotations

import pytest

from intake.archive import Archive
from samples.forms import FormRow, FormSheet, OfficialForm, write_form
from tests.office import Office, new_office
from warehouse.connection import published_path
from warehouse.content import logical_hash

pytestmark = pytest.mark.flow

HAMI = "650500"
APPROVER = "王五"
OPEN = "select period, indicator_code, value, status from fct_observation where recorded_to is null order by all"


def form(month: int, sessions: tuple[int, int], participants: tuple[int, int]) -> bytes:
    """An invented form of one month: 本月 and 本年累计 of two indicators."""
    flows = (
        FormRow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", sessions),
        FormRow("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", participants),
    )
    sheets = (FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本月", "本年累计"), flows),)
    return write_form(OfficialForm("哈密市科协", 2022, month, f"2022年{month}月28日", sheets, is_synthetic=True))


@pytest.fixture(scope="module")
def office(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """September and October imported as approved; October's participants per session would be implausible."""
    office = new_office(tmp_path_factory.mktemp("baseline"))
    office.put("2022-09/哈密市/9月报表.xlsx", form(9, (60, 600), (5000, 50_000)))
    office.put("2022-10/哈密市/10月报表.xlsx", form(10, (50, 650), (900_000, 950_000)))
    office.put("2022-10/哈密市/说明.txt", "哈密市科协2022年10月完成甲乙丙丁工程37件。（示例数据，虚构）")
    answer = office.kepu("backfill", "--inbox", str(office.inbox), "--baseline", "--approved-by", APPROVER)
    assert answer.exit_code == 0, answer.stderr
    return office


def test_an_implausible_figure_of_an_approved_month_is_a_fact_and_its_violations_are_notices(office: Office) -> None:
    participants = office.one(
        "select value, status, observation_id from fct_observation where recorded_to is null"
        " and indicator_code = 'ACT.TRAIN.PARTICIPANTS' and period = '2022-10' and period_type = 'month'"
    )
    assert (participants["value"], participants["status"]) == (900_000, "accepted")
    fired = office.sql(
        f"select rule_id, effect, evidence from ops_violation where observation_id = '{participants['observation_id']}'"
    )
    assert fired, "an implausible figure that no rule speaks of proves nothing"
    assert {line["effect"] for line in fired} == {"notice"}
    assert "effect_of_rule" in str(fired[0]["evidence"])


def test_the_passport_names_who_approved_it(office: Office) -> None:
    fact = office.one("select observation_id from fct_observation where recorded_to is null and value = 900000 limit 1")
    steps = office.trace(str(fact["observation_id"]))
    told = [step["text"] for step in steps if step["step"] == "decision"]
    assert len(told) == 1
    assert told[0].startswith(f"基线导入，由{APPROVER}批准")


def test_what_cannot_be_coded_is_still_held(office: Office) -> None:
    held = office.sql("select raw, status from observation where source_file like '%说明.txt' and status = 'held'")
    assert held


def test_an_approval_needs_a_name(office: Office) -> None:
    assert office.kepu("backfill", "--inbox", str(office.inbox), "--baseline").exit_code == 2


def test_november_is_judged_by_the_rules_of_history_and_october_stays_as_approved(office: Office) -> None:
    before = [line for line in office.sql(OPEN) if line["period"] <= "2022-10"]
    office.put("2022-11/哈密市/11月报表.xlsx", form(11, (40, 640), (3000, 953_000)))  # 累计 fell from 650
    office.put("2022-10/哈密市/补充.txt", "哈密市科协2022年10月举办科普讲座12场次。（示例数据，虚构）")
    office.ingest()
    assert [line for line in before if line not in office.sql(OPEN)] == []
    (issue,) = [line for line in office.issues("--period", "2022-11") if "TMP-01" in line["rule_ids"]]
    assert issue["effect"] == "hold_value"


def test_a_rebuild_accepts_the_same_months_again(office: Office) -> None:
    first = logical_hash(published_path(office.home))
    assert [event["approved_by"] for event in Archive.at_home(office.home).events() if event["event"] == "baseline"]
    assert office.kepu("rebuild").exit_code == 0
    assert logical_hash(published_path(office.home)) == first


def test_a_month_that_waits_can_be_approved_later(
    prefect_server: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = new_office(tmp_path_factory.mktemp("later"))
    office.put("2022-10/哈密市/10月报表.xlsx", form(10, (50, 650), (900_000, 950_000)))
    office.ingest()
    waiting = office.sql("select 1 from observation where status in ('held', 'provisional')")
    assert waiting
    words = ("backfill", "--inbox", str(office.inbox), "--baseline", "--approved-by", APPROVER)
    assert office.kepu(*words).exit_code == 0
    assert office.sql("select 1 from observation where status in ('held', 'provisional')") == []
    assert "没有新的报送" in office.kepu(*words).stdout
