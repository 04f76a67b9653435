"""A rebuild after a name confirmed late, a threshold changed by hand, loads that were rolled back: still the same.

The story is told once; each claim looks at what it left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.archive import Archive
from ledger.accounts import Account, Accounts, Role
from reference.overlay import overlay_folder
from tests.office import Answer, Line, Office, new_office
from warehouse.connection import published_path, working_path
from warehouse.content import logical_hash

pytestmark = [pytest.mark.flow, pytest.mark.slow]

HAMI = "2022-11/哈密市/月报.csv"
TURPAN = "2022-11/吐鲁番市/情况.txt"
STEWARD = Account("steward.one", "管理员", Role.STEWARD, None, is_disabled=False, has_password=False)
THRESHOLD = "rule_id,name,indicator_code,value,reason\nCRS-09,month,,0.0001,本区只有两个乡\n"
VERSIONS = """
select region_code, indicator_code, version, value, status, cause, ended_by
from fct_observation order by all
"""


def report(sessions: int) -> str:
    """A table with a wording that nobody knows yet."""
    return f"填报单位：哈密市科协\n指标,单位,本月\n科技培训场次,场,{sessions}\n流动小剧场科普剧演出,场,12\n"


@contextmanager
def broken_warehouse() -> Iterator[None]:
    """Let every load find an invariant broken, so that it is rolled back."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("warehouse.load.broken_invariants", lambda _: ["同一事实键有两个现行值"])
        yield


@dataclass(frozen=True)
class Story:
    """The office after its rebuild, what it had published before, and what the two failed runs said."""

    office: Office
    published: str
    facts: list[Line]
    failures: tuple[Answer, Answer]
    rebuilt: Answer


@pytest.fixture(scope="module")
def story(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    office = new_office(tmp_path_factory.mktemp("trouble"))
    office.put(HAMI, report(62))
    office.put(TURPAN, "吐鲁番市科协2022年11月举办科普讲座7场次，科普讲座受众900人次。（示例数据，虚构）")
    office.ingest()
    Accounts.at_home(office.home).add(STEWARD, datetime(2022, 12, 1, tzinfo=UTC))

    (issue,) = [issue for issue in office.issues() if "SYN-12" in issue["rule_ids"]]
    office.decide(issue["issue_id"], "--alias", "ACT.LECTURE.SESSIONS", reason="与哈密市科协电话确认，按讲座统计。")
    (overlay_folder(office.home) / "thresholds.csv").write_text(THRESHOLD, encoding="utf-8")
    rolled_back = fails(office, 63)
    office.put(HAMI, report(64))
    office.ingest()
    published, facts = logical_hash(published_path(office.home)), office.sql(VERSIONS)

    unfinished = fails(office, 65)
    working_path(office.home).write_bytes(b"\x55" * 4096)
    rebuilt = office.kepu("rebuild")
    return Story(office, published, facts, (rolled_back, unfinished), rebuilt)


def fails(office: Office, sessions: int) -> Answer:
    office.put(HAMI, report(sessions))
    with broken_warehouse():
        return office.kepu("ingest", "--inbox", str(office.inbox))


def test_a_load_that_breaks_an_invariant_is_rolled_back_with_a_sentence(story: Story) -> None:
    for failure in story.failures:
        assert failure.exit_code == 17
        assert "2022-11 的装载被撤销，仓库保持原样：同一事实键有两个现行值" in failure.stderr


def test_the_name_and_the_threshold_count_from_the_load_that_knew_them(story: Story) -> None:
    told = [(row["indicator_code"], row["value"], row["status"], row["cause"]) for row in story.facts]
    assert told == [
        ("ACT.LECTURE.PARTICIPANTS", 900.0, "accepted", "first"),
        ("ACT.LECTURE.PARTICIPANTS", 900.0, "provisional", "reference_change"),
        ("ACT.LECTURE.SESSIONS", 7.0, "accepted", "first"),
        ("ACT.LECTURE.SESSIONS", 12.0, "accepted", "first"),
        ("ACT.TRAIN.SESSIONS", 62.0, "accepted", "first"),
        ("ACT.TRAIN.SESSIONS", 64.0, "accepted", "resubmission"),
    ]


def test_a_rebuild_is_what_was_published_without_the_loads_that_were_rolled_back(story: Story) -> None:
    assert story.rebuilt.exit_code == 0, story.rebuilt.stderr
    assert "2 次运行" in story.rebuilt.stdout
    assert story.office.sql(VERSIONS) == story.facts
    assert logical_hash(published_path(story.office.home)) == story.published


def test_a_rebuild_keeps_what_no_journal_repeats(story: Story) -> None:
    assert [account.username for account in Accounts.at_home(story.office.home).all()] == ["steward.one"]
    assert (overlay_folder(story.office.home) / "thresholds.csv").read_text(encoding="utf-8") == THRESHOLD
    kept = [event["reference"] for event in Archive.at_home(story.office.home).events() if event["event"] == "load"]
    assert [sorted(files) if isinstance(files, dict) else files for files in kept] == [
        [],
        *[["aliases.csv", "thresholds.csv"]] * 3,
    ]


def test_what_the_last_run_did_not_finish_the_next_one_does(story: Story, tmp_path: Path) -> None:
    office = story.office.copied_to(tmp_path)
    office.ingest()
    open_fact = "select value from fct_current where indicator_code = 'ACT.TRAIN.SESSIONS'"
    assert office.one(open_fact)["value"] == 65.0
