"""The round trip to the prefecture: sent back marked, answered in the sheet 反馈, confirmed, in the facts."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.workbook import Workbook

from reports.returning import papers_of
from samples.forms import FormRow, FormSheet, OfficialForm, write_form
from tests.office import Line, Office

pytestmark = pytest.mark.flow

FACT = """
select value, status, is_corrected from fct_observation
where region_code = '654200' and indicator_code = 'ACT.TRAIN.FARMERS' and period = '2022-11' and recorded_to is null
"""
SUBMISSIONS = "select submission_id, source_file, state from dim_submission where period = '2022-11' order by 2"


def sent_back(office: Office, *words: str) -> dict[str, Line]:
    """What was sent back, by the name of the file."""
    return {Path(line["source_file"]).name: line for line in office.ask("return", *words)}


def opened(line: Line) -> Workbook:
    return openpyxl.load_workbook(line["copy"])


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def answered(line: Line, correction: object = None, explanation: str | None = None) -> bytes:
    """The copy as a clerk sends it: the first issue answered in the sheet 反馈."""
    book = opened(line)
    book["反馈"]["H7"].value = correction
    book["反馈"]["I7"].value = explanation
    return saved(book)


def issue_of(office: Office, raw: str) -> Line:
    (issue,) = [issue for issue in office.issues("--period", "2022-11") if issue["raw"] == raw]
    return issue


def test_an_answer_waits_for_confirmation_and_then_is_the_fact(after_samples: Office) -> None:
    office = after_samples
    before = office.sql(SUBMISSIONS)
    copies = sent_back(office, "--period", "2022-11")
    report, bulletin = copies["塔城地区科协2022年11月科普工作情况报告.docx"], copies["昌吉州科协11月简报.txt"]
    letter = "\n".join(p.text for p in Document(report["letter"]).paragraphs)
    assert "塔城地区科协：" in letter
    assert "2022年11月" in letter
    assert "塔城地区科协2022年11月科普工作情况报告.docx" in letter
    assert issue_of(office, "13.2人次")["status"] == "returned"

    office.put("随便什么名字.xlsx", answered(report, 132_000, "漏写“万”，已与培训台账核对。"))
    office.put("2022-11/昌吉州/回复.xlsx", answered(bulletin, None, "核实无误"))
    office.ingest()
    assert [(s["submission_id"], s["source_file"]) for s in office.sql(SUBMISSIONS)] == [
        (s["submission_id"], s["source_file"]) for s in before
    ]
    waiting, refused = issue_of(office, "13.2人次"), issue_of(office, "13%")
    assert waiting["answer"] == "报送单位更正为 132000（漏写“万”，已与培训台账核对。）"
    assert refused["answer"].startswith("答复“核实无误”不能采用")
    assert office.sql(FACT) == []

    asked_again = sent_back(office, "--period", "2022-11")
    assert report["source_file"] not in {line["source_file"] for line in asked_again.values()}
    assert "上次的答复不能采用" in str(opened(asked_again["昌吉州科协11月简报.txt"])["反馈"]["E7"].value)

    assert office.kepu("decide", refused["issue_id"], "--confirm-answer").exit_code == 15
    assert office.kepu("decide", waiting["issue_id"], "--confirm-answer").exit_code == 0
    office.ingest()
    assert office.one(FACT) == {"value": 132_000.0, "status": "accepted", "is_corrected": True}
    assert office.one("select confirmed_by from ops_decision where kind = 'correct'")["confirmed_by"] == "反馈"
    assert not office.ingest()


def a_form(farmers: float, consulted: int = 15_500) -> bytes:
    """塔城's form, invented but for 1181 and 13.2."""
    rows = (
        FormRow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", (1181,)),
        FormRow("ACT.TRAIN.FARMERS", "培训农牧民人次", "人次", (farmers,)),  # type: ignore[arg-type]  # a wrong cell
        FormRow("ACT.CONSULT.PERSONTIMES", "咨询服务人次", "人次", (consulted,)),
    )
    sheet = FormSheet("科普活动", "科普工作统计月报表", "新科协统01表", ("本年累计",), rows)
    return write_form(OfficialForm("塔城地区科协", 2022, 11, "2022年12月3日", (sheet,), is_synthetic=True))


def test_a_copy_corrected_in_its_own_sheet_is_a_corrected_file(office: Office) -> None:
    office.put("2022-11/塔城地区/月报.xlsx", a_form(13.2))
    office.ingest()
    (line,) = sent_back(office, "--period", "2022-11", "--region", "654200").values()
    assert line["copy"].endswith("月报（退回）.xlsx")
    folder = Path(line["copy"]).parent
    assert papers_of(folder, line["source_file"], line["submission_id"]).keys() == {"copy", "letter"}
    assert papers_of(folder, line["source_file"], "f" * 32) == {}
    book = opened(line)
    wrong = book["科普活动"]["E10"]
    assert wrong.value == 13.2
    assert wrong.comment is not None
    assert office.one(SUBMISSIONS)["state"] in ("held", "provisional")

    wrong.value = 132_000
    office.put("交回来的.xlsx", saved(book))
    office.ingest()
    corrected = office.sql("select source_file, state from dim_submission order by load_id")
    assert [one["source_file"] for one in corrected] == ["2022-11/塔城地区/月报.xlsx", "交回来的.xlsx"]
    assert office.one(FACT) == {"value": 132_000.0, "status": "accepted", "is_corrected": False}
    assert office.sql("select * from observation where address like '反馈!%'") == []
    assert [issue["raw"] for issue in office.issues("--period", "2022-11") if issue["raw"] == "13.2"] == []


def test_nothing_to_send_back_is_said_in_a_sentence(sample_office: Office) -> None:
    answer = sample_office.kepu("return", "--period", "2021-01")
    assert answer.exit_code == 15
    assert "没有需要退回的问题" in answer.stderr
    assert sample_office.kepu("return").exit_code == 2


def test_what_was_explained_is_not_asked_again_of_a_corrected_file(office: Office) -> None:
    office.put("2022-11/塔城地区/月报.xlsx", a_form(13.2, consulted=1_130_000))
    office.ingest()
    (line,) = sent_back(office, "--period", "2022-11").values()
    book = opened(line)
    row_of = {str(row[3].value): int(row[0].row or 0) for row in book["反馈"].iter_rows(min_row=7)}
    book["反馈"].cell(row_of["1130000"], 9).value = "含线上科技咨询平台的答问，平台有逐条记录。"
    office.put("答复.xlsx", saved(book))
    office.ingest()
    explained = issue_of(office, "1130000")
    assert office.kepu("decide", explained["issue_id"], "--confirm-answer").exit_code == 0

    office.put("2022-11/塔城地区/月报.xlsx", a_form(132_000, consulted=1_130_000))
    office.ingest()
    asked = [issue for issue in office.issues("--period", "2022-11") if issue["status"] not in ("closed", "decided")]
    assert [issue["raw"] for issue in asked if issue["effect"] != "notice"] == []
    consulted = "select status from fct_current where indicator_code = 'ACT.CONSULT.PERSONTIMES'"
    assert office.one(consulted)["status"] == "accepted"
