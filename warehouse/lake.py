"""DuckLake: tables as Parquet files in a data folder, their catalogue in PostgreSQL; for an office of several machines.

The URL is `ducklake:` and the address of the catalogue as PostgreSQL writes it, with the data folder as `data`:

    ducklake:postgresql://kepu@db.example/kepu?data=/srv/kepu/lake

Without `data` the tables lie in `lake/` of the home folder. The password belongs into `~/.pgpass`, never into the URL.
The extensions come as Python packages (`kepu[lake]`) and are loaded from their files: nothing is fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import duckdb

from domain.errors import SettingError, WarehouseError
from warehouse.statements import statement

SCHEME: Final = "ducklake:"
CATALOGUE_SCHEMES: Final = frozenset({"postgresql", "postgres"})
DATA_FOLDER: Final = "lake"
NAME: Final = "kepu"
"""What the lake is called inside a connection."""
WAIT_SECONDS: Final = 600.0
"""How long a writer waits for another one: a load takes seconds, a publication minutes."""
NO_PROGRESS_BAR: Final = "set enable_progress_bar = false"
"""DuckDB draws one on standard output when a query takes two seconds; that belongs to the answers of commands."""
_PAUSE_SECONDS: Final = 0.2
_EXTENSIONS: Final = {
    "postgres_scanner": "duckdb_extension_postgres_scanner",
    "ducklake": "duckdb_extension_ducklake",
}


@dataclass(frozen=True, slots=True)
class Lake:
    """A warehouse on DuckLake: the address of its catalogue, without a password, and the folder of its tables."""

    catalogue: str
    data: Path

    @property
    def shown(self) -> str:
        """The address as people see it."""
        return f"{SCHEME}{self.catalogue}"

    @property
    def url(self) -> str:
        """The address with the data folder: what `parse_lake` reads."""
        separator = "&" if urlsplit(self.catalogue).query else "?"
        return f"{self.shown}{separator}{urlencode({'data': str(self.data)})}"

    def lock_number(self, purpose: str) -> int:
        """The number of an advisory lock, of 63 bits, the same on every machine."""
        digest = hashlib.sha256(f"{self.data}\x1f{purpose}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1


def parse_lake(url: str, home: Path) -> Lake:
    """Take a warehouse URL apart. Raises SettingError for anything but a catalogue in PostgreSQL, and for a password.

    >>> parse_lake("ducklake:postgresql://kepu@db.example/kepu?data=/srv/lake", Path("var"))
    Lake(catalogue='postgresql://kepu@db.example/kepu', data=PosixPath('/srv/lake'))
    """
    parts = urlsplit(url.removeprefix(SCHEME))
    if not url.startswith(SCHEME) or parts.scheme not in CATALOGUE_SCHEMES:
        raise SettingError(
            f"仓库地址“{_without_password(url)}”不成立。请写成 ducklake:postgresql://用户@主机/数据库?data=数据目录。"
        )
    query = parse_qsl(parts.query)
    if parts.password is not None or any(name == "password" for name, _ in query):
        raise SettingError("仓库地址里不能写口令。请把口令放进 ~/.pgpass（权限 600），地址里只写用户名。")
    data = next((value for name, value in query if name == "data"), "")
    kept = urlencode([(name, value) for name, value in query if name != "data"])
    folder = Path(data) if data else home / DATA_FOLDER
    return Lake(urlunsplit(parts._replace(query=kept)), folder.resolve())


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    scheme, slashes, user = head.rpartition("//")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{tail}"


def connect_lake(lake: Lake, settings: dict[str, str | bool | int | float | list[str]]) -> duckdb.DuckDBPyConnection:
    """Open a connection whose tables are those of the lake, made when it is new. Raises SettingError."""
    connection = duckdb.connect(":memory:", config=settings)
    try:
        connection.execute(NO_PROGRESS_BAR)
        _load_extensions(connection)
        _make_folder(lake.data)
        source, data = _quoted(f"{SCHEME}postgres:{lake.catalogue}"), _quoted(f"{lake.data}/")
        connection.execute(f"attach {source} as {NAME} (data_path {data})")
        connection.execute(f"use {NAME}")
    except BaseException:  # also on Ctrl-C: a connection left open would keep the catalogue locked
        connection.close()
        raise
    return connection


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(f"仓库的数据目录 {folder} 不能使用：{error.strerror}。请检查目录和权限。") from error


def is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the tables of a connection are those of a lake."""
    row = connection.execute(statement("lakes", "count_lakes")).fetchone()
    return row is not None and bool(row[0])


@contextmanager
def only_writer(lake: Lake, purpose: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lake for one purpose, on whatever machine; PostgreSQL lets go when the process dies.

    Snapshots alone would let two loads append the same version of a key: neither deletes what the other writes.
    Raises WarehouseError when another still holds it after the wait.
    """
    gate = duckdb.connect(":memory:")
    try:
        _load_extensions(gate)
        gate.execute(f"attach {_quoted(lake.catalogue)} as gate (type postgres, read_only)")
        deadline = monotonic() + wait_seconds
        while not _locked(gate, lake.lock_number(purpose)):
            if monotonic() > deadline:
                raise WarehouseError(f"仓库 {lake.shown} 正被另一台机器或另一个进程写入。请等它结束后再试。")
            sleep(_PAUSE_SECONDS)
        yield
    finally:
        gate.close()


def _locked(gate: duckdb.DuckDBPyConnection, number: int) -> bool:
    """Ask for the lock; it lasts as long as the transaction, and that as long as the connection."""
    gate.begin()
    question = {"question": f"select pg_try_advisory_xact_lock({number}) as is_locked"}
    row = gate.execute(statement("lakes", "try_lock"), question).fetchone()
    if row is not None and row[0]:
        return True
    gate.rollback()
    return False


def _load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    for name, package in _EXTENSIONS.items():
        connection.execute(f"load {_quoted(str(_extension_file(name, package)))}")


def _extension_file(name: str, package: str) -> Path:
    """Where the package of an extension keeps it; DuckDB loads only what was built for its own version."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    for folder in folders or ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.exists():
            return path
    raise SettingError(
        f"没有适合 DuckDB {duckdb.__version__} 的扩展 {name}。请安装：pip install 'kepu[lake]'，或改用本机的仓库文件。"
    )


def _quoted(text: str) -> str:
    """A text as SQL writes it: ATTACH and LOAD take no parameters."""
    return "'" + text.replace("'", "''") + "'"
