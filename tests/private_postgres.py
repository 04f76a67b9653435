"""A PostgreSQL of a test's own: made in a temporary folder, reached by a socket there, stopped and removed after it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode

_DEBIAN = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; there one of these runs it."""
_SETTINGS = "-c listen_addresses='' -c fsync=off -c unix_socket_directories={folder}"
_NUMBERS = count(1)


@dataclass(frozen=True)
class PrivatePostgres:
    """A running cluster. Everybody on the machine who can reach its folder may connect as `kepu`."""

    folder: Path
    binaries: Path

    def new_database(self) -> str:
        """Make a database; return its name."""
        name = f"kepu_{next(_NUMBERS)}"
        run(self.binaries / "createdb", "--host", self.folder, "--username", "kepu", name)
        return name

    def address(self, database: str, **options: str) -> str:
        """The address of a database, with more options as they stand behind the question mark."""
        return f"postgresql://kepu@/{database}?{urlencode({'host': str(self.folder), **options})}"


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = shutil.which("pg_ctl")
    if found is not None:
        return Path(found).resolve().parent
    return max((path.parent for path in _DEBIAN.glob("*/bin/pg_ctl")), default=None)


def run(*words: object, user: str | None = None) -> None:
    """Run a command that must succeed, as another user when one is given."""
    subprocess.run([str(word) for word in words], check=True, user=user, capture_output=True, cwd="/")


@contextmanager
def private_postgres(binaries: Path) -> Iterator[PrivatePostgres]:
    """Start a cluster and stop it."""
    folder = Path(mkdtemp(prefix="kepu-postgres-"))
    user = _server_user(folder)
    data = folder / "data"
    try:
        run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "kepu", "--no-sync", "-E", "UTF8", user=user)
        options = _SETTINGS.format(folder=folder)
        run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start", user=user)
        try:
            yield PrivatePostgres(folder, binaries)
        finally:
            run(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user(folder: Path) -> str | None:
    """Who runs the cluster; the folder becomes theirs."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in _UNPRIVILEGED if name in known)
    shutil.chown(folder, user)
    folder.chmod(0o755)
    return user
