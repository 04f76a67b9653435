"""Who may do what: the first line of every handler is `require` (or `require_token` for the API)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from fastapi import Request

from console.settings import Stores
from domain.errors import NotFound
from ledger.accounts import Account, Act, Role

SESSION_COOKIE = "kepu_session"
VISITOR_COOKIE = "kepu_visitor"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Permission(StrEnum):
    """What a handler may ask for."""

    SEE = "see"  # pages; a clerk sees the own prefecture only
    SEE_ALL = "see_all"  # pages that concern every prefecture
    UPLOAD = "upload"
    DECIDE = "decide"
    RUN = "run"
    ADMINISTER = "administer"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.STEWARD: frozenset(Permission) - {Permission.ADMINISTER},
    Role.VIEWER: frozenset({Permission.SEE, Permission.SEE_ALL}),
    Role.CLERK: frozenset({Permission.SEE, Permission.UPLOAD}),
}


class NotSignedIn(Exception):
    """Nobody is signed in: the page answers with the way to sign in."""


class Forbidden(Exception):
    """Somebody is signed in and may not do this."""


class BadForm(Exception):
    """A form came without the secret of the page it must come from."""


class BadToken(Exception):
    """A call of the API without a token that works."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody at work: the account, the secret of their forms, where they sit."""

    account: Account
    csrf: str
    address: str

    @property
    def name(self) -> str:
        """The name that decisions carry."""
        return self.account.username

    @property
    def prefecture(self) -> str | None:
        """The only prefecture this user sees; None for all."""
        return self.account.region_code if self.account.role is Role.CLERK else None

    def may(self, permission: str) -> bool:
        """Whether the role allows it."""
        return Permission(permission) in PERMISSIONS[self.account.role]

    def check_sees(self, prefecture_code: str | None) -> None:
        """Raise NotFound for what concerns another prefecture: a clerk cannot even tell that it is there."""
        if self.prefecture is not None and prefecture_code != self.prefecture:
            raise NotFound("没有找到这条记录。")


def stores(request: Request) -> Stores:
    """The stores of the app that answers."""
    return cast("Stores", request.app.state.stores)


def require(request: Request, permission: Permission) -> User:
    """The signed-in user, who may do this. Raises NotSignedIn or Forbidden."""
    user = signed_in(request)
    if user is None:
        raise NotSignedIn
    if not user.may(permission):
        raise Forbidden
    return user


def signed_in(request: Request) -> User | None:
    """Who holds the session of this request, if anybody."""
    secret = request.cookies.get(SESSION_COOKIE)
    here = stores(request)
    session = here.accounts.session(secret, here.now()) if secret else None
    return None if session is None else User(session.account, session.csrf, address_of(request))


def require_token(request: Request, permission: Permission) -> User:
    """The owner of the API token, who may do this. Raises BadToken or Forbidden."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    here = stores(request)
    account = here.accounts.token_account(secret.strip(), here.now()) if scheme.lower() == "bearer" else None
    if account is None:
        raise BadToken
    user = User(account, "", address_of(request))
    if not user.may(permission):
        raise Forbidden
    return user


async def check_form(request: Request) -> None:
    """Raise BadForm unless a changing request carries the secret of the signed-in session (or of the visitor)."""
    if request.method in SAFE_METHODS:
        return
    form = await request.form()
    given = request.headers.get("x-csrf-token") or form.get("csrf") or ""
    user = signed_in(request)
    expected = user.csrf if user is not None else request.cookies.get(VISITOR_COOKIE, "")
    if not expected or not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadForm


def address_of(request: Request) -> str:
    """The address a request came from."""
    return request.client.host if request.client else ""


def note(request: Request, user: User | str, act: str, subject: str = "", detail: str = "") -> None:
    """Write one act to the audit log."""
    here = stores(request)
    name = user if isinstance(user, str) else user.name
    here.accounts.note(Act(0, here.now(), name[:80], act, subject[:300], detail[:1000], address_of(request)))
