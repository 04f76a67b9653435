"""What a ledger holds that no journal repeats: who may come in and what they did (`carry_accounts`)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from ledger.account_schema import ACCOUNT_METADATA
from ledger.engine import open_engine


def carry_accounts(old: Path, new: Path) -> bool:
    """Copy accounts, sessions, tokens and the audit log from one ledger file into a new one.

    False when there are some that cannot be read: the old file is damaged, and everybody must be invited again.
    """
    if not old.exists():
        return True
    source, target = open_engine(f"sqlite:///{old}"), open_engine(f"sqlite:///{new}")
    try:
        return _copy(source, target)
    finally:
        source.dispose()
        target.dispose()


def _copy(source: Engine, target: Engine) -> bool:
    ACCOUNT_METADATA.create_all(target)
    try:
        present = set(inspect(source).get_table_names())
        with source.begin() as reading, target.begin() as writing:
            for table in ACCOUNT_METADATA.sorted_tables:
                if table.name in present and (rows := reading.execute(select(table)).mappings().all()):
                    writing.execute(insert(table), [dict(row) for row in rows])
    except DatabaseError:
        return False
    return True
