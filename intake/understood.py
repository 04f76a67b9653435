"""What was understood and is not loaded yet, kept on disk: one pair of Arrow files a chunk, gone once it is loaded.

A backfill that is killed finds here what it had understood. The file of readings is written last: without it a chunk
counts as not understood.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from domain.observation import Observation
from intake.arrow import rows_of
from intake.understand import FileReading, FileTask

READINGS, OBSERVATIONS = ".readings.arrow", ".observations.arrow"
FOLDER = "backfill"

Identity = tuple[str, str]
"""A submission id and the file it was read from: the same bytes under another name have readings of their own."""


@dataclass(frozen=True, slots=True)
class FileUnderstood:
    """One file understood."""

    reading: FileReading
    observations: list[Observation]


@dataclass(frozen=True, slots=True)
class Understood:
    """Files understood: their readings, and the observations of all of them."""

    readings: pa.Table
    observations: pa.Table


class UnderstoodStore:
    """The kept chunks of one home folder, understood with one version of the reference data and of Kepu."""

    def __init__(self, home: Path, version: str) -> None:
        self._root = home / FOLDER
        self._folder = self._root / version
        self._chunk_of: dict[Identity, str] = {}
        self._waiting: dict[str, set[Identity]] = {}
        for other in self._root.glob("*"):
            if other != self._folder:
                shutil.rmtree(other)
        for path in sorted(self._folder.glob(f"*{READINGS}")):
            self._find(path)

    def __len__(self) -> int:
        return len(self._chunk_of)

    def __contains__(self, identity: Identity) -> bool:
        return identity in self._chunk_of

    def keep(self, understood: Understood) -> list[FileReading]:
        """Keep one chunk; returns its readings."""
        readings = list(rows_of(understood.readings, FileReading))
        identities = {(reading.submission_id, reading.source_file) for reading in readings}
        name = uuid.uuid4().hex
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(understood.observations, self._folder / f"{name}{OBSERVATIONS}")
        _write(understood.readings, self._folder / f"{name}{READINGS}")
        self._note(name, identities)
        return readings

    def readings(self) -> list[FileReading]:
        """Every kept reading."""
        return [
            reading
            for name in self._waiting
            for reading in rows_of(_read(self._folder / f"{name}{READINGS}"), FileReading)
        ]

    def take(self, tasks: Sequence[FileTask]) -> dict[Identity, FileUnderstood]:
        """What is kept of these files."""
        wanted = {identity for task in tasks if (identity := identity_of(task)) in self._chunk_of}
        found: dict[Identity, FileUnderstood] = {}
        for name in dict.fromkeys(self._chunk_of[identity] for identity in sorted(wanted)):
            for reading in rows_of(_read(self._folder / f"{name}{READINGS}"), FileReading):
                if (identity := (reading.submission_id, reading.source_file)) in wanted:
                    found[identity] = FileUnderstood(reading, [])
            for observation in self._observations(name, wanted):
                found[observation.submission_id, observation.source_file].observations.append(observation)
        return found

    def _observations(self, name: str, wanted: Collection[Identity]) -> Iterator[Observation]:
        table = _read(self._folder / f"{name}{OBSERVATIONS}")
        ids = pa.array(sorted({submission_id for submission_id, _ in wanted}), pa.string())
        rows = rows_of(table.filter(pc.is_in(table["submission_id"], value_set=ids)), Observation)
        return (o for o in rows if (o.submission_id, o.source_file) in wanted)

    def drop(self, tasks: Sequence[FileTask]) -> None:
        """Let go of files that are loaded; a chunk whose last file is loaded is deleted."""
        for identity in map(identity_of, tasks):
            name = self._chunk_of.pop(identity, None)
            if name is None:
                continue
            self._waiting[name].discard(identity)
            if not self._waiting[name]:
                del self._waiting[name]
                for suffix in (READINGS, OBSERVATIONS):
                    (self._folder / f"{name}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Delete what is left: everything is loaded."""
        shutil.rmtree(self._root, ignore_errors=True)

    def _find(self, path: Path) -> None:
        """Take up a chunk of an earlier run; one that a power cut damaged is understood again."""
        name = path.name.removesuffix(READINGS)
        try:
            table = _read(path)
            _read(self._folder / f"{name}{OBSERVATIONS}")
        except (pa.ArrowInvalid, OSError):
            path.unlink()
            return
        pairs = zip(table["submission_id"].to_pylist(), table["source_file"].to_pylist(), strict=True)
        self._note(name, set(pairs))

    def _note(self, name: str, identities: set[Identity]) -> None:
        self._waiting[name] = identities
        self._chunk_of.update(dict.fromkeys(identities, name))


def identity_of(task: FileTask) -> Identity:
    """How a file to understand is found again."""
    return task.submission_id, task.source_file


def _write(table: pa.Table, path: Path) -> None:
    partial = path.with_suffix(".partial")
    with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    partial.replace(path)


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()
