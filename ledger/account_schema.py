"""Tables of the console: who may come in, their sessions and tokens, and what each of them did.

One row an account, one an invitation (a one-time link), one a session, one an API token, one an attempt to sign in,
one an act. Secrets are kept as hashes only.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text

ACCOUNT_METADATA = MetaData()

ACCOUNT = Table(
    "account",
    ACCOUNT_METADATA,
    Column("username", String, primary_key=True),
    Column("display_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("region_code", String),
    Column("password_hash", String),
    Column("created_at", String, nullable=False),
    Column("disabled_at", String),
)

INVITATION = Table(
    "invitation",
    ACCOUNT_METADATA,
    Column("token_hash", String, primary_key=True),
    Column("username", String),  # none: whoever opens it becomes the first administrator
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("used_at", String),
)

SESSION = Table(
    "session",
    ACCOUNT_METADATA,
    Column("token_hash", String, primary_key=True),
    Column("username", String, nullable=False, index=True),
    Column("csrf", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
)

TOKEN = Table(
    "api_token",
    ACCOUNT_METADATA,
    Column("token_hash", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("username", String, nullable=False, index=True),
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("revoked_at", String),
)

ATTEMPT = Table(
    "sign_in_attempt",
    ACCOUNT_METADATA,
    Column("attempt_id", Integer, primary_key=True, autoincrement=True),
    Column("username", String, nullable=False, index=True),
    Column("address", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("succeeded", Boolean, nullable=False),
)

AUDIT = Table(
    "audit",
    ACCOUNT_METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("username", String, nullable=False),
    Column("act", String, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", String, nullable=False),
)
