"""A reminder goes out once, waits when it did not arrive, and is withdrawn when it is no longer true."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.catalog import Catalog
from domain.errors import WarehouseError
from domain.period import Month
from intake.archive import Archive
from ledger.deliveries import Outbox, delivery_of
from reference.loader import load_catalog
from reports.contacts import OPERATOR, Channel, Contacts
from reports.notices import Notice, failure_notice, reminder_notices, trial_notice
from reports.posting import ATTEMPTS, Posted, PostOffice, posted_sentences
from reports.reminder import Reminder, ReminderRound

NOW = datetime(2022, 12, 9, 1, 0, tzinfo=UTC)
HAMI, HOTAN = Reminder("650500", "哈密市"), Reminder("653200", "和田地区", problem="月报.xlsx：已损坏")
ROUND = ReminderRound(Month(2022, 11), date(2022, 12, 7), date(2022, 12, 9), (HAMI, HOTAN))
CONTACTS = Contacts(
    (
        Channel("650500", "办公室", "json://127.0.0.1:1/hami"),
        Channel("650500", "工作群", "wecombot://abc-def"),
        Channel("653200", "办公室", "json://127.0.0.2:1/hotan"),
        Channel(OPERATOR, "统计岗", "json://127.0.0.3:1/desk"),
    )
)


@dataclass
class Wire:
    """Takes messages, or refuses those of some channels."""

    refusing: dict[str, str] = field(default_factory=dict)  # name of the channel → why
    taken: list[tuple[str, str]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)

    def send(self, channel: Channel, title: str, body: str) -> str:
        self.tries.append(channel.name)
        if problem := self.refusing.get(channel.name, ""):
            return problem
        self.taken.append((channel.recipient, channel.name))
        return ""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    monkeypatch.setattr("reports.posting.reminder_round", lambda *_: ROUND)
    return PostOffice(tmp_path / "home", CONTACTS, catalog, NOW, pause=lambda _: None, send=wire.send)


def notices(reminders: ReminderRound = ROUND) -> list[Notice]:
    return reminder_notices(reminders, CONTACTS)


def statuses(posted: list[Posted]) -> list[tuple[str, str, str]]:
    return [(one.recipient, one.channel, one.status) for one in posted]


ALL_SENT = [("650500", "办公室", "sent"), ("650500", "工作群", "sent"), ("653200", "办公室", "sent")]


def test_everyone_missing_is_told_through_each_of_their_channels_and_nobody_else(
    office: PostOffice, wire: Wire
) -> None:
    assert statuses(office.post(notices())) == ALL_SENT
    assert wire.taken == [("650500", "办公室"), ("650500", "工作群"), ("653200", "办公室")]


def test_the_same_reminder_is_sent_once_however_often_and_whenever_it_is_asked_for(
    office: PostOffice, wire: Wire
) -> None:
    office.post(notices())
    later = replace(office, now=NOW + timedelta(days=3))
    posted = later.post(notices(replace(ROUND, written_on=date(2022, 12, 12))))
    assert {one.status for one in posted} == {"sent_before"}
    assert len(wire.taken) == 3
    assert {one.status for one in later.post(notices(), again=True)} == {"sent"}
    assert len(wire.taken) == 6


@pytest.mark.parametrize(
    "other",
    [
        replace(ROUND, month=Month(2022, 12)),
        replace(ROUND, written_on=date(2022, 12, 1)),  # before the due date: a nudge, then the reminder
        replace(ROUND, reminders=(replace(HAMI, problem="月报.xlsx：已损坏"), replace(HOTAN, problem="另一个文件"))),
    ],
    ids=["another month", "before it is due", "another problem"],
)
def test_what_is_about_something_else_is_another_reminder(
    office: PostOffice, wire: Wire, other: ReminderRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post(notices())
    monkeypatch.setattr("reports.posting.reminder_round", lambda *_: other)
    assert statuses(office.post(notices(other))) == ALL_SENT
    assert len(wire.taken) == 6


def test_what_did_not_arrive_is_tried_again_waits_and_is_the_only_one_sent_next_time(
    office: PostOffice, wire: Wire
) -> None:
    wire.refusing["工作群"] = "对方拒收：93000 invalid webhook url"
    posted = office.post(notices())
    assert statuses(posted) == [ALL_SENT[0], ("650500", "工作群", "pending"), ALL_SENT[2]]
    assert wire.tries.count("工作群") == ATTEMPTS
    assert "没有发成 哈密市（工作群）" in "\n".join(posted_sentences(posted, office.catalog))

    wire.refusing.clear()
    assert statuses(replace(office, now=NOW + timedelta(days=1)).post([])) == [ALL_SENT[1]]
    assert len(wire.taken) == 3


def test_a_reminder_that_waits_is_withdrawn_once_its_prefecture_has_reported(
    office: PostOffice, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.refusing["办公室"] = "连接超时"
    office.post(notices())
    wire.refusing.clear()
    monkeypatch.setattr("reports.posting.reminder_round", lambda *_: replace(ROUND, reminders=(HOTAN,)))
    posted = office.post([])
    assert statuses(posted) == [("650500", "办公室", "withdrawn"), ("653200", "办公室", "sent")]


def test_a_server_that_does_not_answer_is_not_asked_again_in_the_same_run(office: PostOffice, wire: Wire) -> None:
    wire.refusing["统计岗"] = "连接被拒绝"
    day = NOW.date()
    posted = office.post([failure_notice("磁盘已满。", day), failure_notice("另一个原因。", day)])
    assert [one.status for one in posted] == ["pending", "pending"]
    assert len(wire.tries) == ATTEMPTS


def test_after_a_week_it_is_given_up_and_said(office: PostOffice, wire: Wire) -> None:
    wire.refusing["统计岗"] = "连接超时"
    office.post([failure_notice("磁盘已满。", NOW.date())])
    posted = replace(office, now=NOW + timedelta(days=8)).post([])
    assert [one.status for one in posted] == ["expired"]
    assert "七天内一直没有发成" in posted_sentences(posted, office.catalog)[0]
    assert replace(office, now=NOW + timedelta(days=9)).post([]) == []


def test_a_channel_that_was_taken_out_gets_nothing_any_more(office: PostOffice, wire: Wire) -> None:
    wire.refusing["统计岗"] = "连接超时"
    office.post([failure_notice("磁盘已满。", NOW.date())])
    posted = replace(office, contacts=Contacts()).post([])
    assert [one.status for one in posted] == ["withdrawn"]


def test_a_trial_says_at_once_whether_a_channel_works_and_is_not_repeated(office: PostOffice, wire: Wire) -> None:
    wire.refusing["统计岗"] = "连接超时"
    posted = office.post([trial_notice(OPERATOR, NOW)])
    assert posted_sentences(posted, office.catalog) == [
        "没有发成 自治区统计岗（统计岗）：科普月报：测试消息。连接超时。"
    ]
    assert office.post([]) == []


def test_what_was_sent_stands_in_the_journal_without_text_or_address_and_a_rebuild_knows_it(
    office: PostOffice, wire: Wire, tmp_path: Path
) -> None:
    office.post(notices())
    events = [event for event in Archive.at_home(office.home).events() if event["event"] == "delivery"]
    assert len(events) == 3
    assert not any("127.0.0" in str(event) or "报送办法" in str(event) for event in events)
    rebuilt = replace(office, home=tmp_path / "rebuilt")
    with closing(Outbox.at_home(rebuilt.home)) as outbox:
        for event in events:
            outbox.replay(delivery_of(event))
    assert {one.status for one in rebuilt.post(notices())} == {"sent_before"}
    assert len(wire.taken) == 3


def test_a_reminder_waits_while_nobody_can_tell_whether_it_is_still_true(
    office: PostOffice, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.refusing["办公室"] = "连接不上"
    office.post(notices())

    def unreadable(*_: object) -> ReminderRound:
        raise WarehouseError("已发布的文件打不开。")

    wire.refusing.clear()
    monkeypatch.setattr("reports.posting.reminder_round", unreadable)
    assert {one.status for one in office.post([])} == {"pending"}
    monkeypatch.setattr("reports.posting.reminder_round", lambda *_: ROUND)
    assert {one.status for one in office.post([])} == {"sent"}
