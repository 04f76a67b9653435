"""A rehearsal of no change: on stored months the rules fire on exactly what they fired on when the months were run."""

from __future__ import annotations

import re

import pytest

from domain.violation import Outcome
from reference.loader import load_catalog
from reports.validation_report import REPORT_FILE
from tasks.rehearsing import judge
from tests.office import Office
from warehouse.rehearsal import open_copy

pytestmark = pytest.mark.flow

STORED = """
select ops_violation.period, ops_violation.violation_id
from ops_violation
join dim_rule on ops_violation.rule_id = dim_rule.rule_id
where ops_violation.outcome = 'fail' and dim_rule.stage <> 'file'
"""


def test_stored_months_judged_again_fail_where_they_failed(sample_office: Office) -> None:
    stored = {(row["period"], row["violation_id"]) for row in sample_office.sql(STORED)}
    catalog = load_catalog()
    with open_copy(sample_office.home) as copy:
        again = {
            (month, violation.violation_id)
            for month in copy.months()
            for violation in judge(copy, month, copy.observations(month), catalog)
            if violation.outcome is Outcome.FAIL
        }
    assert len(stored) > 40
    assert again == stored


def test_every_month_of_a_run_has_its_report_with_every_failure(sample_office: Office) -> None:
    for month in ("2022-09", "2022-10", "2022-11"):
        page = (sample_office.home / "reports" / month / REPORT_FILE).read_text(encoding="utf-8")
        failures = sample_office.one(
            f"select count(*) as n from ops_violation where period = '{month}' and outcome = 'fail'"
        )
        (stated,) = re.findall(r"不通过的数、文件和月份：([\d,]+) 处", page)
        assert int(stated.replace(",", "")) == failures["n"]


def test_a_rehearsal_ends_with_how_to_adopt_the_change(sample_office: Office) -> None:
    answer = sample_office.kepu("rehearse", "--threshold", "CRS-02.max=50", "--period", "2022-11")
    assert answer.exit_code == 0, answer.stderr
    assert "新报出" in answer.stdout
    assert answer.stdout.rstrip().endswith("再运行 kepu ingest。")
    assert sample_office.kepu("rehearse").exit_code == 13
