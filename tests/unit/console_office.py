"""A console over one small month: two prefectures, three issues, people of every role, a clock that stands still."""

from __future__ import annotations

import atexit
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from fastapi.testclient import TestClient

from console.app import create_app
from console.passwords import hash_password
from console.settings import ConsoleSettings
from domain.statement import content_id
from intake.archive import Archive
from ledger.accounts import Account, Accounts, Role
from tests.unit.warehouse_month import ALTAY, TACHENG, figure, month, open_warehouse, table
from warehouse.load import load_month
from warehouse.publication import publish

PASSWORD = "correct horse 9"
PASSWORD_HASH = hash_password(PASSWORD, "nobody.else")
NOON = datetime(2022, 12, 6, 4, 0, tzinfo=UTC)
TEXT = "全地区举办各类培训班1181场次，培训农牧民13.2人次。"

SESSIONS = figure("ACT.TRAIN.SESSIONS", 1181, cell="第1段[10:14]", file="情况.txt")
FARMERS = figure("ACT.TRAIN.FARMERS", 13.2, cell="第1段[22:28]", file="情况.txt", status="held", issue_id="15" * 16)
VIEWS = figure("MED.VIEWS", 5, cell="第2段[0:1]", file="情况.txt", status="held", issue_id="16" * 16)
ALTAY_VIEWS = figure("MED.VIEWS", 7, region=ALTAY, status="held", issue_id="17" * 16)
UNKNOWN = {
    **figure("MED.VIEWS", 31, cell="第3段[0:2]", file="情况.txt"),
    "indicator_code": None,
    "indicator_text": "大篷车下乡趟数",
    "indicator_resolution": "unknown",
    "indicator_candidates": "VEN.MOBILE.TRIPS|ACT.TRAIN.SESSIONS|没有这个代码",
    "observation_key": None,
    "status": "held",
}
"""A number whose name no code answers to."""
EARLIER = figure("ACT.TRAIN.SESSIONS", 1150, cell="第1段[10:14]", file="情况（初稿）.txt", status="held")
"""The same figure in a first version of the same report."""
PEOPLE = (
    Account("admin.one", "管理员", Role.ADMIN, None, is_disabled=False, has_password=True),
    Account("steward.one", "王数据", Role.STEWARD, None, is_disabled=False, has_password=True),
    Account("steward.two", "李数据", Role.STEWARD, None, is_disabled=False, has_password=True),
    Account("viewer.one", "查阅者", Role.VIEWER, None, is_disabled=False, has_password=True),
    Account("clerk.tacheng", "塔城填报员", Role.CLERK, TACHENG, is_disabled=False, has_password=True),
    Account("clerk.altay", "阿勒泰填报员", Role.CLERK, ALTAY, is_disabled=False, has_password=True),
)


def violation(rule_id: str, seen: Mapping[str, Any], operands: list[str]) -> dict[str, Any]:
    return {
        "violation_id": f"{rule_id}-{seen['observation_id'][:6]}",
        "rule_id": rule_id,
        "rule_version": 1,
        "severity": "critical",
        "effect": "hold_value",
        "outcome": "fail",
        "period": "2022-11",
        "submitter_code": seen["submitter_code"],
        "submission_id": seen["submission_id"],
        "observation_id": seen["observation_id"],
        "operands": operands,
        "message": "人次必须为整数。",
        "issue_id": seen["issue_id"],
    }


def issue(seen: Mapping[str, Any], title: str, *rule_ids: str, **given: Any) -> dict[str, Any]:
    return {
        "issue_id": given.get("issue_id", seen["issue_id"]),
        "period": "2022-11",
        "region_code": seen["region_code"],
        "severity": given.get("severity", "critical"),
        "effect": "hold_value",
        "title": title,
        "rule_ids": list(rule_ids),
        "observation_ids": [seen["observation_id"]],
        "submission_id": seen["submission_id"],
        "source_file": seen["source_file"],
        "member": "",
        "address": seen["address"],
        "raw": seen["raw"],
        "evidence": ["13.2人次少于1181场次。"],
        "suggestion_value": given.get("suggestion"),
        "weight": given.get("weight", 0.1),
        "status": "open",
    }


