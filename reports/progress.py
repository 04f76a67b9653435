"""What a long run is doing, shown on the terminal: steps log to `kepu.progress`, this shows the latest line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

PROGRESS = logging.getLogger("kepu.progress")
"""Steps log here: `PROGRESS.info("…", extra={"done": 3, "total": 14})`; `is_for_terminal`: not in a plain log."""

PROGRESS.setLevel(logging.INFO)


class _Display(logging.Handler):
    """Moves the bar to the latest step."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        super().__init__()
        self._progress = progress
        self._task = task

    def emit(self, record: logging.LogRecord) -> None:
        """Show one step."""
        self._progress.update(self._task, description=record.getMessage())
        if hasattr(record, "total"):
            self._progress.update(self._task, completed=getattr(record, "done", 0), total=record.total)
        if not self._progress.console.is_terminal and not getattr(record, "is_for_terminal", False):
            self._progress.console.print(record.getMessage())


@contextmanager
def showing_progress(console: Console) -> Iterator[None]:
    """Show the steps of a run while it lasts; plain lines when nobody watches a terminal."""
    bar = (BarColumn(bar_width=24), TaskProgressColumn())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *bar, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        display = _Display(progress, progress.add_task("正在启动（首次约需十几秒）", total=None))
        PROGRESS.addHandler(display)
        PROGRESS.setLevel(logging.INFO)
        PROGRESS.propagate = False
        try:
            yield
        finally:
            PROGRESS.removeHandler(display)
