"""One thing that was looked at, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Shanghai")


class Level(StrEnum):
    """How it stands: fine, worth a look, or to be mended before anything else."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, what was seen (Chinese), and what to do when it is not fine."""

    check: str
    level: Level
    seen: str
    advice: str = ""


def good(check: str, seen: str) -> Finding:
    """Nothing to do."""
    return Finding(check, Level.OK, seen)


def poor(check: str, seen: str, advice: str) -> Finding:
    """Worth a look, and what to do."""
    return Finding(check, Level.WARN, seen, advice)


def bad(check: str, seen: str, advice: str) -> Finding:
    """To be mended, and how."""
    return Finding(check, Level.BAD, seen, advice)


def local(instant: datetime) -> str:
    """An instant on the clock of the office."""
    return f"{instant.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}（北京时间）"
