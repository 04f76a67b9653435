"""Open the working file to write, the published file to read. Nothing else in the project opens DuckDB.

DuckDB locks a whole file between processes: one writer shuts out everybody, one reader shuts out the writer. So a run
writes `working.duckdb`, and readers open `published/kepu.duckdb`, which is replaced and never written. The home of an
office of several machines names a lake instead of the working file (`warehouse.location`); readers notice nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from domain.errors import WarehouseError
from warehouse.lake import NO_PROGRESS_BAR, Lake, connect_lake, only_writer
from warehouse.location import WORKING_FILE as WORKING_FILE
from warehouse.location import lake_of
from warehouse.location import working_path as working_path
from warehouse.migrate import is_of_this_version, migrate

PUBLISHED_FILE = Path("published") / "kepu.duckdb"

Settings = dict[str, str | bool | int | float | list[str]]

WRITER_SETTINGS: Settings = {
    "threads": 2,
    "memory_limit": "2GB",
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
EXPORT_SETTINGS: Settings = {
    "threads": 2,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
READER_SETTINGS: Settings = {**EXPORT_SETTINGS, "enable_external_access": False}
"""What a reader may do: see this one file, and nothing else of the machine. Nor can it change that (`LOCKED`)."""
LOCKED = "set lock_configuration = true"

_LOCK_HOLDER = re.compile(r"\(PID (\d+)\)")


def published_path(home: Path) -> Path:
    """Return where everybody reads."""
    return home / PUBLISHED_FILE


@contextmanager
def open_working(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working file of a home to write, or its lake, created and migrated as needed.

    Raises WarehouseError when another process holds it, or when it is broken or from another version of Kepu.
    """
    lake = lake_of(home)
    with open_file(working_path(home)) if lake is None else open_lake(lake) as connection:
        migrate(connection)
        yield connection


@contextmanager
def open_file(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse file to write, as it is. Raises WarehouseError when it is held or broken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path, WRITER_SETTINGS, read_only=False)
    try:
        with _sentences(path):
            yield connection
    finally:
        connection.close()


@contextmanager
def open_lake(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake to write, as it is, alone: the next writer waits. Raises WarehouseError, and SettingError."""
    with _lake_sentences(lake), only_writer(lake, "load"):
        connection = connect_lake(lake, WRITER_SETTINGS)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def open_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty warehouse in memory, migrated: for tests and dry runs."""
    connection = duckdb.connect(":memory:", config=WRITER_SETTINGS)
    try:
        migrate(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def open_published(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file of a home to read. Raises WarehouseError when nothing is published yet."""
    with open_to_read(published_path(home)) as connection:
        yield connection


@contextmanager
def open_to_read(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open one warehouse file to read.

    Raises WarehouseError when it is missing, held by a writer, broken, or from a version that lacks what is asked.
    """
    if not path.exists():
        raise _nothing_published(path)
    connection = _connect(path, READER_SETTINGS, read_only=True)
    try:
        connection.execute(LOCKED)
        with _without_pandas(), _sentences(path), _of_this_version(connection, path):
            yield connection
    finally:
        connection.close()


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Keep DuckDB 1.5 from importing pandas when it binds a parameter: 0.3 s CPU to ask whether a text is NaT.

    Where pandas is loaded already nothing changes; afterwards it can be imported as ever.
    """
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # how Python says that a module is not to be had
    try:
        yield
    finally:
        if sys.modules.get("pandas") is None:
            sys.modules.pop("pandas", None)


@contextmanager
def _of_this_version(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """Tell a file that another version wrote from a bug: both show as a table or column that is not there."""
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        if is_of_this_version(connection):
            raise
        raise WarehouseError(
            f"已发布的文件 {path} 是另一个版本的 Kepu 写的。请运行 kepu publish 重新发布；不行则运行 kepu rebuild。"
        ) from error


@contextmanager
def open_to_export(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open one warehouse file to read and to write other files from. Raises WarehouseError as `open_to_read` does."""
    if not path.exists():
        raise _nothing_published(path)
    connection = _connect(path, EXPORT_SETTINGS, read_only=True)
    try:
        with _sentences(path):
            yield connection
    finally:
        connection.close()


def _nothing_published(path: Path) -> WarehouseError:
    return WarehouseError(f"还没有已发布的仓库文件（{path}）。请先运行 kepu ingest。")


def _connect(path: Path, settings: Settings, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=settings)
    except duckdb.Error as error:
        raise _refusal(path, error) from error
    connection.execute(NO_PROGRESS_BAR)
    return connection


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the file itself, also deep inside a block, into a sentence; bugs stay bugs."""
    try:
        yield
    except (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException) as error:
        raise _refusal(path, error) from error
    except duckdb.TransactionException as error:
        if not _is_out_of_space(error):
            raise
        raise _refusal(path, error) from error


def _is_out_of_space(error: duckdb.Error) -> bool:
    """Whether a write found no room; a commit says so within its own error."""
    text = str(error).lower()
    return "no space left" in text or "could not write" in text


@contextmanager
def _lake_sentences(lake: Lake) -> Iterator[None]:
    """Turn what goes wrong with the catalogue or the data folder into a sentence; bugs stay bugs."""
    try:
        yield
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        reason = str(error).strip().splitlines()[0]
        raise WarehouseError(
            f"仓库 {lake.shown} 或它的数据目录 {lake.data} 不能使用，内容仍是上一次的：{reason}。"
            "请检查数据库是否启动、口令是否在 ~/.pgpass 里、目录能否写入。"
        ) from error


def _refusal(path: Path, error: duckdb.Error) -> WarehouseError:
    """Turn what DuckDB says about a file into a sentence for a person."""
    text = str(error)
    if "Could not set lock" in text or "Conflicting lock" in text:
        holder = _LOCK_HOLDER.search(text)
        process = f"（进程号 {holder[1]}）" if holder else ""
        return WarehouseError(f"仓库文件 {path} 正被另一个进程使用{process}。请等它结束后再试。")
    if _is_out_of_space(error):
        return WarehouseError(f"磁盘空间不足，仓库文件 {path} 没有写完，内容仍是上一次的。请腾出空间后再试。")
    if "Permission denied" in text or "Cannot open file" in text:
        return WarehouseError(f"仓库文件 {path} 没有读写权限，或者所在目录不存在。请检查数据目录。")
    return WarehouseError(f"仓库文件 {path} 已损坏或不是本版本写的，无法打开。请运行 kepu rebuild，从存档和日志重建。")
