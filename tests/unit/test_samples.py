"""The sample inbox is what the builder makes, says what is invented, and agrees with itself."""

from __future__ import annotations

import csv
import email
import hashlib
import zipfile
from collections import Counter, defaultdict
from datetime import datetime
from email import policy
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from samples.bad_inbox import CASES, write_bad_inboxes
from samples.build import HERE, all_samples, build, sample_files
from samples.figures import Flow

SAMPLES = all_samples()
FLOW_TYPES = ("month", "ytd")
REAL_COUNTS = {"塔城地区": 23, "阿勒泰地区": 10, "巴州": 8, "克拉玛依市": 2, "昌吉州": 1}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hashes(folder: Path) -> dict[str, str]:
    names = ("inbox", "expected.csv", "synthetic.csv")
    files = [
        file
        for name in names
        for file in ([folder / name] if (folder / name).is_file() else (folder / name).rglob("*"))
    ]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.is_file()
    }


def test_the_committed_samples_are_what_the_builder_makes(tmp_path: Path) -> None:
    build(tmp_path)
    assert hashes(tmp_path) == hashes(HERE)


def test_building_twice_gives_the_same_bytes() -> None:
    assert sample_files() == sample_files()


def test_every_month_has_the_seven_that_report_and_no_other() -> None:
    reporters = defaultdict(set)
    for sample in SAMPLES:
        month, prefecture, _ = sample.path.split("/")
        reporters[month].add(prefecture)
    seven = {*REAL_COUNTS, "阿克苏地区", "和田地区"}
    assert reporters == {"2022-09": seven, "2022-10": seven, "2022-11": seven}


@pytest.mark.parametrize(("prefecture", "count"), REAL_COUNTS.items())
def test_november_states_each_public_figure_once(prefecture: str, count: int) -> None:
    stated = [
        figure
        for sample in SAMPLES
        if sample.path.startswith(f"2022-11/{prefecture}/") and sample.invented is None
        for figure in sample.expected
        if figure.disposition != "repeat"
    ]
    assert len(stated) == count


def test_only_the_13_2_is_held() -> None:
    held = [
        (figure.indicator_code, figure.value) for s in SAMPLES for figure in s.expected if figure.disposition == "held"
    ]
    assert held == [("ACT.TRAIN.FARMERS", 13.2)]


def test_what_is_invented_says_so_in_the_file() -> None:
    for sample in SAMPLES:
        if sample.invented is None or ("月报表.xlsx" in sample.path and sample.path.startswith("2022-11/和田")):
            continue
        assert "虚构" in visible_text(sample.path, sample.data), sample.path


def test_public_figures_stand_in_no_invented_file() -> None:
    for sample in SAMPLES:
        if sample.invented is None:
            assert "虚构" not in visible_text(sample.path, sample.data), sample.path


def visible_text(path: str, data: bytes) -> str:
    if path.endswith((".csv", ".txt")):
        return data.decode("gb18030" if path.endswith(".csv") else "utf-8")
    if path.endswith(".eml"):
        parts = email.message_from_bytes(data, policy=policy.default).walk()
        return "".join(part.get_content() for part in parts if part.get_content_type() == "text/plain")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        contents = [(name, archive.read(name)) for name in archive.namelist()]
    return "".join(
        visible_text(name, content) if name.endswith(".xlsx") else content.decode("utf-8")
        for name, content in contents
        if name.endswith((".xml", ".xlsx"))
    )


def test_synthetic_csv_lists_every_month_but_the_public_november_files() -> None:
    listed = {row["path"] for row in read_rows(HERE / "synthetic.csv")}
    assert listed == {sample.path for sample in SAMPLES if sample.invented}
    assert {sample.path for sample in SAMPLES} - listed == {
        sample.path
        for sample in SAMPLES
        if sample.path.startswith("2022-11/")
        and "阿克苏" not in sample.path
        and not sample.path.endswith("11月月报表.xlsx")
    }


def test_invented_months_and_sums_agree() -> None:
    """The sum to October is the sum to September and October itself, for every place."""
    values = {
        (figure.region_code, figure.scope, figure.indicator_code, figure.period, figure.period_type): figure.value
        for sample in SAMPLES
        if sample.invented
        for figure in sample.expected
        if figure.period_type in FLOW_TYPES
    }
    checked = 0
    for (region, scope, code, period, kind), value in values.items():
        if kind == "ytd" and period == "2022-10" and (region, scope, code, "2022-09", "ytd") in values:
            assert value == values[region, scope, code, "2022-09", "ytd"] + values[region, scope, code, period, "month"]
            checked += 1
    assert checked > 80


