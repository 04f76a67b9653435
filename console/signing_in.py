"""Signing in and out, and the one-time links that give an account its password. No password is there by default."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access import SESSION_COOKIE, VISITOR_COOKIE, Permission, note, require, signed_in, stores
from console.pages import page
from console.passwords import hash_password, is_password
from domain.errors import KepuError, SettingError
from ledger.accounts import Account, Accounts, Role

router = APIRouter(include_in_schema=False)
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_WAIT = "尝试次数过多，请 15 分钟后再试，或请系统管理员发新的设置链接。"
_WRONG = "用户名或密码不对。"

Text = Annotated[str, Form()]


@router.get("/login")
def login_form(request: Request) -> Response:
    """Show the way to sign in, to anybody."""
    if signed_in(request) is not None:
        return RedirectResponse("/", 303)
    return _with_visitor(request, "login.html", error="", username="")


@router.post("/login")
def login(request: Request, username: Text = "", password: Text = "") -> Response:
    """Sign somebody in; too many failures make the name and the address wait."""
    here, now = stores(request), stores(request).now()
    name, address = username.strip().lower()[:80], request.client.host if request.client else ""
    if here.accounts.must_wait(name, address, now):
        note(request, name, "sign_in_refused", detail="too many attempts")
        return _with_visitor(request, "login.html", status=429, error=_WAIT, username=username)
    succeeded = is_password(here.accounts.password_hash(name), password)
    here.accounts.note_attempt(name, address, now, succeeded=succeeded)
    note(request, name, "sign_in" if succeeded else "sign_in_failed")
    if not succeeded:
        return _with_visitor(request, "login.html", status=401, error=_WRONG, username=username)
    return _signed_in(request, name)


@router.post("/logout")
def logout(request: Request) -> Response:
    """End the session."""
    user = require(request, Permission.SEE)
    stores(request).accounts.end_session(request.cookies.get(SESSION_COOKIE, ""))
    note(request, user, "sign_out")
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


@router.get("/setup/{secret}")
def setup_form(request: Request, secret: str) -> Response:
    """Show the form behind a one-time link, to whoever holds the link."""
    is_good, username = stores(request).accounts.invitation(secret, stores(request).now())
    if not is_good:
        return page(request, None, "message.html", status=404, title="链接已失效", message=_USED)
    return _with_visitor(request, "setup.html", error="", username=username or "", is_first=username is None)


_USED = "这个设置链接不存在、已经用过或已过期（24 小时）。请系统管理员重新生成。"


@router.post("/setup/{secret}")
def setup(  # noqa: PLR0913 - the fields of the form
    request: Request, secret: str, username: Text = "", display_name: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Set the password behind a one-time link, and sign in."""
    here, now = stores(request), stores(request).now()
    is_good, invited = here.accounts.invitation(secret, now)
    if not is_good:
        return page(request, None, "message.html", status=404, title="链接已失效", message=_USED)
    name = invited or username.strip().lower()
    try:
        first = _new_administrator(here.accounts, name, display_name) if invited is None else None
        if password != again:
            raise SettingError("两次输入的密码不一样。")
        accepted = here.accounts.accept(secret, first, hash_password(password, name), now)
    except KepuError as error:
        shown = {"error": error.message, "username": username or name, "is_first": invited is None}
        return _with_visitor(request, "setup.html", status=422, **shown)
    if accepted is None:
        return page(request, None, "message.html", status=404, title="链接已失效", message=_USED)
    note(request, accepted, "password_set")
    return _signed_in(request, accepted)


def _new_administrator(accounts: Accounts, name: str, display_name: str) -> Account:
    check_username(name)
    if accounts.find(name) is not None:
        raise SettingError("这个用户名已经有人用了，请换一个。")
    return Account(name, display_name.strip()[:40] or name, Role.ADMIN, None, is_disabled=False, has_password=True)


def check_username(name: str) -> None:
    """Raise SettingError for a name that is no username."""
    if not USERNAME.fullmatch(name):
        raise SettingError("用户名用小写字母开头，由小写字母、数字和 . _ - 组成，2 到 32 个字符。")


def _signed_in(request: Request, username: str) -> Response:
    here = stores(request)
    answer = RedirectResponse("/", 303)
    secret = here.accounts.start_session(username, here.now())
    answer.set_cookie(
        SESSION_COOKIE, secret, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    answer.delete_cookie(VISITOR_COOKIE, path="/")
    return answer


def _with_visitor(request: Request, template: str, status: int = 200, **shown: object) -> Response:
    """A page with a form for somebody who is not signed in: its secret is a cookie of its own."""
    secret = request.cookies.get(VISITOR_COOKIE) or secrets.token_urlsafe(24)
    answer = page(request, None, template, status=status, csrf=secret, **shown)
    answer.set_cookie(
        VISITOR_COOKIE, secret, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return answer
