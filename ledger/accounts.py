"""Who may come in, and what they did: accounts, invitations, sessions, tokens, attempts, the audit log.

Instants are UTC. Secrets (invitations, session and API tokens) are handed out once and kept as SHA-256; passwords
arrive here already hashed. The audit log is append-only.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, and_, delete, func, insert, select, update

from domain.errors import NotFound, SettingError
from ledger.account_schema import ACCOUNT, ACCOUNT_METADATA, ATTEMPT, AUDIT, INVITATION, SESSION, TOKEN
from ledger.engine import Store

INVITATION_LIFE = timedelta(hours=24)
SESSION_IDLE = timedelta(hours=2)
SESSION_LIFE = timedelta(hours=12)
TOKEN_LIFE = timedelta(days=180)
ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_NAME = 5
ATTEMPTS_PER_ADDRESS = 20
SEEN_EVERY = timedelta(minutes=1)


class Role(StrEnum):
    """What somebody may do: everything, decide, look, or see the own prefecture only."""

    ADMIN = "admin"
    STEWARD = "steward"
    VIEWER = "viewer"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a name. A clerk has a prefecture and sees nothing else."""

    username: str
    display_name: str
    role: Role
    region_code: str | None
    is_disabled: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somebody signed in, with the secret that their forms must carry."""

    account: Account
    csrf: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit log."""

    sequence: int
    at: datetime
    username: str
    act: str
    subject: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token somebody made for a program; the secret itself is not kept."""

    token_hash: str
    label: str
    username: str
    created_at: datetime
    expires_at: datetime


class Accounts(Store):
    """The accounts behind one URL. Every method is one transaction."""

    def _prepare(self) -> None:
        ACCOUNT_METADATA.create_all(self._engine)

    # Accounts

    def all(self) -> list[Account]:
        """Every account by name."""
        with self._begin() as connection:
            rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.username)).mappings()
            return [_account(row) for row in rows]

    def is_empty(self) -> bool:
        """Whether nobody can sign in yet."""
        query = select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.password_hash.is_not(None))
        with self._begin() as connection:
            return not connection.execute(query).scalar_one()

    def find(self, username: str) -> Account | None:
        """The account of this name, if there is one."""
        with self._begin() as connection:
            row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.username == username)).mappings().one_or_none()
            return None if row is None else _account(row)

    def add(self, account: Account, now: datetime) -> None:
        """Add an account without a password. Raises SettingError when the name is taken."""
        values = {
            "username": account.username,
            "display_name": account.display_name,
            "role": str(account.role),
            "region_code": account.region_code,
            "created_at": now.isoformat(),
        }
        with self._begin() as connection:
            if _exists(connection, account.username):
                raise SettingError(f"用户名“{account.username}”已有人使用。")
            connection.execute(insert(ACCOUNT).values(**values))

    def password_hash(self, username: str) -> str | None:
        """The hash of a password; None for no such account, a disabled one, or one without a password yet."""
        query = select(ACCOUNT.c.password_hash).where(ACCOUNT.c.username == username, ACCOUNT.c.disabled_at.is_(None))
        with self._begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_password(self, username: str, password_hash: str) -> None:
        """Replace the password and end every session of the account."""
        with self._begin() as connection:
            connection.execute(
                update(ACCOUNT).where(ACCOUNT.c.username == username).values(password_hash=password_hash)
            )
            connection.execute(delete(SESSION).where(SESSION.c.username == username))

    def set_disabled(self, username: str, at: datetime | None) -> None:
        """Disable an account (its sessions end, its tokens stop), or enable it again with None."""
        with self._begin() as connection:
            if not _exists(connection, username):
                raise NotFound(f"没有用户“{username}”。")
            disabled_at = at.isoformat() if at else None
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.username == username).values(disabled_at=disabled_at))
            connection.execute(delete(SESSION).where(SESSION.c.username == username))

    # Invitations

    def invite(self, username: str | None, now: datetime) -> str:
        """Make a one-time link's secret for an account (None: the first administrator); older links stop working."""
        secret = secrets.token_urlsafe(24)
        with self._begin() as connection:
            connection.execute(
                update(INVITATION)
                .where(_same(INVITATION.c.username, username), INVITATION.c.used_at.is_(None))
                .values(used_at=now.isoformat())
            )
            connection.execute(
                insert(INVITATION).values(
                    token_hash=digest(secret),
                    username=username,
                    created_at=now.isoformat(),
                    expires_at=(now + INVITATION_LIFE).isoformat(),
                )
            )
        return secret

    def invitation(self, secret: str, now: datetime) -> tuple[bool, str | None]:
        """Whether a link is still good, and whom it is for."""
        with self._begin() as connection:
            row = connection.execute(_open_invitation(secret, now)).mappings().one_or_none()
            return (False, None) if row is None else (True, row["username"])

    def accept(self, secret: str, first: Account | None, password_hash: str, now: datetime) -> str | None:
        """Use a link up: set the password of its account, or of `first`, the administrator it makes.

        Returns the name of the account; None when the link was used meanwhile.
        """
        with self._begin() as connection:
            row = connection.execute(_open_invitation(secret, now)).mappings().one_or_none()
            if row is None:
                return None
            used = update(INVITATION).where(
                INVITATION.c.token_hash == row["token_hash"], INVITATION.c.used_at.is_(None)
            )
            if connection.execute(used.values(used_at=now.isoformat())).rowcount != 1:
                return None
            username = str(row["username"] or (first.username if first else ""))
            if row["username"] is None and first is not None:
                _add_first(connection, first, now)
            connection.execute(
                update(ACCOUNT).where(ACCOUNT.c.username == username).values(password_hash=password_hash)
            )
            connection.execute(delete(SESSION).where(SESSION.c.username == username))
            return username

    # Sessions and tokens

    def start_session(self, username: str, now: datetime) -> str:
        """Sign somebody in; returns the session's secret."""
        secret = secrets.token_urlsafe(32)
        values = {
            "token_hash": digest(secret),
            "username": username,
            "csrf": secrets.token_urlsafe(24),
            "created_at": now.isoformat(),
            "seen_at": now.isoformat(),
            "expires_at": (now + SESSION_LIFE).isoformat(),
        }
        with self._begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires_at < now.isoformat()))
            connection.execute(insert(SESSION).values(**values))
        return secret

    def session(self, secret: str, now: datetime) -> OpenSession | None:
        """Who holds this session; None when it is unknown, expired, idle too long, or the account is disabled."""
        query = (
            select(SESSION.c.csrf, SESSION.c.seen_at, SESSION.c.token_hash, ACCOUNT)
            .join(ACCOUNT, ACCOUNT.c.username == SESSION.c.username)
            .where(
                SESSION.c.token_hash == digest(secret),
                SESSION.c.expires_at > now.isoformat(),
                SESSION.c.seen_at > (now - SESSION_IDLE).isoformat(),
                ACCOUNT.c.disabled_at.is_(None),
            )
        )
        with self._begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                return None
            if datetime.fromisoformat(row["seen_at"]) < now - SEEN_EVERY:
                seen = update(SESSION).where(SESSION.c.token_hash == row["token_hash"])
                connection.execute(seen.values(seen_at=now.isoformat()))
            return OpenSession(_account(row), str(row["csrf"]))

    def end_session(self, secret: str) -> None:
        """Sign out."""
        with self._begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token_hash == digest(secret)))

    def add_token(self, username: str, label: str, now: datetime) -> str:
        """Make a token for a program; returns its secret, once."""
        secret = f"kepu_{secrets.token_urlsafe(32)}"
        values = {
            "token_hash": digest(secret),
            "label": label,
            "username": username,
            "created_at": now.isoformat(),
            "expires_at": (now + TOKEN_LIFE).isoformat(),
        }
        with self._begin() as connection:
            connection.execute(insert(TOKEN).values(**values))
        return secret

    def token_account(self, secret: str, now: datetime) -> Account | None:
        """Whose token this is; None when it is unknown, expired or revoked, or the account is disabled."""
        query = (
            select(ACCOUNT)
            .join(TOKEN, TOKEN.c.username == ACCOUNT.c.username)
            .where(
                TOKEN.c.token_hash == digest(secret),
                TOKEN.c.expires_at > now.isoformat(),
                TOKEN.c.revoked_at.is_(None),
                ACCOUNT.c.disabled_at.is_(None),
            )
        )
        with self._begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _account(row)

    def tokens(self, username: str) -> list[ApiToken]:
        """The tokens of somebody that still work, newest first."""
        query = select(TOKEN).where(TOKEN.c.username == username, TOKEN.c.revoked_at.is_(None))
        with self._begin() as connection:
            rows = connection.execute(query.order_by(TOKEN.c.created_at.desc())).mappings()
            return [_token(row) for row in rows]

    def revoke_token(self, username: str, token_hash: str, now: datetime) -> None:
        """Stop one's own token."""
        mine = and_(TOKEN.c.token_hash == token_hash, TOKEN.c.username == username)
        with self._begin() as connection:
            connection.execute(update(TOKEN).where(mine).values(revoked_at=now.isoformat()))

    # Attempts to sign in

    def note_attempt(self, username: str, address: str, now: datetime, *, succeeded: bool) -> None:
        """Remember an attempt to sign in."""
        values = {"username": username, "address": address, "at": now.isoformat(), "succeeded": succeeded}
        with self._begin() as connection:
            connection.execute(insert(ATTEMPT).values(**values))

    def must_wait(self, username: str, address: str, now: datetime) -> bool:
        """Whether too many attempts failed lately for this name since it last succeeded, or from this address."""
        since = (now - ATTEMPT_WINDOW).isoformat()
        failed = and_(ATTEMPT.c.at > since, ATTEMPT.c.succeeded.is_(False))
        success = select(func.max(ATTEMPT.c.at)).where(ATTEMPT.c.username == username, ATTEMPT.c.succeeded.is_(True))
        count = select(func.count()).select_from(ATTEMPT).where(failed)
        with self._begin() as connection:
            last = connection.execute(success).scalar_one_or_none() or ""
            of_name = count.where(ATTEMPT.c.username == username, ATTEMPT.c.at > last)
            by_name = connection.execute(of_name).scalar_one()
            by_address = connection.execute(count.where(ATTEMPT.c.address == address)).scalar_one()
        return by_name >= ATTEMPTS_PER_NAME or by_address >= ATTEMPTS_PER_ADDRESS

    # The audit log

    def note(self, act: Act) -> None:
        """Append one act; its number is given here."""
        values = {
            "at": act.at.isoformat(),
            "username": act.username,
            "act": act.act,
            "subject": act.subject,
            "detail": act.detail,
            "address": act.address,
        }
        with self._begin() as connection:
            connection.execute(insert(AUDIT).values(**values))

    def acts(self, limit: int = 200) -> list[Act]:
        """The latest acts, newest first."""
        with self._begin() as connection:
            rows = connection.execute(select(AUDIT).order_by(AUDIT.c.sequence.desc()).limit(limit)).mappings()
            return [Act(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


def digest(secret: str) -> str:
    """How a secret is kept; it has enough entropy to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _same(column: Column[str], username: str | None) -> ColumnElement[bool]:
    return column.is_(None) if username is None else column == username


def _open_invitation(secret: str, now: datetime) -> Select[tuple[object, ...]]:
    return select(INVITATION).where(
        INVITATION.c.token_hash == digest(secret),
        INVITATION.c.used_at.is_(None),
        INVITATION.c.expires_at > now.isoformat(),
    )


def _exists(connection: Connection, username: str) -> bool:
    query = select(func.count()).select_from(ACCOUNT).where(func.lower(ACCOUNT.c.username) == username.lower())
    return bool(connection.execute(query).scalar_one())


def _add_first(connection: Connection, first: Account, now: datetime) -> None:
    connection.execute(
        insert(ACCOUNT).values(
            username=first.username,
            display_name=first.display_name,
            role=str(Role.ADMIN),
            region_code=None,
            created_at=now.isoformat(),
        )
    )


def _account(row: RowMapping) -> Account:
    return Account(
        username=row["username"],
        display_name=row["display_name"],
        role=Role(row["role"]),
        region_code=row["region_code"],
        is_disabled=row["disabled_at"] is not None,
        has_password=row["password_hash"] is not None,
    )


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(
        row["token_hash"],
        row["label"],
        row["username"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["expires_at"]),
    )
