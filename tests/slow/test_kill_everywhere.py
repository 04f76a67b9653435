"""Killed at every place where something is written, and at any moment: nothing lost, nothing doubled, always readable.

A chain kills one act several times, further on each time, lets it reach its end, and compares with an office that was
left alone. The places come from the office that was left alone: whatever it passed is a place to be killed at.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.archive import Archive
from intake.inbox import inbox_files
from intake.understood import FOLDER
from ledger.store import Ledger
from tests.flow.test_baseline import form
from tests.slow.crashing import Act, Ended, Forge
from warehouse.connection import open_to_read, published_path
from warehouse.content import NOT_CONTENT, TIME_OF_RUN, logical_hash
from warehouse.invariants import broken_invariants

pytestmark = pytest.mark.slow

NUMBERS_OF_LOADS = frozenset({"load_id", "superseded_by_load"})
"""A run that is killed uses up a number; which number a load has says nothing else than its order."""
RUN_SECONDS = 3.0
"""Random kills come within this time of a run's start; on a slow machine they come early, on a fast one also late."""
PLACES_A_CHAIN = 12


@dataclass
class Story:
    """An act on an office as it stands before: what is killed, and what an undisturbed office has afterwards."""

    name: str
    before: Path
    act: Callable[[Path], Act]
    finish: Callable[[Path], Act]
    undisturbed: Path
    places: tuple[str, ...]

    def start(self, folder: Path) -> Path:
        """The office before the act, in a folder of its own."""
        shutil.copytree(self.before, folder / "office")
        return folder / "office" / "home"


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    with Forge(tmp_path_factory.mktemp("forge")) as forge:
        yield forge


def put(office: Path, source_file: str, data: bytes | str) -> None:
    path = office / "inbox" / source_file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def run(home: Path) -> Act:
    return Act("ingest", home, (str(home.parent / "inbox"),))


def fill(home: Path) -> Act:
    return Act("backfill", home, (str(home.parent / "inbox"),))


def close(home: Path) -> Act:
    return Act("close", home, ("2022-11",))


def approve(home: Path) -> Act:
    return Act("backfill", home, (str(home.parent / "inbox"), "张三"))


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of two prefectures; two files say different things of one number; one file is damaged."""
    office = tmp_path_factory.mktemp("first-day")
    put(office, "2022-11/哈密市/11月报表.xlsx", form(11, (40, 690), (3000, 53_000)))
    put(office, "2022-11/哈密市/情况.txt", "哈密市科协2022年11月举办科技培训45场次。（示例数据，虚构）")
    put(office, "2022-11/吐鲁番市/情况.txt", "吐鲁番市科协2022年11月举办科普讲座12场次。（示例数据，虚构）")
    put(office, "2022-11/吐鲁番市/损坏.xlsx", b"PK\x03\x04 no workbook" * 40)
    return office


@pytest.fixture(scope="module")
def second_day(forge: Forge, first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After the first run a file has come again with another figure, and one more has come."""
    office = tmp_path_factory.mktemp("second") / "office"
    shutil.copytree(first_day, office)
    told = forge.learn(run(office / "home"))
    assert told.error == "", told.error
    put(office, "2022-11/吐鲁番市/情况.txt", "吐鲁番市科协2022年11月举办科普讲座15场次。（示例数据，虚构）")
    put(office, "2022-11/吐鲁番市/补充.txt", "吐鲁番市科协2022年11月举办科普展览3场次。（示例数据，虚构）")
    return office


