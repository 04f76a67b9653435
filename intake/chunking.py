"""How many files go to a worker at once: enough for half a second of work, by what the chunks before have cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

WANTED_SECONDS = 0.8
"""Work aimed at in a chunk. Half a second is asked for; files differ, so a little more is aimed at."""
FIRST_SIZE = 8
LARGEST = 500
_WEIGHT_OF_LATEST = 0.3

_T = TypeVar("_T")


class ChunkSize:
    """The size of the next chunk: a running mean of what a file has cost decides."""

    def __init__(self) -> None:
        self.seconds_per_file: float | None = None
        self.chunk_seconds: list[float] = []

    def note(self, file_count: int, seconds: float) -> None:
        """Learn what a chunk has cost; no seconds are no measure."""
        if seconds <= 0:
            return
        self.chunk_seconds.append(seconds)
        latest, before = seconds / max(1, file_count), self.seconds_per_file
        self.seconds_per_file = latest if before is None else before + _WEIGHT_OF_LATEST * (latest - before)

    @property
    def files(self) -> int:
        """How many files the next chunk should have."""
        if self.seconds_per_file is None:
            return FIRST_SIZE
        return max(1, min(LARGEST, round(WANTED_SECONDS / max(self.seconds_per_file, 1e-6))))

    def chunks(self, items: Iterable[_T]) -> Iterator[list[_T]]:
        """Cut into chunks, each as large as seems right when its turn comes."""
        rest = iter(items)
        while chunk := list(islice(rest, self.files)):
            yield chunk
