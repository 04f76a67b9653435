"""Worker processes that understand files and can be stopped: limits on time and memory, one file at a time to blame."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

from domain.catalog import Catalog
from domain.errors import LimitExceeded, ReadingFault, SubmissionError
from domain.observation import Observation
from intake.answers import ReturnedAnswer, read_answer
from intake.archive import Archive
from intake.arrow import table_of
from intake.understand import FileReading, FileTask, failed_reading, understand_chunk

LOGGER = logging.getLogger("kepu.intake")
_GRACE_PER_FILE = 2.0
"""Seconds a large chunk is given for each file beyond what one file may take before its files are tried alone."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What understanding one file may cost."""

    seconds: float = 60.0
    memory_bytes: int = 3 * 1024**3


class Workers:
    """A pool of worker processes; use as a context manager."""

    def __init__(self, count: int, overlay: str | None, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._overlay = overlay
        self._pool = ProcessPool(
            max_workers=count,
            initializer=_limit_memory,
            initargs=(self._limits.memory_bytes,),
            context=multiprocessing.get_context("spawn"),
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Arrive in another process as the workers of that process: processes cannot be sent, limits can."""
        return workers_here, (self._overlay, self._limits)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves its methods untyped
        self._pool.join()

    def understand(self, tasks: Sequence[FileTask], catalog: Catalog) -> tuple[pa.Table, pa.Table]:
        """Understand a chunk of files; returns (observations, file readings).

        When a chunk dies or takes too long its files are tried one by one, and the one to blame gets a named error.
        """
        try:
            return self._run(tasks, self._limits.seconds * max(1, len(tasks)))
        except Exception:  # noqa: BLE001 - whatever befell the chunk, its files are tried alone and the one to blame named
            return self.understand_each(tasks, catalog)

    def understand_timed(self, tasks: Sequence[FileTask], catalog: Catalog) -> tuple[pa.Table, pa.Table, float]:
        """Understand a chunk of files as `understand` does; returns the seconds of work besides.

        A chunk whose files had to be tried one by one says 0: it is no measure for others.
        """
        timeout = self._limits.seconds + _GRACE_PER_FILE * len(tasks)
        future = self._pool.schedule(_understand_timed, args=[list(tasks), self._overlay], timeout=timeout)
        try:
            observations, readings, seconds = future.result()
        except Exception:  # noqa: BLE001 - each file is tried alone, and the one to blame named
            return *self.understand_each(tasks, catalog), 0.0
        return observations, readings, float(seconds)

    def understand_each(self, tasks: Sequence[FileTask], catalog: Catalog) -> tuple[pa.Table, pa.Table]:
        """Understand files one by one, each with a worker of its own to stop; a file that fails gets a named error."""
        parts = [self._alone(task, catalog) for task in tasks]
        return (
            pa.concat_tables([observations for observations, _ in parts]),
            pa.concat_tables([readings for _, readings in parts]),
        )

    def read_answer(self, content_sha256: str, file_name: str, archive: Archive) -> ReturnedAnswer | None:
        """Read an archived file as an answer to a returned copy; None for any other file, also for one that fails."""
        arguments = [content_sha256, file_name, archive]
        try:
            return self._pool.schedule(read_answer, args=arguments, timeout=self._limits.seconds).result()
        except (FutureTimeout, ProcessExpired, MemoryError):
            return None  # what understanding it as a submission will say of it, with its name
        except Exception:  # a bug met one file: it must be seen, and must not stop the others
            LOGGER.exception("reading %s as an answer failed", file_name)
            return None

    def _alone(self, task: FileTask, catalog: Catalog) -> tuple[pa.Table, pa.Table]:
        error: SubmissionError
        try:
            return self._run([task], self._limits.seconds)
        except FutureTimeout:
            error = LimitExceeded(
                f"读取超过{self._limits.seconds:.0f}秒仍未完成，已停止。请拆分文件或另存为xlsx后重报。"
            )
        except (ProcessExpired, MemoryError):
            error = LimitExceeded("读取时占用内存过多，已停止。请删除空白行列和图片，或拆分文件后重报。")
        except Exception as fault:  # a bug met one file: it must be named and seen, and must not stop the others
            LOGGER.exception("understanding %s failed", task.source_file)
            error = ReadingFault(f"识别时程序出错（{type(fault).__name__}），文件已原样保存，请联系系统管理员。")
        return table_of([], Observation), table_of([failed_reading(task, catalog, error)], FileReading)

    def _run(self, tasks: Sequence[FileTask], seconds: float) -> tuple[pa.Table, pa.Table]:
        future = self._pool.schedule(understand_chunk, args=[list(tasks), self._overlay], timeout=seconds)
        observations, readings = future.result()
        return observations, readings


@cache
def workers_here(overlay: str | None, limits: WorkerLimits) -> Workers:
    """Return the one worker of a process that understands for others; it stays as long as the process does."""
    workers = Workers(1, overlay, limits)
    atexit.register(workers.__exit__)
    return workers


def _understand_timed(tasks: Sequence[FileTask], overlay: str | None) -> tuple[pa.Table, pa.Table, float]:
    began = time.process_time()
    observations, readings = understand_chunk(tasks, overlay)
    return observations, readings, time.process_time() - began


def _limit_memory(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