def test_sums_to_the_month_never_fall() -> None:
    series: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for sample in SAMPLES:
        for figure in sample.expected:
            if figure.period_type == "ytd" and figure.disposition != "held":
                key = (figure.region_code, figure.scope, figure.indicator_code)
                series[key][figure.period] = figure.value
    for key, by_month in series.items():
        ordered = [by_month[month] for month in sorted(by_month)]
        assert all(earlier <= later for earlier, later in pairwise(ordered)), key


def test_counties_add_up_to_their_prefecture() -> None:
    for period in ("2022-09", "2022-10", "2022-11"):
        figures = [
            figure
            for sample in SAMPLES
            if "阿克苏" in sample.path and sample.path.startswith(period)
            for figure in sample.expected
        ]
        for code in {figure.indicator_code for figure in figures}:
            for kind in FLOW_TYPES:
                same = [f for f in figures if f.indicator_code == code and f.period_type == kind]
                total = [f.value for f in same if f.region_code == "652900"]
                assert total == [sum(f.value for f in same if f.region_code != "652900")]


PAIRS = (
    ("ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS"),
    ("ACT.TRAIN.SESSIONS", "ACT.TRAIN.FARMERS"),
    ("ACT.PUBLICITY.SESSIONS", "ACT.PUBLICITY.PARTICIPANTS"),
    ("ACT.POLICY.SESSIONS", "ACT.POLICY.PARTICIPANTS"),
    ("ACT.LECTURE.SESSIONS", "ACT.LECTURE.PARTICIPANTS"),
    ("ACT.VOLSERV.SESSIONS", "ACT.VOLSERV.BENEFICIARIES"),
    ("ACT.ALL.SESSIONS", "ACT.ALL.PARTICIPANTS"),
)


@pytest.mark.parametrize(("sessions", "participants"), PAIRS)
def test_a_session_has_five_to_a_thousand_people(sessions: str, participants: str) -> None:
    values = {
        (f.region_code, f.scope, f.period, f.period_type, f.indicator_code): f.value
        for sample in SAMPLES
        for f in sample.expected
        if f.disposition != "held"
    }
    pairs = [
        (values[*key[:4], participants], count)
        for key, count in values.items()
        if key[4] == sessions and (*key[:4], participants) in values and count
    ]
    assert pairs
    assert all(5 <= people / count <= 1000 for people, count in pairs)


def test_stocks_hardly_move_from_month_to_month() -> None:
    stocks: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for sample in SAMPLES:
        for figure in sample.expected:
            if figure.period_type == "stock":
                stocks[figure.region_code, figure.indicator_code][figure.period] = figure.value
    for by_month in stocks.values():
        for earlier, later in pairwise(by_month[month] for month in sorted(by_month)):
            assert abs(later - earlier) <= max(2, earlier / 10)


def test_one_key_is_stated_once_per_month_unless_it_is_a_repeat() -> None:
    counts = Counter(
        (f.region_code, f.scope, f.indicator_code, f.period, f.period_type)
        for sample in SAMPLES
        for f in sample.expected
        if f.disposition != "repeat"
    )
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_file_has_an_arrival_and_one_is_late() -> None:
    rows = read_rows(HERE / "inbox" / "receipts.csv")
    assert [row["source_file"] for row in rows] == [sample.path for sample in SAMPLES]
    november = {
        row["source_file"]: datetime.fromisoformat(row["received_at"])
        for row in rows
        if "2022-11/" in row["source_file"]
    }
    late = [path for path, moment in november.items() if moment > datetime.fromisoformat("2022-12-07T16:00:00Z")]
    assert late == ["2022-11/昌吉州/昌吉州科协11月简报.txt"]
    assert min(november.values()) > datetime.fromisoformat("2022-11-30T16:00:00Z")


def test_a_flow_adds_its_months() -> None:
    assert Flow("X", "x", "场次", 100, (7, 11)).ytd(10) == 118


def test_the_broken_file_is_a_workbook_that_breaks_off() -> None:
    broken = [s for s in SAMPLES if s.path == "2022-11/和田地区/和田地区2022年11月月报表.xlsx"]
    assert broken[0].data.startswith(b"PK")
    assert not zipfile.is_zipfile(BytesIO(broken[0].data))


def test_each_bad_arrival_is_an_inbox_of_its_own(tmp_path: Path) -> None:
    inboxes = write_bad_inboxes(tmp_path)
    assert set(inboxes) == set(CASES)
    assert sum(1 for file in inboxes["empty_inbox"].rglob("*") if file.is_file()) == 0
    assert (inboxes["zero_bytes"] / "2022-11/哈密市/空文件.xlsx").stat().st_size == 0
    flat = [file for file in inboxes["flat_files"].iterdir() if file.is_file()]
    assert len(flat) == 3
