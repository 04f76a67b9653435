"""Who may come in and what they may do: claims about accounts, roles, sessions, forms and headers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from console.app import POLICY, create_app
from console.serve import admin_link, first_link
from console.settings import ConsoleSettings
from ledger.accounts import ATTEMPTS_PER_NAME, Accounts
from tests.unit.console_office import (
    ALTAY_VIEWS,
    FARMERS,
    NOON,
    PASSWORD,
    SESSIONS,
    ConsoleOffice,
    csrf,
    new_office,
    post,
    sign_in,
)

CONSOLE = Path(__file__).resolve().parents[2] / "console"
PUBLIC = {"login_form", "login", "setup_form", "setup", "static", "asset", "icon"}
"""Handlers that anybody may reach: the way in, and our own scripts and styles."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ConsoleOffice:
    return new_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def visitor(office: ConsoleOffice) -> Iterator[TestClient]:
    with office.visitor() as client:
        yield client


def handlers() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(CONSOLE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(d).startswith("router.") for d in node.decorator_list
            ):
                yield path.name, node


def test_the_first_line_of_every_handler_is_the_permission_check() -> None:
    checked = {name: node for _, node in handlers() if (name := node.name) not in PUBLIC}
    assert len(checked) > 35
    without = [name for name, node in checked.items() if "require" not in ast.unparse(node.body[1])]
    assert without == []


def routes(office: ConsoleOffice, method: str) -> list[str]:
    app = create_app(ConsoleSettings(office.home, office.inbox))
    found: list[APIRoute] = []
    pending = list(app.routes)
    while pending:
        route = pending.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            router = getattr(route, "original_router", None) or getattr(route, "router", None)
            pending += list(getattr(router, "routes", []))
    return sorted({re.sub(r"\{\w+\}", "nothing1", r.path) for r in found if method in (r.methods or ())})


def test_nobody_sees_a_page_without_signing_in(office: ConsoleOffice, visitor: TestClient) -> None:
    paths = [p for p in routes(office, "GET") if not p.startswith(("/login", "/setup", "/static", "/assets", "/fav"))]
    assert len(paths) > 15
    for path in paths:
        answer = visitor.get(path)
        wanted = 401 if path.startswith("/api/") else 303
        assert answer.status_code == wanted, path
        assert path.startswith("/api/") or answer.headers["location"] == "/login"


def test_no_form_is_taken_that_did_not_come_from_its_page(office: ConsoleOffice) -> None:
    paths = [p for p in routes(office, "POST") if not p.startswith("/api/")]
    assert len(paths) > 12
    with office.signed_in("admin.one") as client:
        for path in paths:
            assert client.post(path, data={"csrf": "made up"}).status_code == 403, path
            assert client.post(path).status_code == 403, path


@pytest.mark.parametrize(
    ("username", "allowed", "refused"),
    [
        ("admin.one", ["/", "/issues", "/submissions", "/names", "/rules", "/decisions", "/users", "/runs"], []),
        ("steward.one", ["/", "/issues", "/submissions", "/names", "/rules", "/decisions", "/runs"], ["/users"]),
        ("viewer.one", ["/", "/issues", "/submissions", "/names", "/rules", "/decisions"], ["/users"]),
        ("clerk.tacheng", ["/", "/issues", "/submissions", "/account"], ["/names", "/rules", "/decisions", "/users"]),
    ],
)
def test_each_role_sees_its_pages(office: ConsoleOffice, username: str, allowed: list[str], refused: list[str]) -> None:
    with office.signed_in(username) as client:
        assert {path: client.get(path).status_code for path in allowed} == dict.fromkeys(allowed, 200)
        assert {path: client.get(path).status_code for path in refused} == dict.fromkeys(refused, 403)


@pytest.mark.parametrize("username", ["viewer.one", "clerk.tacheng"])
def test_only_stewards_decide_and_run(office: ConsoleOffice, username: str) -> None:
    decision = f"/issues/{FARMERS['issue_id']}/decision"
    with office.signed_in(username) as client:
        assert post(client, decision, {"kind": "accept", "reason": "电话核实过了"}).status_code == 403
        assert post(client, "/issues/bulk", {"ids": FARMERS["issue_id"], "kind": "accept"}).status_code == 403
        assert post(client, "/runs").status_code == 403
        assert post(client, "/names", {"wording": "x"}).status_code == 403
    refusals = [act for act in office.accounts.acts() if act.act == "refused" and act.username == username]
    assert decision in {act.detail.partition(" ")[2] or act.subject.partition(" ")[2] for act in refusals}


def test_a_clerk_cannot_tell_that_another_prefecture_is_there(office: ConsoleOffice) -> None:
    other = (
        f"/issues/{ALTAY_VIEWS['issue_id']}",
        f"/numbers/{ALTAY_VIEWS['observation_id']}",
        f"/submissions/{ALTAY_VIEWS['submission_id']}",
        f"/submissions/{ALTAY_VIEWS['submission_id']}/file",
        f"/submissions/{ALTAY_VIEWS['submission_id']}/returned/copy",
        f"/issues/{ALTAY_VIEWS['issue_id']}/page.png",
    )
    with office.signed_in("clerk.tacheng") as client:
        assert {path: client.get(path).status_code for path in other} == dict.fromkeys(other, 404)
        rows = client.get("/issues/rows?prefecture=654300&status=all").json()
        assert {row["prefecture_code"] for row in rows["data"]} == {"654200"}
        for path in ("/submissions", "/issues"):
            assert "阿勒泰" not in client.get(path).text, path
        assert client.get("/").text.count('class="tile ') == 1
        assert client.get(f"/issues/{FARMERS['issue_id']}").status_code == 200
        assert client.get(f"/numbers/{SESSIONS['observation_id']}").status_code == 200


