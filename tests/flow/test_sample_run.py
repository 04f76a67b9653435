"""What one run of the sample inbox leaves behind, beside its figures: accounts, papers, sentences."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from intake.archive import Archive
from intake.inbox import inbox_files
from tests.office import Line, Office
from warehouse.connection import published_path
from warehouse.content import logical_hash
from warehouse.run_lines import submission_lines

pytestmark = pytest.mark.flow

VERSIONS = "select observation_key, version, value, status, recorded_from from fct_observation order by all"


def test_found_is_the_sum_of_the_five_dispositions_for_every_submission(sample_office: Office) -> None:
    lines = [line for month in ("2022-09", "2022-10", "2022-11") for line in lines_of_month(sample_office, month)]
    assert {str(line["source_file"]) for line in lines} == {
        file.source_file for file in inbox_files(sample_office.inbox)
    }
    for line in lines:
        parts = ("accepted", "provisional", "held", "repeat", "not_a_statistic")
        assert line["found"] == sum(line[part] for part in parts), line["source_file"]
    assert sum(line["found"] for line in lines) == sample_office.one("select count(*) as n from observation")["n"]


def lines_of_month(office: Office, period: str) -> list[Line]:
    return [asdict(line) for line in submission_lines(office.home, period)]


def test_the_independent_counter_finds_no_number_that_nobody_claims_and_none_claimed_twice(
    sample_office: Office,
) -> None:
    judged = sample_office.one("select sum(checked) as files from ops_rule_result where rule_id = 'SYN-11'")
    failed = sample_office.sql("select message from ops_violation where rule_id = 'SYN-11'")
    assert judged["files"] >= 24
    assert [row for row in failed if "未归类0" not in row["message"]] == []


def test_the_same_inbox_again_changes_nothing(after_samples: Office) -> None:
    before, versions = logical_hash(published_path(after_samples.home)), after_samples.sql(VERSIONS)
    answer = after_samples.kepu("ingest", "--inbox", str(after_samples.inbox))
    assert answer.exit_code == 0
    assert answer.stdout.strip() == "没有新的报送，也没有新的决定；已发布的数据保持不变。"
    assert logical_hash(published_path(after_samples.home)) == before
    assert after_samples.sql(VERSIONS) == versions


def test_the_same_inbox_on_another_day_in_another_office_gives_the_same_content(
    sample_office: Office, office: Office
) -> None:
    for path in sorted(sample_office.inbox.rglob("*")):
        if path.is_file():
            office.put(path.relative_to(sample_office.inbox).as_posix(), path.read_bytes())
    office.ingest()
    assert logical_hash(published_path(office.home)) == logical_hash(published_path(sample_office.home))


def test_a_month_run_again_because_of_a_new_file_leaves_the_other_facts_at_their_version(
    after_samples: Office,
) -> None:
    before = after_samples.sql(VERSIONS)
    after_samples.put("2022-11/哈密市/情况.txt", "哈密市科协2022年11月举办科普讲座12场次。（示例数据，虚构）")
    after_samples.ingest()
    after = after_samples.sql(VERSIONS)
    assert [row for row in before if row not in after] == []
    assert len(after) == len(before) + 1


def test_what_the_run_prints_is_a_table_a_month_the_missing_the_broken_and_where_everything_is(
    sample_office: Office,
) -> None:
    printed = (sample_office.home / "printed.txt").read_text(encoding="utf-8")
    for words in ("2022年9月报送情况", "2022年10月报送情况", "2022年11月报送情况", "找到的数", "部分待核"):
        assert words in printed
    assert "未报（7）：乌鲁木齐市、吐鲁番市、哈密市" in printed
    assert "无法使用 2022-11/和田地区/和田地区2022年11月月报表.xlsx：电子表格文件已损坏" in printed
    assert "最值得先看的问题" in printed
    assert "培训农牧民人次 13.2人次：疑漏写“万”，建议 132000" in printed
    assert "--correct 132000 --reason" in printed
    assert "已发布：" in printed
    assert "汇总表和催报单：" in printed
    assert "校验报告：" in printed


@pytest.mark.parametrize("period", ["2022-09", "2022-10", "2022-11"])
def test_every_month_has_its_summary_its_reminder_and_its_validation_report(sample_office: Office, period: str) -> None:
    year, month = period.split("-")
    folder = sample_office.home / "reports" / period
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{year}年{int(month)}月催报单.docx",
        f"{year}年{int(month)}月科普统计汇总表.xlsx",
        "校验报告.html",
    ]


def test_the_summary_shows_fourteen_prefectures_and_marks_the_missing(sample_office: Office) -> None:
    path = sample_office.home / "reports" / "2022-11" / "2022年11月科普统计汇总表.xlsx"
    text = "\n".join(
        str(cell) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )
    for name in ("塔城地区", "阿勒泰地区", "乌鲁木齐市", "克孜勒苏柯尔克孜自治州", "未报"):
        assert name in text


def test_the_original_bytes_of_every_file_are_kept_under_their_hash(sample_office: Office) -> None:
    archive = Archive.at_home(sample_office.home)
    files = inbox_files(sample_office.inbox)
    for file in files:
        data = file.path.read_bytes()
        assert archive.bytes_of(sha256(data).hexdigest()) == data
    assert archive.verify() == []
    assert [event["event"] for event in archive.events()].count("receipt") == len(files)


def test_rules_of_every_kind_were_evaluated_and_passes_are_counted(sample_office: Office) -> None:
    counted = sample_office.sql(
        "select rule_id, sum(checked) as checked, sum(passed) as passed from ops_rule_result group by rule_id"
    )
    kinds = {str(row["rule_id"]).split("-")[0] for row in counted}
    assert {"SYN", "VAL", "BAL", "CRS", "TMP", "CMP", "DUP"} <= kinds
    assert len(counted) >= 25
    assert any(row["passed"] for row in counted)


def test_the_home_folder_is_private_to_its_owner(sample_office: Office) -> None:
    for path in (sample_office.home, sample_office.home / "archive", Path(sample_office.home / "run.lock")):
        assert path.stat().st_mode & 0o077 == 0, path
