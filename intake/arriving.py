"""Which files of the inbox are whole: what is still being written waits for the next run, and is named.

Nothing is lost by waiting: a file that is left has no receipt, so every run looks at it again. What looks cut off is
left only while it is fresh; when it has stood still for long enough it is taken as it is, and fails with a sentence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import SettingError

GROWING = "还在写入，下次运行再收。"
LOCKED = "是 Office 或 WPS 打开文件时的临时文件，不收；正在编辑的文件保存后会再收一次。"
DOWNLOADING = "还没有传完，传完改名后下次运行再收。"
UNREADABLE = "现在读不出来（{}），下次运行再收。请检查权限，或是否正被别的程序占用。"
EMPTY_YET = "还是空的（0 字节），可能正在传输，下次运行再收。"
CUT_OFF = "看来还没有传完（缺少文件末尾），下次运行再收。"


class ArrivalSettings(BaseSettings):
    """How long a file must have stood still before it is taken, and how long one that looks cut off is waited for."""

    model_config = SettingsConfigDict(env_prefix="KEPU_")

    settle_seconds: float = Field(3.0, ge=0, le=3600)
    incomplete_minutes: float = Field(10.0, ge=0, le=1440)  # 0 to 24 hours

    @classmethod
    def from_environment(cls) -> ArrivalSettings:
        """Read the settings. Raises SettingError for one that is no number, or out of range."""
        try:
            return cls()  # type: ignore[call-arg]  # the values come from the environment
        except ValidationError as error:
            names = "、".join(f"KEPU_{str(one['loc'][0]).upper()}={one['input']}" for one in error.errors())
            raise SettingError(
                f"设置不对：{names}。等待时间请写数字：KEPU_SETTLE_SECONDS 为 0–3600 秒，"
                "KEPU_INCOMPLETE_MINUTES 为 0–1440 分钟。"
            ) from error


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file that was not taken this time; `reason` is a Chinese sentence."""

    source_file: str
    reason: str

    @property
    def sentence(self) -> str:
        """What the operator reads."""
        return f"未收 {self.source_file}：{self.reason}"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock that file times are compared with, and how to wait by it."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Doorkeeper:
    """Hands out the bytes of whole files. `settle_seconds` 0 takes everything as it is."""

    def __init__(self, settle_seconds: float = 0.0, patience_seconds: float = 0.0, clock: Clock | None = None) -> None:
        self._settle = settle_seconds
        self._patience = patience_seconds
        self._clock = clock or Clock()
        self._seen: dict[Path, tuple[int, int]] = {}
        self.left: list[LeftFile] = []

    def look_at(self, paths: Iterable[Path]) -> None:
        """Note every file's size and time; where one is fresh, wait once until all have had time to settle."""
        ages = []
        for path in paths:
            if (stamp := _stamp(path)) is not None:
                self._seen[path] = stamp
                ages.append(self._clock.now() - stamp[1] / 1e9)
        fresh = [self._settle - age for age in ages if 0 <= age < self._settle]
        if fresh:
            self._clock.sleep(max(fresh))

    def leave(self, source_file: str, reason: str) -> None:
        """Note a file that is not taken."""
        self.left.append(LeftFile(source_file, reason))

    def bytes_of(self, path: Path, source_file: str) -> bytes | None:
        """Read a file; None, and a sentence noted, when it is not whole yet."""
        before = _stamp(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            self.leave(source_file, UNREADABLE.format(error.strerror or type(error).__name__))
            return None
        if self._settle and (before != self._seen.get(path, before) or before != _stamp(path)):
            self.leave(source_file, GROWING)
            return None
        reason = incomplete_reason(data)
        if reason and before is not None and 0 <= self._clock.now() - before[1] / 1e9 < self._patience:
            self.leave(source_file, reason)
            return None
        return data


def incomplete_reason(data: bytes) -> str | None:
    """Say why bytes look like a file whose end is still to come; None when they look whole, or nobody can tell."""
    if not data:
        return EMPTY_YET
    is_cut_zip = data.startswith(b"PK\x03\x04") and b"PK\x05\x06" not in data[-65_600:]  # comment and end record
    is_cut_pdf = data.startswith(b"%PDF-") and b"%%EOF" not in data[-2048:]
    return CUT_OFF if is_cut_zip or is_cut_pdf else None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
