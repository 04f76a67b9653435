"""What a second file does to a first, on real files: corrections, complete forms, nil reports, late files, disputes."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from samples.bad_inbox import FORM_NAME, form
from samples.letters import write_text
from tests.office import Line, Office

pytestmark = pytest.mark.flow

HAMI = "650500"
FORM_PATH = f"2022-11/哈密市/{FORM_NAME}"
VERSIONS = """
select period_type, indicator_code, version, value, cause, recorded_to is null as is_open
from fct_observation
where submitter_code = '650500'
order by indicator_code, period_type, version
"""


def with_cells_changed(workbook: bytes, changes: dict[object, object]) -> bytes:
    """The same workbook in which a clerk has typed other values over some cells."""
    book = load_workbook(BytesIO(workbook))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in changes]
    assert len(cells) == len(changes)
    for cell in cells:
        cell.value = changes[cell.value]  # type: ignore[assignment]  # merged cells hold no value
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def versions_of(office: Office, value_of: str) -> list[tuple[float, str, bool]]:
    """The versions of one figure of the form: ACT.TRAIN.SESSIONS month."""
    period_type, indicator = value_of.split()
    return [
        (row["value"], row["cause"], row["is_open"])
        for row in office.sql(VERSIONS)
        if (row["period_type"], row["indicator_code"]) == (period_type, indicator)
    ]


def status_of(office: Office, region: str, period: str = "2022-11") -> Line:
    (line,) = [line for line in office.ask("status", "--period", period) if line["region_code"] == region]
    return line


def test_one_corrected_number_is_one_new_version_and_back_again_one_more(office: Office) -> None:
    first = form()
    second = with_cells_changed(first, {62: 63})
    for data in (first, second, first):
        office.put(FORM_PATH, data)
        office.ingest()
    assert versions_of(office, "month ACT.TRAIN.SESSIONS") == [
        (62.0, "first", False),
        (63.0, "resubmission", False),
        (62.0, "resubmission", True),
    ]
    others = [row for row in office.sql(VERSIONS) if row["value"] not in (62, 63)]
    assert [(row["version"], row["is_open"]) for row in others] == [(1, True)] * 3
    numbers = office.sql(
        "select status, count(*) as n from observation where status <> 'not_a_statistic' group by status"
    )
    assert sum(row["n"] for row in numbers) == 8  # four of each file; nothing is lost


def test_a_wrong_correction_of_the_reporter_waits_and_the_old_value_stays_meanwhile(office: Office) -> None:
    office.put(FORM_PATH, form())
    office.ingest()
    office.put(FORM_PATH, with_cells_changed(form(), {5134: 13.2}))
    assert sum(line["held"] for line in office.ingest()) == 1
    assert versions_of(office, "month ACT.TRAIN.PARTICIPANTS") == [(5134.0, "first", True)]


def test_a_complete_form_that_leaves_a_key_out_withdraws_it_as_a_question(office: Office) -> None:
    office.put(FORM_PATH, form())
    office.ingest()
    office.put(FORM_PATH, with_cells_changed(form(), {5134: None, 58226: None}))
    office.ingest()
    stands = {(row["indicator_code"], row["period_type"]) for row in office.sql(VERSIONS) if row["is_open"]}
    assert stands == {("ACT.TRAIN.SESSIONS", "month"), ("ACT.TRAIN.SESSIONS", "ytd")}
    (asked,) = [issue for issue in office.issues("--region", HAMI) if "已撤出" in issue["title"]]
    assert asked["title"] == "科技培训参与人次 5134：后来的整表没有再报，已撤出（共2处）"
    ended = {row["ended_by"] for row in office.sql("select ended_by from fct_observation where ended_by is not null")}
    assert ended == {"withdrawn"}


def test_a_form_word_and_a_nil_report_a_late_file_and_two_that_disagree_in_one_month(office: Office) -> None:
    office.put(FORM_PATH, form())
    office.put("2022-11/哈密市/补充.txt", write_text(("哈密市科协2022年11月举办科普讲座12场次。（示例数据，虚构）",)))
    office.put("2022-11/吐鲁番市/零报告.txt", write_text(("吐鲁番市科协：本月无报送内容。",)))
    office.put(
        "2022-11/博州/情况.txt",
        write_text(("2022年11月，博州科协举办科技培训72场次，科技培训参与人次5134人次。（示例数据，虚构）",)),
    )
    office.put(f"2022-11/博州/{FORM_NAME}", form("博州科协"))
    office.put(
        "receipts.csv",
        "source_file,received_at\n"
        f"{FORM_PATH},2022-12-01T03:00:00+00:00\n"
        "2022-11/哈密市/补充.txt,2022-12-01T03:05:00+00:00\n"
        "2022-11/吐鲁番市/零报告.txt,2022-12-20T03:00:00+00:00\n"
        "2022-11/博州/情况.txt,2022-12-20T03:00:00+00:00\n"
        f"2022-11/博州/{FORM_NAME},2022-12-20T03:10:00+00:00\n",
    )
    office.ingest()
    hami, turpan, bortala = (status_of(office, code) for code in (HAMI, "650400", "652700"))
    assert (hami["state"], hami["accepted"], hami["files"], hami["on_time"]) == ("accepted", 5, 2, True)
    assert (turpan["state"], turpan["found"], turpan["on_time"]) == ("nil", 0, False)
    assert (bortala["state"], bortala["on_time"]) == ("provisional", False)
    disputed = office.sql(
        """select source_file, value, status from observation where submitter_code = '652700'
        and indicator_code = 'ACT.TRAIN.SESSIONS' and period_type = 'month' order by value"""
    )
    assert [(row["value"], row["status"]) for row in disputed] == [(62.0, "held"), (72.0, "held")]
    agreed = office.sql(
        """select status, count(*) as n from observation where submitter_code = '652700' and value = 5134
        group by status order by status"""
    )
    assert [(row["status"], row["n"]) for row in agreed] == [("accepted", 1), ("repeat", 1)]

    (issue,) = [issue for issue in office.issues("--region", "652700") if issue["suggestion_value"] is not None]
    assert (issue["raw"], issue["suggestion_value"]) == ("72场次", 62.0)  # the form's, as a suggestion only
    office.decide(
        issue["issue_id"], "--correct", "62", "--confirmed-by", "电话", reason="博州科协来电：文字中72为笔误。"
    )
    office.ingest()
    settled = office.sql(
        """select raw, status from observation where submitter_code = '652700'
        and indicator_code = 'ACT.TRAIN.SESSIONS' and period_type = 'month' order by raw"""
    )
    assert [(row["raw"], row["status"]) for row in settled] == [("62", "accepted"), ("72场次", "repeat")]


def test_a_matrix_that_says_october_again_repeats_it_and_a_changed_october_shows_as_a_restatement(
    office: Office,
) -> None:
    def matrix(october: int) -> str:
        return (
            "填报单位：哈密市科协\n指标,2022年10月,2022年11月\n"
            f"科技培训场次(场),{october},62\n科技培训参与人次(人次),4100,5134\n"
        )

    october = "填报单位：哈密市科协\n指标,2022年10月\n科技培训场次(场),50\n科技培训参与人次(人次),4100\n"
    office.put("2022-10/哈密市/月报.csv", october)
    office.ingest()
    office.put("2022-11/哈密市/月报.csv", matrix(50))
    office.ingest()
    again = office.sql("select status from observation where reported_in = '2022-11' and period = '2022-10'")
    assert [row["status"] for row in again] == ["repeat", "repeat"]

    office.put("2022-11/哈密市/月报.csv", matrix(55))
    office.ingest()
    changed = office.one(
        """select value, status from observation
        where reported_in = '2022-11' and period = '2022-10' and value = 55"""
    )
    told = {row["rule_id"] for row in office.sql("select rule_id from violation where period = '2022-11'")}
    facts = office.sql(
        """select value, cause, recorded_to is null as is_open from fct_observation
        where period = '2022-10' and indicator_code = 'ACT.TRAIN.SESSIONS' order by version"""
    )
    assert "TMP-09" in told or changed["status"] in ("provisional", "held"), told
    if changed["status"] == "held":
        assert [(row["value"], row["is_open"]) for row in facts] == [(50.0, True)]
    else:
        assert [(row["value"], row["cause"], row["is_open"]) for row in facts] == [
            (50.0, "first", False),
            (55.0, "restatement", True),
        ]


# Names confirmed after the fact


UNKNOWN_WORDING = "填报单位：哈密市科协\n指标,单位,本月\n科技培训场次,场,62\n流动小剧场科普剧演出,场,12\n"


def test_an_alias_confirmed_after_the_fact_makes_the_held_number_a_fact_without_its_file_coming_again(
    office: Office,
) -> None:
    office.put("2022-11/哈密市/月报.csv", UNKNOWN_WORDING)
    (line,) = office.ingest()
    assert (line["accepted"], line["held"]) == (1, 1)
    held = office.one("select observation_id, indicator_code, hold_rule from observation where status = 'held'")
    assert (held["indicator_code"], held["hold_rule"]) == (None, "SYN-12")
    (issue,) = [issue for issue in office.issues() if "SYN-12" in issue["rule_ids"]]

    office.decide(issue["issue_id"], "--alias", "ACT.LECTURE.SESSIONS", reason="与哈密市科协电话确认，按讲座统计。")
    (line,) = office.ingest()
    assert (line["accepted"], line["held"]) == (2, 0)
    fact = office.one(
        "select value, observation_id, cause from fct_observation where indicator_code = 'ACT.LECTURE.SESSIONS'"
    )
    assert (fact["value"], fact["observation_id"]) == (12.0, held["observation_id"])
    receipts = office.sql("select count(*) as n from dim_submission")
    assert receipts[0]["n"] == 1

    office.put("2022-11/吐鲁番市/月报.csv", UNKNOWN_WORDING.replace("哈密市", "吐鲁番市"))
    lines = {line["region_code"]: line for line in office.ingest()}
    assert (lines["650400"]["accepted"], lines["650400"]["held"]) == (2, 0)