@pytest.fixture(scope="module")
def archives(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month before besides."""
    office = tmp_path_factory.mktemp("archives") / "office"
    shutil.copytree(first_day, office)
    put(office, "2022-10/哈密市/10月报表.xlsx", form(10, (50, 650), (4000, 50_000)))
    return office


class Stories:
    """What is killed, each made when it is first asked for, with the office that was left alone."""

    def __init__(self, forge: Forge, first_day: Path, second_day: Path, archives: Path, folder: Path) -> None:
        self._forge = forge
        self._folder = folder
        self._made: dict[str, Story] = {}
        self._told: dict[str, tuple[Path, Callable[[Path], Act], Callable[[Path], Act]]] = {
            "first run": (first_day, run, run),
            "second run": (second_day, run, run),
            "backfill": (archives, fill, fill),
            "approved months": (first_day, approve, approve),
            "publish": (second_day, lambda home: Act("publish", home), run),
            "close": (second_day, close, close),
            "rebuild": (second_day, lambda home: Act("rebuild", home), run),
            "back up": (second_day, lambda home: Act("back_up", home, (str(home.parent / "backup"),)), run),
        }

    def __getitem__(self, name: str) -> Story:
        if name not in self._made:
            self._made[name] = self._make(name, *self._told[name])
        return self._made[name]

    def _make(self, name: str, before: Path, act: Callable[[Path], Act], finish: Callable[[Path], Act]) -> Story:
        office, learned = self._folder / name / "office", self._folder / name / "learned"
        for copy in (office, learned):
            shutil.copytree(before, copy)
        told = self._forge.learn(act(learned / "home"))
        assert told.error == "", told.error
        ended = self._forge.done(act(office / "home"))
        if finish is not act:
            told = self._forge.learn(finish(office / "home"))
            assert told.error == "", told.error
        return Story(name, before, act, finish, office / "home", ended.passed)


@pytest.fixture(scope="module")
def stories(
    forge: Forge, first_day: Path, second_day: Path, archives: Path, tmp_path_factory: pytest.TempPathFactory
) -> Stories:
    return Stories(forge, first_day, second_day, archives, tmp_path_factory.mktemp("stories"))


def chains(places: tuple[str, ...]) -> list[list[str]]:
    """Places to be killed at, one name once, in chains that go further on with every kill."""
    named = [place for place in places if "#" not in place and "mkdir" not in place]
    count = -(-len(named) // PLACES_A_CHAIN)
    return [named[start::count] for start in range(count)]


def assert_readable(home: Path) -> None:
    """What readers see is whole, the journal's chain holds, and archived bytes are what they are filed under."""
    if published_path(home).exists():
        with open_to_read(published_path(home)) as connection:
            assert broken_invariants(connection) == []
    archive = Archive.at_home(home)
    list(archive.events())
    assert archive.verify() == []


def content(home: Path) -> str:
    return logical_hash(published_path(home), NUMBERS_OF_LOADS)


def assert_as_if_left_alone(home: Path, story: Story) -> None:
    """Nothing lost: each file has its receipt, submission and state. Nothing doubled: the content is the same."""
    assert_readable(home)
    assert content(home) == content(story.undisturbed)
    files = {file.source_file for file in inbox_files(home.parent / "inbox")}
    assert receipts(home) == receipts(story.undisturbed)
    assert story.finish is close or {source_file for source_file, _ in receipts(home)} == files
    assert states(home) == states(story.undisturbed)
    ledger = Ledger.at_home(home)
    assert ledger.unidentified_receipts() == []
    assert ledger.unpublished_periods() == []
    ledger.close()
    assert not (home / FOLDER).exists()
    assert not list(home.rglob("*.new"))


def receipts(home: Path) -> Counter[tuple[str, str]]:
    """How often each file was receipted with which bytes: in the journal, which the ledger must equal."""
    journalled = Counter(
        (str(event["source_file"]), str(event["content_sha256"]))
        for event in Archive.at_home(home).events()
        if event["event"] == "receipt"
    )
    ledger = Ledger.at_home(home)
    assert ledger.latest_hashes().keys() == {source_file for source_file, _ in journalled}
    ledger.close()
    return journalled


def states(home: Path) -> dict[str, str]:
    """The state of each submission."""
    with open_to_read(published_path(home)) as connection:
        rows = connection.execute("select submission_id, state from dim_submission").fetchall()
    return dict(rows)


def kill_along(forge: Forge, story: Story, home: Path, kill: Callable[[Act, int], Ended], times: int) -> int:
    """Kill an act so many times, then let it reach its end; returns how often it was killed."""
    killed = 0
    for number in range(times):
        ended = kill(story.act(home), number)
        assert ended.error == "", ended.error
        killed += ended.is_killed
        assert_readable(home)
        if not ended.is_killed:
            break
    forge.done(story.finish(home))
    assert_as_if_left_alone(home, story)
    return killed


def killing_at(forge: Forge, places: Sequence[str]) -> Callable[[Act, int], Ended]:
    return lambda act, number: forge.run(act, kill_at=places[number])


NAMES = ("first run", "backfill", "second run", "publish", "back up", "rebuild", "approved months", "close")


@pytest.mark.parametrize("name", NAMES)
def test_killed_wherever_something_is_written(forge: Forge, stories: Stories, tmp_path: Path, name: str) -> None:
    story = stories[name]
    planned = chains(story.places)
    kills = 0
    for number, places in enumerate(planned):
        home = story.start(tmp_path / str(number))
        kills += kill_along(forge, story, home, killing_at(forge, places), len(places))
        shutil.rmtree(tmp_path / str(number))
    assert kills >= 0.6 * sum(map(len, planned))  # after a kill some places are not passed any more


@pytest.mark.parametrize("name", ["first run", "second run", "backfill"])
def test_killed_at_any_moment(forge: Forge, stories: Stories, tmp_path: Path, name: str) -> None:
    moments = [random.Random(f"{name} {n}").uniform(0.0, RUN_SECONDS) for n in range(PLACES_A_CHAIN)]
    home = stories[name].start(tmp_path)
    kill_along(forge, stories[name], home, lambda act, n: forge.run(act, kill_after=moments[n]), len(moments))


def test_months_that_were_loaded_and_files_that_were_understood_are_not_done_again(
    forge: Forge, stories: Stories, tmp_path: Path
) -> None:
    story = stories["backfill"]
    home = story.start(tmp_path)
    assert forge.run(story.act(home), kill_at="after Ledger.decide_load").is_killed  # October is loaded
    periods, understood, understood_before = forge.done(story.act(home)).result
    assert periods == ["2022-10", "2022-11"]  # published now, both of them
    assert (understood, understood_before) == (0, 5)
    loaded = [event["period"] for event in Archive.at_home(home).events() if event["event"] == "month"]
    assert loaded == ["2022-10", "2022-11"]


def test_an_ordinary_run_publishes_what_a_killed_backfill_had_loaded(
    forge: Forge, stories: Stories, tmp_path: Path
) -> None:
    home = stories["backfill"].start(tmp_path)
    assert forge.run(fill(home), kill_at="before tasks.loading.publish").is_killed
    assert not published_path(home).exists()
    forge.done(run(home))
    assert content(home) == content(stories["backfill"].undisturbed)


def test_a_hundred_kills(forge: Forge, record_property: Callable[[str, object], None]) -> None:
    """The claims above are about at least a hundred kills: run this one with all the others."""
    record_property("kills", forge.kills)
    assert forge.kills >= 100


def test_what_may_differ_is_the_clock_and_the_numbers_of_loads() -> None:
    assert NUMBERS_OF_LOADS.isdisjoint(TIME_OF_RUN | NOT_CONTENT)
