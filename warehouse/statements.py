"""The SQL of this room: one statement a file, found by folder and name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOM = Path(__file__).resolve().parent


@cache
def statement(folder: str, name: str) -> str:
    """Return the text of one statement, for instance `statement("facts", "append_new_versions")`."""
    return (ROOM / folder / f"{name}.sql").read_text(encoding="utf-8")


@cache
def names(folder: str) -> tuple[str, ...]:
    """Return the statements of a folder in the order of their names; a leading number orders them."""
    return tuple(sorted(path.stem for path in (ROOM / folder).glob("*.sql")))