ISSUES = (
    issue(FARMERS, "培训农牧民 13.2人次：疑漏写“万”", "CRS-01", "VAL-05", suggestion=132_000.0, weight=0.9),
    issue(VIEWS, "播放量过小", "OUT-01", weight=0.4, severity="warning"),
    issue(ALTAY_VIEWS, "播放量过小（阿勒泰）", "OUT-01", weight=0.2),
)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class ConsoleOffice:
    """The home folder, the inbox, and a browser without script for each visitor."""

    home: Path
    inbox: Path
    clock: Clock = field(default_factory=Clock)
    upload_limit: int = 200_000
    run_command: tuple[str, ...] = ("true",)

    @contextmanager
    def visitor(self) -> Iterator[TestClient]:
        settings = ConsoleSettings(
            self.home,
            self.inbox,
            clock=self.clock,
            upload_limit=self.upload_limit,
            run_command=self.run_command,
        )
        app = create_app(settings)
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            yield client

    @contextmanager
    def signed_in(self, username: str) -> Iterator[TestClient]:
        """A visitor who has signed in already; tests about signing in use `sign_in`."""
        with self.visitor() as client:
            accounts = self.accounts
            client.cookies.set("kepu_session", accounts.start_session(username, self.clock()), domain="127.0.0.1")
            accounts.close()
            yield client

    @property
    def accounts(self) -> Accounts:
        return Accounts.at_home(self.home)

    def token(self, username: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.accounts.add_token(username, 'test', self.clock())}"}


def sign_in(client: TestClient, username: str, password: str = PASSWORD) -> Any:
    form = {"username": username, "password": password, "csrf": csrf(client.get("/login").text)}
    return client.post("/login", data=form)


def csrf(page: str) -> str:
    """Return the secret that a page's forms carry."""
    match = re.search(r'name="csrf" value="([^"]+)"', page)
    assert match is not None, page[:500]
    return match[1]


def post(client: TestClient, path: str, form: Mapping[str, Any] | None = None, **given: Any) -> Any:
    """Send a form as the page it stands on would."""
    secret = csrf(client.get("/account").text)
    return client.post(path, data={**(form or {}), "csrf": secret}, **given)


def new_office(folder: Path) -> ConsoleOffice:
    """Copy the office of every first day."""
    shutil.copytree(_first_day(), folder, dirs_exist_ok=True)
    return ConsoleOffice(folder / "home", folder / "inbox")


@cache
def _first_day() -> Path:
    folder = Path(mkdtemp(prefix="kepu-console-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_office(folder)
    return folder


def open_office(folder: Path, issues: tuple[dict[str, Any], ...] = ISSUES) -> ConsoleOffice:
    """Build an office: one month published, its file archived, its people with passwords."""
    home, inbox = folder / "home", folder / "inbox"
    home.mkdir(exist_ok=True)
    inbox.mkdir(exist_ok=True)
    violations = [violation("CRS-01", FARMERS, [SESSIONS["observation_id"]]), violation("VAL-05", FARMERS, [])]
    load = month(
        [SESSIONS, FARMERS, VIEWS, ALTAY_VIEWS, UNKNOWN, EARLIER],
        violations=table(violations, ()),
        issues=table(list(issues), ()),
    )
    with open_warehouse(home) as connection:
        load_month(connection, load)
    publish(home)
    kept = Archive.at_home(home).path_of(content_id(str(FARMERS["source_file"])))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(f"{TEXT}\n<script>alert(1)</script>".encode())
    add_people(home)
    return ConsoleOffice(home, inbox)


def empty_office(folder: Path) -> ConsoleOffice:
    """An office with people and no data."""
    home, inbox = folder / "home", folder / "inbox"
    home.mkdir()
    inbox.mkdir()
    add_people(home)
    return ConsoleOffice(home, inbox)


def add_people(home: Path) -> None:
    accounts = Accounts.at_home(home)
    for person in PEOPLE:
        accounts.add(person, NOON - timedelta(days=1))
        accounts.set_password(person.username, PASSWORD_HASH)
    accounts.close()
