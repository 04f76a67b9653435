"""/api/v1: the same checks as the pages, with tokens; runs asked for and watched."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ledger.accounts import TOKEN_LIFE
from ledger.store import Ledger
from tests.unit.console_office import ALTAY_VIEWS, FARMERS, NOON, ConsoleOffice, new_office, post

DECISION = {"kind": "correct", "reason": "电话核实，漏写“万”。", "correct_to": "13.2万", "confirmed_by": "电话"}
RUN = "import sys; print('2022-11：核对全区', file=sys.stderr); print()"


@pytest.fixture
def office(tmp_path: Path) -> ConsoleOffice:
    return new_office(tmp_path)


@pytest.fixture
def caller(office: ConsoleOffice) -> Iterator[TestClient]:
    with office.visitor() as client:
        yield client


def test_a_session_of_the_pages_opens_no_door_of_the_api(office: ConsoleOffice) -> None:
    with office.signed_in("admin.one") as client:
        assert client.get("/api/v1/issues").status_code == 401
        assert client.post("/api/v1/runs").status_code == 401


def test_issues_are_asked_decided_and_seen_as_decided(office: ConsoleOffice, caller: TestClient) -> None:
    token = office.token("steward.one")
    found = caller.get("/api/v1/issues", headers=token, params={"rule": "CRS-01"}).json()
    assert (found["total"], found["issues"][0]["suggestion_value"]) == (1, 132_000)
    path = f"/api/v1/issues/{FARMERS['issue_id']}/decision"
    made = caller.post(path, headers=token, json=DECISION)
    assert made.status_code == 201
    assert (made.json()["value"], made.json()["author"]) == (132_000, "steward.one")
    assert caller.post(path, headers=token, json=DECISION).status_code == 409
    assert caller.get("/api/v1/issues", headers=token).json()["total"] == 2
    assert len(caller.get("/api/v1/decisions", headers=token).json()) == 1
    assert len(Ledger.at_home(office.home).decisions()) == 1


@pytest.mark.parametrize(
    ("username", "statuses"),
    [
        ("viewer.one", {"status": 200, "issues": 200, "decisions": 200, "runs/current": 200}),
        ("clerk.altay", {"status": 200, "issues": 200, "decisions": 403, "runs/current": 403}),
    ],
)
def test_a_token_may_what_its_owner_may(
    office: ConsoleOffice, caller: TestClient, username: str, statuses: dict[str, int]
) -> None:
    token = office.token(username)
    assert {path: caller.get(f"/api/v1/{path}", headers=token).status_code for path in statuses} == statuses
    path = f"/api/v1/issues/{ALTAY_VIEWS['issue_id']}/decision"
    assert caller.post(path, headers=token, json=DECISION).status_code == 403
    assert caller.post("/api/v1/runs", headers=token).status_code == 403


def test_a_clerks_token_sees_the_own_prefecture_only(office: ConsoleOffice, caller: TestClient) -> None:
    token = office.token("clerk.altay")
    assert {line["region_code"] for line in caller.get("/api/v1/status", headers=token).json()} == {"654300"}
    issues = caller.get("/api/v1/issues?prefecture=654200&status=all", headers=token).json()["issues"]
    assert {line["prefecture_code"] for line in issues} == {"654300"}
    assert caller.get(f"/api/v1/issues/{FARMERS['issue_id']}", headers=token).status_code == 404
    assert caller.get(f"/api/v1/numbers/{FARMERS['observation_id']}", headers=token).status_code == 404
    sent = caller.get("/api/v1/submissions", headers=token).json()
    assert {row["submitter_code"] for row in sent} == {"654300"}


def test_a_token_expires_and_can_be_revoked(office: ConsoleOffice) -> None:
    token = office.token("viewer.one")
    with office.signed_in("viewer.one") as client:
        (known,) = office.accounts.tokens("viewer.one")
        assert client.get("/api/v1/status", headers=token).status_code == 200
        post(client, "/account/tokens/revoke", {"token": known.token_hash})
        assert client.get("/api/v1/status", headers=token).status_code == 401
        other = office.token("viewer.one")
        office.clock.now = NOON + TOKEN_LIFE + timedelta(seconds=1)
        assert client.get("/api/v1/status", headers=other).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/issues?offset=-1", 422),
        ("/api/v1/issues?limit=100000", 422),
        ("/api/v1/status?period=2022-13", 422),
        ("/api/v1/issues/zzzzzzzz", 404),
        ("/api/v1/issues/15", 404),
        ("/api/v1/numbers/%00%00", 404),
        ("/api/v1/issues?words=%00", 200),
        ("/api/v1/nothing", 404),
    ],
)
def test_odd_questions_get_a_sentence(office: ConsoleOffice, caller: TestClient, path: str, status: int) -> None:
    answer = caller.get(path, headers=office.token("viewer.one"))
    assert answer.status_code == status
    assert status == 200 or answer.json()["detail"]


def test_the_description_names_every_path_and_the_token(office: ConsoleOffice, caller: TestClient) -> None:
    description = caller.get("/api/v1/openapi.json", headers=office.token("viewer.one")).json()
    assert {path.removeprefix("/api/v1/") for path in description["paths"]} == {
        "status", "issues", "issues/{issue_id}", "issues/{issue_id}/decision", "submissions",
        "numbers/{observation_id}", "decisions", "runs", "runs/current",
    }  # fmt: skip
    assert description["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_a_run_is_started_once_and_its_steps_are_seen(office: ConsoleOffice) -> None:
    go = office.home / "go"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)"
    slow = ConsoleOffice(office.home, office.inbox, run_command=(sys.executable, "-c", f"{RUN}\n{wait}"))
    with slow.signed_in("steward.one") as client:
        assert post(client, "/runs").status_code == 303
        token = office.token("steward.two")
        assert client.post("/api/v1/runs", headers=token).status_code == 409
        assert 'hx-trigger="every 1s"' in client.get("/runs/panel").text
        go.touch()
        assert _finished(client)
        page = client.get("/runs/panel").text
    assert "2022-11：核对全区" in page
    assert "已完成" in page
    assert "hx-trigger" not in page


def test_a_run_that_fails_says_why(office: ConsoleOffice) -> None:
    script = "import sys; sys.exit('收件目录不存在。')"
    failing = replace(office, run_command=(sys.executable, "-c", script))
    with failing.signed_in("steward.one") as client:
        post(client, "/runs")
        assert _finished(client)
        page = client.get("/runs").text
    assert "没有完成" in page
    assert "收件目录不存在。" in page


def _finished(client: TestClient) -> bool:
    """Look until the run is over, at most a minute."""
    for _ in range(600):
        if 'data-state="running"' not in client.get("/runs/panel").text:
            return True
        time.sleep(0.1)
    return False
