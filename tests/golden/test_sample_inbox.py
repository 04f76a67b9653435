"""The sample inbox after one run, against what a steward says should be in it (samples/expected.csv)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.office import Line, Office

pytestmark = pytest.mark.flow

PREFECTURES_OF_THE_ARTICLE = {"654200": 23, "654300": 10, "652800": 8, "650200": 2, "652300": 1}
"""塔城, 阿勒泰, 巴州, 克拉玛依, 昌吉: how many quantities the article reports of each."""

OBSERVED = """
select source_file, member, indicator_code, region_code, period, period_type, value, unit_code, qualifier, scope, status
from observation
where status <> 'not_a_statistic'
"""


def a_figure(path: str, row: Line, unit: str, status: str) -> tuple[str, ...]:
    value = f"{float(row['value']):.10g}"
    named = (row[name] for name in ("member", "indicator_code", "region_code", "period", "period_type"))
    return (path, *map(str, named), value, unit, str(row["qualifier"]), str(row["scope"]), status)


def expected_rows(checkout: Path) -> list[Line]:
    with (checkout / "samples" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_expected_figure_is_observed_with_its_codes_value_and_disposition_and_nothing_else(
    sample_office: Office, checkout: Path
) -> None:
    expected = Counter(a_figure(r["path"], r, r["unit"], r["disposition"]) for r in expected_rows(checkout))
    observed = Counter(
        a_figure(r["source_file"], r, str(r["unit_code"]), str(r["status"])) for r in sample_office.sql(OBSERVED)
    )
    assert expected - observed == Counter(), "expected, not observed"
    assert observed - expected == Counter(), "observed, not expected"


@pytest.mark.parametrize(("prefecture", "quantities"), PREFECTURES_OF_THE_ARTICLE.items())
def test_the_article_s_quantities_of_a_prefecture_are_found_once_each(
    sample_office: Office, prefecture: str, quantities: int
) -> None:
    found = sample_office.one(
        f"""select
            count(*) filter (where status <> 'repeat') as once,
            count(*) filter (where status = 'repeat') as again
        from observation
        where reported_in = '2022-11' and submitter_code = '{prefecture}' and status <> 'not_a_statistic'"""
    )
    assert found["once"] == quantities
    assert found["again"] == (1 if prefecture == "654200" else 0)  # 1181场次 in the text and again in its annex


def test_the_seed_s_own_list_of_facts_is_what_the_real_files_state(sample_office: Office, shared: Path) -> None:
    with (shared / "domain" / "seed_facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        seed = list(csv.DictReader(stream))
    # By prefecture: 阿勒泰市's camps are the county's own in our files, and the prefecture's in the list.
    said = Counter(
        (r["region_code"][:4], r["indicator_code"], f"{float(r['value_base']):.10g}")
        for r in seed
        if r["region_code"][:4] in {code[:4] for code in PREFECTURES_OF_THE_ARTICLE}
    )
    observed = Counter(
        (str(r["region_code"])[:4], str(r["indicator_code"]), f"{float(r['value']):.10g}")
        for r in sample_office.sql(
            """select region_code, indicator_code, value from observation
            where reported_in = '2022-11' and status not in ('not_a_statistic', 'repeat')
            and submitter_code in ('654200', '654300', '652800', '650200', '652300')"""
        )
    )
    assert observed == said


def test_one_value_of_the_month_is_held_and_it_is_the_one_that_is_wrong(sample_office: Office) -> None:
    held = sample_office.sql("select raw, indicator_code, source_file from observation where status = 'held'")
    assert [(row["raw"], row["indicator_code"]) for row in held] == [("13.2人次", "ACT.TRAIN.FARMERS")]
    assert str(held[0]["source_file"]).startswith("2022-11/塔城地区/")


def test_at_least_nine_tenths_of_the_figures_pass_by_themselves(sample_office: Office) -> None:
    passed = sample_office.one(
        """select count(*) filter (where status in ('accepted', 'repeat')) / count(*) as share
        from observation where status <> 'not_a_statistic'"""
    )
    assert passed["share"] >= 0.9


def test_invented_files_are_marked_as_invented_and_real_ones_are_not(sample_office: Office, checkout: Path) -> None:
    with (checkout / "samples" / "synthetic.csv").open(encoding="utf-8", newline="") as stream:
        invented = {row["path"].removeprefix("inbox/") for row in csv.DictReader(stream)}
    marked = sample_office.sql("select source_file, is_synthetic from dim_submission")
    assert {row["source_file"] for row in marked if row["is_synthetic"]} == invented
    assert [row for row in marked if not row["is_synthetic"]]


def test_those_that_sent_nothing_stand_as_not_reported_and_never_as_zero(sample_office: Office) -> None:
    lines = sample_office.ask("status", "--period", "2022-11")
    silent = {line["region_code"] for line in lines if line["state"] == "not_reported"}
    assert silent == {"650100", "650400", "650500", "652700", "653000", "653100", "654000"}
    assert len(lines) == 14
    facts = sample_office.one(
        f"select count(*) as n from fct_observation where submitter_code in ({', '.join(map(repr, sorted(silent)))})"
    )
    assert facts["n"] == 0
