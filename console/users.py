"""用户: accounts, roles, one-time links and the audit log for administrators; one's own password and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Permission, User, note, require, stores
from console.pages import ROLE_ZH, page
from console.passwords import hash_password, is_password
from console.signing_in import check_username
from domain.errors import KepuError, NotFound, SettingError
from ledger.accounts import Account, Role

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/users")
def user_list(request: Request) -> Response:
    """Show the accounts and the audit log."""
    user = require(request, Permission.ADMINISTER)
    return _show(request, user)


@router.post("/users")
def add_user(
    request: Request, username: Text = "", display_name: Text = "", role: Text = "", region: Text = ""
) -> Response:
    """Add an account; its password is set through the one-time link that is shown once."""
    user = require(request, Permission.ADMINISTER)
    here = stores(request)
    try:
        account = _new_account(request, username.strip().lower(), display_name, role, region)
        here.accounts.add(account, here.now())
    except KepuError as error:
        return _show(request, user, status=422, error=error.message)
    note(request, user, "add_user", account.username, f"{account.role} {account.region_code or ''}")
    return _show(request, user, link=_link(request, account.username), link_for=account.username)


@router.post("/users/{username}/link")
def new_link(request: Request, username: str) -> Response:
    """Make a new one-time link for an account, for a forgotten password."""
    user = require(request, Permission.ADMINISTER)
    if stores(request).accounts.find(username) is None:
        raise NotFound(f"没有用户“{username}”。")
    note(request, user, "new_link", username)
    return _show(request, user, link=_link(request, username), link_for=username)


@router.post("/users/{username}/disable")
def disable_user(request: Request, username: str) -> Response:
    """Disable an account: its sessions end and its tokens stop at once."""
    user = require(request, Permission.ADMINISTER)
    if username == user.name:
        return _show(request, user, status=422, error="不能停用自己的账号。")
    stores(request).accounts.set_disabled(username, stores(request).now())
    note(request, user, "disable_user", username)
    return RedirectResponse("/users", 303)


@router.post("/users/{username}/enable")
def enable_user(request: Request, username: str) -> Response:
    """Enable an account again."""
    user = require(request, Permission.ADMINISTER)
    stores(request).accounts.set_disabled(username, None)
    note(request, user, "enable_user", username)
    return RedirectResponse("/users", 303)


@router.get("/account")
def own_account(request: Request) -> Response:
    """Show one's own account: password and API tokens."""
    user = require(request, Permission.SEE)
    return _own(request, user)


@router.post("/account/password")
def change_password(request: Request, present: Text = "", password: Text = "", again: Text = "") -> Response:
    """Change one's own password; every session of the account ends."""
    user = require(request, Permission.SEE)
    here = stores(request)
    try:
        if not is_password(here.accounts.password_hash(user.name), present):
            here.accounts.note_attempt(user.name, user.address, here.now(), succeeded=False)
            raise SettingError("现在的密码不对。")
        if password != again:
            raise SettingError("两次输入的新密码不一样。")
        here.accounts.set_password(user.name, hash_password(password, user.name))
    except KepuError as error:
        return _own(request, user, status=422, error=error.message)
    note(request, user, "password_set", user.name)
    return RedirectResponse("/login", 303)


@router.post("/account/tokens")
def add_token(request: Request, label: Text = "") -> Response:
    """Make an API token; its secret is shown once."""
    user = require(request, Permission.SEE)
    here = stores(request)
    secret = here.accounts.add_token(user.name, label.strip()[:60] or "未命名", here.now())
    note(request, user, "add_token", label[:60])
    return _own(request, user, secret=secret)


@router.post("/account/tokens/revoke")
def revoke_token(request: Request, token: Text = "") -> Response:
    """Stop one of one's own tokens."""
    user = require(request, Permission.SEE)
    stores(request).accounts.revoke_token(user.name, token, stores(request).now())
    note(request, user, "revoke_token", token[:12])
    return RedirectResponse("/account", 303)


def _new_account(request: Request, username: str, display_name: str, role: str, region: str) -> Account:
    check_username(username)
    if role not in tuple(Role):
        raise SettingError("请选择角色。")
    codes = {one.code for one in stores(request).catalog().prefectures}
    if role == Role.CLERK and region not in codes:
        raise SettingError("地州填报员必须选定一个地州。")
    name = display_name.strip()[:40] or username
    code = region if role == Role.CLERK else None
    return Account(username, name, Role(role), code, is_disabled=False, has_password=False)


def _link(request: Request, username: str) -> str:
    here = stores(request)
    return f"{str(request.base_url).rstrip('/')}/setup/{here.accounts.invite(username, here.now())}"


def _show(  # noqa: PLR0913 - the page and what it has to say
    request: Request, user: User, *, status: int = 200, error: str = "", link: str = "", link_for: str = ""
) -> Response:
    here = stores(request)
    shown = {"accounts": here.accounts.all(), "acts": here.accounts.acts(), "roles": ROLE_ZH}
    catalog = here.catalog()
    return page(
        request,
        user,
        "users.html",
        status=status,
        error=error,
        link=link,
        link_for=link_for,
        prefectures=catalog.prefectures,
        catalog=catalog,
        **shown,
    )


def _own(request: Request, user: User, *, status: int = 200, error: str = "", secret: str = "") -> Response:
    tokens = stores(request).accounts.tokens(user.name)
    return page(request, user, "account.html", status=status, error=error, secret=secret, tokens=tokens)
