"""How many files go to a worker at once: enough for two seconds of work, by what the chunks before have cost."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median
from typing import TypeVar

WANTED_SECONDS = 2.0
"""Work aimed at in a chunk. Prefect takes about 25 ms of CPU for each: half a second would be 5 % of the work."""
FIRST_SIZE = 60
LARGEST = 500
LATEST = 7

_T = TypeVar("_T")


class ChunkSize:
    """The size of the next chunk: what a file has cost in most of the latest chunks decides.

    The first chunk of each worker also pays for its start, and one file in a hundred may take as long as all others; a
    median does not mind either.
    """

    def __init__(self) -> None:
        self.chunk_seconds: list[float] = []
        self._per_file: deque[float] = deque(maxlen=LATEST)

    def note(self, file_count: int, seconds: float) -> None:
        """Learn what a chunk has cost; no seconds are no measure."""
        if seconds > 0:
            self.chunk_seconds.append(seconds)
            self._per_file.append(seconds / max(1, file_count))

    @property
    def is_settled(self) -> bool:
        """Whether enough chunks were measured to rely on the size."""
        return len(self._per_file) == LATEST

    @property
    def files(self) -> int:
        """How many files the next chunk should have."""
        if not self._per_file:
            return FIRST_SIZE
        return max(1, min(LARGEST, round(WANTED_SECONDS / max(median(self._per_file), 1e-6))))

    def chunks(self, items: Iterable[_T]) -> Iterator[list[_T]]:
        """Cut into chunks, each as large as seems right when its turn comes."""
        rest = iter(items)
        while chunk := list(islice(rest, self.files)):
            yield chunk
