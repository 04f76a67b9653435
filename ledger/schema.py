"""Tables of the operational store: arrivals, submissions, states, decisions, loads.

One row a receipt, one a submission, one an arrival (a receipt that is that submission), one a change of state, one a
decision, one a load, one a month that was run. SQLite by default, any SQLAlchemy URL otherwise.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

METADATA = MetaData()

LOAD = Table(
    "load",
    METADATA,
    Column("load_id", Integer, primary_key=True, autoincrement=True),
    Column("started_at", String, nullable=False),
    Column("finished_at", String),
    Column("reference_version", String, nullable=False),
    Column("decided_at", String),  # by a backfill, which publishes many loads at once
)

RECEIPT = Table(
    "receipt",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("source_file", String, nullable=False, index=True),
    Column("content_sha256", String, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("received_at", String, nullable=False),
    Column("load_id", Integer, nullable=False, index=True),
    Column("is_synthetic", Boolean, nullable=False, default=False, server_default="0"),
)

SUBMISSION = Table(
    "submission",
    METADATA,
    Column("submission_id", String, primary_key=True),
    Column("submitter_code", String, nullable=False),
    Column("period", String, nullable=False, index=True),
    Column("content_sha256", String, nullable=False),
    Column("source_file", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("is_synthetic", Boolean, nullable=False, default=False, server_default="0"),
    Column("document_form", String, nullable=False, default="", server_default=""),
    Column("layout_fingerprint", String, nullable=False, default="", server_default=""),
)

ARRIVAL = Table(
    "arrival",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # of the receipt
    Column("submission_id", String, nullable=False, index=True),
    Column("load_id", Integer, nullable=False),
)

TRANSITION = Table(
    "transition",
    METADATA,
    Column("transition_id", Integer, primary_key=True, autoincrement=True),
    Column("submission_id", String, nullable=False, index=True),
    Column("from_state", String),
    Column("to_state", String, nullable=False),
    Column("at", String, nullable=False),
    Column("load_id", Integer, nullable=False),
    Column("reason", Text),
)

DECISION = Table(
    "decision",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("decision_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("issue_id", String, nullable=False, index=True),
    Column("submitter_code", String, nullable=False),
    Column("period", String, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("decided_at", String, nullable=False),
    Column("observation_id", String),
    Column("observation_key", String),
    Column("raw", Text),
    Column("value", Float),
    Column("confirmed_by", String),
    Column("rules", Text, nullable=False),
    Column("operands", Text, nullable=False),
    Column("alias_kind", String),
    Column("alias_wording", Text),
    Column("alias_code", String),
)

MONTH_RUN = Table(
    "month_run",
    METADATA,
    Column("period", String, primary_key=True),
    Column("load_id", Integer, nullable=False),
    Column("reference_version", String, nullable=False),
    Column("receipt_mark", Integer, nullable=False),
    Column("decision_mark", Integer, nullable=False),
)