def test_too_many_wrong_passwords_make_a_name_wait(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    with office.visitor() as client:
        for _ in range(ATTEMPTS_PER_NAME):
            assert sign_in(client, "steward.one", "wrong").status_code == 401
        assert sign_in(client, "steward.one").status_code == 429
        assert sign_in(client, "steward.two").status_code == 303
    office.clock.now = NOON + timedelta(minutes=16)
    with office.visitor() as client:
        assert sign_in(client, "steward.one").status_code == 303


@pytest.mark.parametrize(("idle", "status"), [(timedelta(hours=1), 200), (timedelta(hours=3), 303)])
def test_a_session_ends_when_nobody_uses_it(tmp_path: Path, idle: timedelta, status: int) -> None:
    office = new_office(tmp_path)
    with office.signed_in("steward.one") as client:
        office.clock.now = NOON + idle
        assert client.get("/issues").status_code == status


def test_a_disabled_account_is_out_at_once(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    token = office.token("steward.one")
    with office.signed_in("steward.one") as client, office.signed_in("admin.one") as admin:
        assert post(admin, "/users/steward.one/disable").status_code == 303
        assert client.get("/issues").status_code == 303
        assert client.get("/api/v1/issues", headers=token).status_code == 401
        assert sign_in(client, "steward.one").status_code == 401


def test_signing_out_ends_the_session(office: ConsoleOffice) -> None:
    with office.signed_in("viewer.one") as client:
        secret = client.cookies["kepu_session"]
        assert post(client, "/logout").status_code == 303
        client.cookies.set("kepu_session", secret, domain="127.0.0.1")
        assert client.get("/").status_code == 303


def test_there_is_no_default_password_and_the_first_link_works_once(tmp_path: Path) -> None:
    settings = ConsoleSettings(tmp_path / "home", tmp_path / "inbox")
    path = first_link(settings)[1].removeprefix(settings.address)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        form = {"username": "First.Admin", "display_name": "首位", "password": PASSWORD, "again": PASSWORD}
        page = client.get(path)
        assert page.status_code == 200
        weak = {**form, "password": "first.admin1", "again": "first.admin1", "csrf": csrf(page.text)}
        assert client.post(path, data=weak).status_code == 422
        assert client.post(path, data={**form, "csrf": csrf(page.text)}).headers["location"] == "/"
        assert client.get("/users").status_code == 200
        client.cookies.clear()
        assert client.get(path).status_code == 404
    accounts = Accounts.at_home(settings.home)
    assert (accounts.password_hash("first.admin") or "").startswith("$argon2id$")
    assert first_link(settings) == []

    path = admin_link(settings).removeprefix(settings.address)  # nobody knows a password any more
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        form = {"username": "first.admin", "password": PASSWORD, "again": PASSWORD, "csrf": csrf(client.get(path).text)}
        assert "已经有人用了" in client.post(path, data=form).text
        assert client.post(path, data={**form, "username": "second.admin"}).headers["location"] == "/"
        assert client.get("/users").status_code == 200


def test_an_administrator_invites_a_clerk_who_sets_the_password(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    with office.signed_in("admin.one") as admin:
        refused = post(admin, "/users", {"username": "new.clerk", "role": "clerk", "region": ""})
        assert refused.status_code == 422
        page = post(admin, "/users", {"username": "new.clerk", "role": "clerk", "region": "654200"}).text
        link = re.search(r"http://127\.0\.0\.1(/setup/[\w-]+)", page)
    assert link is not None
    with office.visitor() as client:
        form = {"password": PASSWORD, "again": PASSWORD, "csrf": csrf(client.get(link[1]).text)}
        assert client.post(link[1], data=form).status_code == 303
        assert client.get("/issues").status_code == 200
        assert client.get("/users").status_code == 403


def test_every_answer_carries_the_security_headers(office: ConsoleOffice, visitor: TestClient) -> None:
    for path in ("/login", "/nothing", "/static/console.css", "/assets/htmx.min.js", "/api/v1/issues", "/"):
        headers = visitor.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    cookie = sign_in(visitor, "viewer.one").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_a_request_for_another_host_is_refused(visitor: TestClient) -> None:
    assert visitor.get("/login", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", sorted((CONSOLE / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_page_has_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|\|\s*safe|https?://", text) == []


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "%2e%2e%2fapp.py", "console.css%00.js", "/etc/passwd"])
def test_only_files_of_ours_are_served(visitor: TestClient, name: str) -> None:
    assert visitor.get(f"/static/{name}").status_code == 404
    assert visitor.get(f"/assets/{name}").status_code == 404
