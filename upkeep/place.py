"""Where the services of an office keep what is theirs: pid files, logs, Prefect's own database, the pass phrase.

All of it is private to its owner and can be made anew: no backup holds it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from upkeep.processes import Process

TEMPLATE_DATABASE: Final = Path(sys.prefix) / "prefect-template" / "prefect.db"
"""Prefect's database, empty and migrated, which set-up prepares: it saves half of a first start."""
SPARE_ROOM: Final = 48 << 20
"""Bytes that a run needs beside what is there: three months of the samples take 32 MB from an empty home."""
LARGEST_LOG: Final = 10 * 1024 * 1024
SERVER: Final = "server"
WORKER: Final = "worker"
CONSOLE: Final = "console"
SERVICES: Final = (SERVER, WORKER, CONSOLE)


@dataclass(frozen=True, slots=True)
class Running:
    """A service that was started: which process, on which port (0 for none), and who watches over it."""

    pid: int
    started: str
    port: int
    is_foreground: bool = False

    @property
    def process(self) -> Process:
        """The process itself."""
        return Process(self.pid, self.started)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"


def services_folder(home: Path) -> Path:
    """Where the services of a home keep what is theirs."""
    return home / "services"


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner may enter, with everything above it; returns it."""
    for part in (*reversed(folder.parents), folder):
        if not part.exists():
            try:
                part.mkdir(mode=0o700)
            except FileExistsError:
                continue
            except OSError as error:
                raise SettingError(f"无法建立目录“{part}”：{error.strerror}。请检查权限或磁盘空间。") from error
    return folder


def check_room(home: Path, needed: int) -> None:
    """Raise SettingError when the disk of a home has no room for `needed` bytes and some more, or is closed to us."""
    make_private(home)
    if not os.access(home, os.W_OK | os.X_OK):
        raise SettingError(f"数据目录“{home}”不能写入。请检查它属于谁（ls -ld），或用 --home 换一个目录。")
    free = shutil.disk_usage(home).free
    if free < needed + SPARE_ROOM:
        raise SettingError(
            f"磁盘空间不足：“{home}”所在的磁盘只剩 {free / 1e6:.0f} MB，运行一次至少要 "
            f"{(needed + SPARE_ROOM) / 1e6:.0f} MB。请先腾出空间；什么也没有改动。"
        )


def lay_database(folder: Path) -> None:
    """Make a folder for Prefect, with its database already migrated where set-up has prepared one."""
    make_private(folder)
    if TEMPLATE_DATABASE.exists() and not (folder / "prefect.db").exists():
        partial = (
            folder / "prefect.db.partial"
        )  # a copy that a full disk cut off would keep every later run from starting
        shutil.copyfile(TEMPLATE_DATABASE, partial)
        partial.chmod(0o600)
        partial.replace(folder / "prefect.db")


def pass_phrase(home: Path) -> str:
    """The user and pass phrase of Prefect's server, made on first use in a file that only its owner can read."""
    path = pass_phrase_file(home)
    if not path.exists():
        make_private(path.parent)
        with suppress(FileExistsError):
            write_private(path, f"kepu:{secrets.token_urlsafe(24)}\n", os.O_EXCL)
    return path.read_text(encoding="ascii").strip()


def pass_phrase_file(home: Path) -> Path:
    """Which file holds the pass phrase."""
    return services_folder(home) / "prefect-auth.txt"


def write_private(path: Path, text: str, flags: int = os.O_TRUNC) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        os.fchmod(descriptor, 0o600)
        stream.write(text)


def note_running(home: Path, service: str, running: Running) -> None:
    """Write the pid file of a service."""
    write_private(_pid_file(home, service), json.dumps(asdict(running)))


def forget_running(home: Path, service: str) -> None:
    """Remove the pid file of a service that has ended."""
    _pid_file(home, service).unlink(missing_ok=True)


def noted(home: Path, service: str) -> Running | None:
    """What the pid file of a service says, whether the process still runs or not."""
    try:
        return Running(**json.loads(_pid_file(home, service).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError):  # cut off while it was written: nothing was started under it that could be known
        return None


def running(home: Path, service: str) -> Running | None:
    """A service that runs now; None when it was never started, has ended, or its number belongs to another."""
    found = noted(home, service)
    return found if found is not None and found.process.is_alive else None


def log_file(home: Path, service: str) -> Path:
    """Where a service writes what happens to it."""
    return services_folder(home) / f"{service}.log"


def begin_log(home: Path, service: str) -> Path:
    """Make the log private, and start it anew when it has grown large; the one before is kept."""
    path = log_file(home, service)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return path


def _pid_file(home: Path, service: str) -> Path:
    return services_folder(home) / f"{service}.json"
