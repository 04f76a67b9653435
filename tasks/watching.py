"""What people see of a backfill while it lasts: how far it is, and how long it may still take."""

from __future__ import annotations

import time

from reports.progress import PROGRESS
from tasks.backfilling import Kept


class Watch:
    """Counts files understood and files decided; says so to the terminal often, and to a plain log once a month.

    Its clock measures how long the run takes, and decides nothing.
    """

    def __init__(self, file_count: int) -> None:
        self.understood_count = 0
        self._decided_count = 0
        self._file_count = file_count
        self._began = time.monotonic()

    def understood(self, kept: Kept) -> None:
        """One chunk more is understood."""
        self.understood_count += len(kept.readings)
        self._say("识别", is_for_terminal=True)

    def decided(self, period: str, file_count: int) -> None:
        """One month more is in the warehouse."""
        self._decided_count += file_count
        self._say(f"{period} 已装载（{file_count} 个文件）", is_for_terminal=False)

    def _say(self, what: str, *, is_for_terminal: bool) -> None:
        done, total = self.understood_count + self._decided_count, max(1, 2 * self._file_count)
        extra = {"done": done, "total": total, "is_for_terminal": is_for_terminal}
        counts = f"已识别 {self.understood_count}、已装载 {self._decided_count} / 共 {self._file_count} 个文件"
        PROGRESS.info("%s：%s%s", what, counts, self._remaining(done, total), extra=extra)

    def _remaining(self, done: int, total: int) -> str:
        """What the rest takes if it goes on as it went."""
        if done == 0 or done >= total:
            return ""
        seconds = (time.monotonic() - self._began) * (total - done) / done
        return f"，约剩 {seconds / 60:.0f} 分钟" if seconds >= 90 else f"，约剩 {seconds:.0f} 秒"
