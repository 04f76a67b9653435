"""What the machine or a server refuses, as a sentence that says what to do: a full disk, a closed folder, no server.

These are no bugs, and they can come out of any depth: of a file, of SQLite, of Prefect's own database. Anything that is
not known here stays what it is.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from typing import Final

_FULL: Final = (
    "磁盘空间不足（或超过配额），没有写完。已发布的数据没有动，收到的文件没有丢。请腾出空间，再运行一次，会接着做。"
)
_CLOSED: Final = "没有权限，不能读写{path}。请检查它属于谁（ls -ld），用运行 kepu 的那个用户来运行。"
_READ_ONLY: Final = "所在的磁盘是只读的，不能写入{path}。请检查挂载（mount），或用 --home 换一个目录。"
_NOT_A_FOLDER: Final = "路径{path}的上级不是目录。请检查 --home、--inbox 和输出位置。"
_TOO_MANY: Final = "打开的文件太多，系统不再允许。请关掉别的程序，或调高上限（ulimit -n 4096），再运行一次。"
_BROKEN_DISK: Final = "磁盘读写出错{path}，磁盘可能有问题。请先运行 kepu backup 备份，再检查磁盘。"
_OF_THE_SYSTEM: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _READ_ONLY,
    errno.ENOTDIR: _NOT_A_FOLDER,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.EIO: _BROKEN_DISK,
}
_OF_SQLITE: Final = {
    "disk is full": _FULL,
    "disk i/o error": _FULL,  # what SQLite says when a write-ahead log cannot grow
    "readonly database": _CLOSED,
    "unable to open database": _CLOSED,
    "database is locked": "台账正被另一个程序占用，等了几秒还没有让出。请稍后再试；一直这样请运行 kepu doctor。",
}
_SERVER: Final = (
    "Prefect 服务没有应答或出了错，这次运行没有走完。收到的文件没有丢，再运行一次会接着做。"
    "请用 kepu doctor 检查服务和磁盘空间。"
)
_OF_PREFECT: Final = ("httpx", "httpcore", "prefect.exceptions")


def sentence_of(error: BaseException) -> str | None:
    """The sentence for what was refused, looking through the errors that led to it; None for anything else."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno in _OF_THE_SYSTEM:
            return _OF_THE_SYSTEM[cause.errno].format(path=f"“{cause.filename}”" if cause.filename else "")
        if isinstance(cause, sqlite3.Error) and (known := _said_by_sqlite(str(cause))) is not None:
            return known
    if any(type(cause).__module__.startswith(_OF_PREFECT) for cause in causes):
        return _SERVER
    if isinstance(error, RuntimeError) and "Prefect API server" in str(error):
        return _SERVER
    return None


def _said_by_sqlite(text: str) -> str | None:
    found = (sentence for words, sentence in _OF_SQLITE.items() if words in text.lower())
    return next((sentence.format(path="台账 ledger.sqlite") for sentence in found), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and what it was raised from or while handling, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
