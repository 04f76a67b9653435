"""The worked case, whole: 培训农牧民13.2人次, from failing rules over decisions to a fact with a passport."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.office import Line, Office

pytestmark = pytest.mark.flow

REPORT = "2022-11/塔城地区/塔城地区科协2022年11月科普工作情况报告.docx"
SENTENCE = "全地区举办各类培训班1181场次，培训农牧民13.2人次。"
REASON = "电话核实，漏写“万”。"
FACTS = """
select value, status, qualifier, is_corrected, cause
from fct_observation
where region_code = '654200' and indicator_code = 'ACT.TRAIN.FARMERS' and period = '2022-11' and recorded_to is null
"""
NUMBER = "select * from observation where reported_in = '2022-11' and raw = '13.2人次'"


def the_issue(office: Office) -> Line:
    (issue,) = [
        issue for issue in office.issues("--period", "2022-11", "--region", "654200") if issue["raw"] == "13.2人次"
    ]
    return issue


def corrected(office: Office, value: str, *more: str) -> Office:
    """The office after a correction and the next run."""
    office.decide(the_issue(office)["issue_id"], "--correct", value, *more, reason=REASON)
    office.ingest()
    return office


# Found, held, asked about


def test_five_rules_fail_on_the_number_and_all_of_them_are_one_issue(sample_office: Office) -> None:
    failed = sample_office.sql(
        """select rule_id, violation.issue_id from violation join observation using (observation_id)
        where raw = '13.2人次' and outcome = 'fail'"""
    )
    assert {row["rule_id"] for row in failed} >= {"VAL-05", "CRS-01", "CRS-02", "OUT-01", "TMP-01"}
    assert {row["issue_id"] for row in failed} == {the_issue(sample_office)["issue_id"]}


def test_the_issue_has_one_suggestion_with_its_evidence_and_its_place(sample_office: Office) -> None:
    issue = the_issue(sample_office)
    assert issue["suggestion_value"] == 132_000
    assert (issue["status"], issue["severity"], issue["effect"]) == ("open", "critical", "hold_value")
    assert (issue["source_file"], issue["member"]) == (REPORT, "")
    assert len(issue["observation_ids"]) == 1
    evidence = "\n".join(issue["evidence"])
    assert "1181" in evidence  # by the sessions
    assert "115617" in evidence.replace(",", "")  # by October's sum
    assert "132000" in evidence.replace(",", "")


def test_the_number_is_held_with_its_raw_value_and_is_in_no_fact(sample_office: Office) -> None:
    number = sample_office.one(NUMBER)
    assert (number["status"], number["value"], number["value_reported"]) == ("held", 13.2, 13.2)
    assert sample_office.sql(FACTS) == []


def test_nothing_corrects_itself_another_run_leaves_it_held(after_samples: Office) -> None:
    after_samples.put("2022-11/哈密市/情况.txt", "哈密市科协2022年11月举办科普讲座12场次。（示例数据，虚构）")
    after_samples.ingest()
    number = after_samples.one(NUMBER)
    assert (number["status"], number["value"]) == ("held", 13.2)
    assert after_samples.sql(FACTS) == []


# Decided


def test_a_correction_is_a_provisional_fact_until_the_reporter_confirms_and_then_an_accepted_one(
    after_samples: Office,
) -> None:
    office = after_samples
    issue_id = the_issue(office)["issue_id"]
    said = office.decide(issue_id[:6], "--correct", "132000", reason=REASON)
    assert "已记录：更正" in said.stdout
    assert the_issue(office)["status"] == "decided"
    assert office.one(NUMBER)["status"] == "held"  # until the next run

    office.ingest()
    assert office.sql(FACTS) == [
        {"value": 132_000.0, "status": "provisional", "qualifier": "exact", "is_corrected": True, "cause": "decision"}
    ]
    waiting = the_issue(office)
    assert (waiting["issue_id"], waiting["status"]) == (issue_id, "decided")
    assert "待报送单位确认" in waiting["title"]

    office.decide(issue_id, "--correct", "132000", "--confirmed-by", "电话", reason="塔城地区科协来电确认为13.2万。")
    office.ingest()
    assert [(fact["value"], fact["status"]) for fact in office.sql(FACTS)] == [(132_000.0, "accepted")]
    assert the_issue(office)["status"] == "closed"
    versions = office.sql("select version, status from fct_observation where value = 132000 order by version")
    assert [(row["version"], row["status"]) for row in versions] == [(1, "provisional"), (2, "accepted")]


def test_a_correction_confirmed_at_once_is_an_accepted_fact_with_its_whole_passport(after_samples: Office) -> None:
    office = corrected(after_samples, "13.2万", "--confirmed-by", "电话")
    assert [(fact["value"], fact["status"]) for fact in office.sql(FACTS)] == [(132_000.0, "accepted")]
    steps = office.trace(office.one(NUMBER)["observation_id"])
    by_step = {step["step"]: step for step in steps}
    assert [step["step"] for step in steps][:2] == ["fact", "decision"]
    assert "132,000人次" in by_step["fact"]["text"]
    assert REASON in by_step["decision"]["text"]
    assert "电话" in by_step["decision"]["text"]
    rules = {step["id"] for step in steps if step["step"] == "rule"}
    assert rules >= {"VAL-05", "CRS-01", "CRS-02", "OUT-01", "TMP-01"}
    assert "原报 13.2人次" in by_step["observation"]["text"]
    statement = by_step["statement"]
    assert SENTENCE in statement["text"]
    assert (statement["source_file"], statement["address"]) == (REPORT, "第10段[53:59]")
    assert by_step["file"]["sha256"] == sha256((office.inbox / REPORT).read_bytes()).hexdigest()
    assert "塔城地区 2022-11" in by_step["submission"]["text"]


def test_the_offsets_of_the_passport_cut_the_number_out_of_the_text(sample_office: Office) -> None:
    number = sample_office.one(NUMBER)
    assert SENTENCE[len("全地区举办各类培训班1181场次，培训农牧民") :].startswith(number["raw"])
    assert number["address"] == "第10段[53:59]"
    assert number["end"] - number["start"] == len("13.2人次")


def test_a_wrong_correction_is_judged_like_any_value_and_held(after_samples: Office) -> None:
    office = corrected(after_samples, "1320000")
    number = office.one(NUMBER)
    assert (number["value"], number["status"]) == (1_320_000.0, "held")
    assert office.sql(FACTS) == []
    again = the_issue(office)
    assert again["status"] == "open"
    assert "OUT-01" in again["rule_ids"] or "CRS-02" in again["rule_ids"]


def test_the_decision_replays_when_the_same_number_comes_again_in_another_file(after_samples: Office) -> None:
    office = corrected(after_samples, "132000", "--confirmed-by", "更正单")
    office.put("2022-11/塔城地区/补充说明.txt", "1—11月，全地区共培训农牧民13.2人次。")
    office.ingest()
    assert [(fact["value"], fact["status"]) for fact in office.sql(FACTS)] == [(132_000.0, "accepted")]
    statuses = office.sql("select status, value from observation where raw = '13.2人次' order by status")
    assert [(row["status"], row["value"]) for row in statuses] == [("accepted", 132_000.0), ("repeat", 132_000.0)]


def test_the_decision_retires_when_the_number_comes_corrected_by_its_reporter(after_samples: Office) -> None:
    office = corrected(after_samples, "132000")
    path = office.inbox / REPORT
    office.put(REPORT, with_text_changed(path.read_bytes(), "培训农牧民13.2人次", "培训农牧民13.2万人次"))
    printed = office.kepu("ingest", "--inbox", str(office.inbox)).stdout
    assert f"更正决定不再适用：塔城地区“13.2人次”（{REASON}）" in printed
    assert [(fact["value"], fact["status"]) for fact in office.sql(FACTS)] == [(132_000.0, "accepted")]
    assert [row["state"] for row in office.sql("select state from ops_decision")] == ["retired"]


def with_text_changed(docx: bytes, old: str, new: str) -> bytes:
    """A Word file in which one wording is another."""
    from io import BytesIO
    from zipfile import ZipFile

    written = BytesIO()
    with ZipFile(BytesIO(docx)) as source, ZipFile(written, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(item, data)
    return written.getvalue()


# What a steward may not do


@pytest.mark.parametrize(
    ("words", "reason", "exit_code", "sentence"),
    [
        (["--correct", "132000"], "核实无误", 14, "请写明真实、具体的理由"),
        (["--correct", "十三万"], REASON, 14, "不是有效数值"),
        (["--correct", "13.2"], REASON, 14, "更正值与原值相同"),
        (["--correct", "132000", "--confirmed-by", "估计"], REASON, 14, "--confirmed-by 只能是"),
        (["--alias", "没有.这个.代码"], REASON, 14, "没有代码"),
        ([], REASON, 2, ""),
        (["--accept", "--return"], REASON, 2, ""),
    ],
    ids=["empty reason", "no number", "same value", "no confirmation", "no such code", "nothing asked", "two asked"],
)
def test_a_decision_that_cannot_be_recorded_is_refused_with_a_sentence(
    sample_office: Office, words: list[str], reason: str, exit_code: int, sentence: str
) -> None:
    answer = sample_office.kepu("decide", the_issue(sample_office)["issue_id"], *words, "--reason", reason)
    assert answer.exit_code == exit_code
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


# Accepted as it is


def test_an_explanation_accepts_the_target_of_changji_and_closes_its_issue(after_samples: Office) -> None:
    office = after_samples
    (issue,) = office.issues("--region", "652300", "--period", "2022-11")
    assert (issue["effect"], issue["status"]) == ("needs_explanation", "open")
    office.decide(issue["issue_id"], "--accept", reason="州政府文件确定的目标就是13%，已附文号。")
    office.ingest()
    target = office.one(f"select status from observation where observation_id = '{issue['observation_ids'][0]}'")
    assert target["status"] == "accepted"
    (after,) = office.issues("--region", "652300", "--period", "2022-11")
    assert after["status"] == "closed"


def test_an_explanation_does_not_cover_another_number_and_retires(after_samples: Office) -> None:
    office = after_samples
    (issue,) = office.issues("--region", "652300", "--period", "2022-11")
    office.decide(issue["issue_id"], "--accept", reason="州政府文件确定的目标就是13%，已附文号。")
    office.ingest()
    letter = office.inbox / issue["source_file"]
    office.put(issue["source_file"], letter.read_text(encoding="utf-8").replace("13%", "12%"))
    office.ingest()
    again = [line for line in office.issues("--region", "652300", "--period", "2022-11") if line["raw"] == "12%"]
    assert [line["status"] for line in again] == ["open"]
    assert [row["state"] for row in office.sql("select state from ops_decision")] == ["retired"]
