"""Chunks are as large as two seconds of work ask for; what was understood is kept on disk until it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import UnreadableSubmission
from domain.observation import Observation
from intake.arrow import table_of
from intake.chunking import FIRST_SIZE, LARGEST, LATEST, ChunkSize
from intake.understand import FileReading, FileTask, failed_reading
from intake.understood import FOLDER, READINGS, Understood, UnderstoodStore, identity_of
from reference.loader import load_catalog


@pytest.mark.parametrize(
    ("seconds_a_file", "files"),
    [(0.01, 200), (0.1, 20), (5.0, 1), (0.0001, LARGEST)],
    ids=["small", "form", "slow", "tiny"],
)
def test_a_chunk_has_as_many_files_as_fill_the_time(seconds_a_file: float, files: int) -> None:
    size = ChunkSize()
    assert size.files == FIRST_SIZE
    for _ in range(LATEST):
        size.note(10, 10 * seconds_a_file)
    assert size.files == files


def test_the_start_of_a_worker_and_a_file_that_takes_long_do_not_make_chunks_small() -> None:
    size = ChunkSize()
    for seconds in (2.0, 0.08, 0.08, 0.08, 9.0):  # ten milliseconds a file in chunks of eight, but for two
        size.note(8, seconds)
    assert size.files == 200


def test_a_chunk_whose_files_were_tried_one_by_one_is_no_measure() -> None:
    size = ChunkSize()
    size.note(8, 0.0)
    assert size.files == FIRST_SIZE
    assert size.chunk_seconds == []


def task(name: str) -> FileTask:
    return FileTask(f"2012-01/哈密市/{name}", f"{name:0>64}", "nowhere", "2012-01", f"id-{name}", "650500", "2012-01")


def understood(*tasks: FileTask) -> Understood:
    catalog = load_catalog()
    readings = [failed_reading(each, catalog, UnreadableSubmission("无法读取。")) for each in tasks]
    return Understood(table_of(readings, FileReading), table_of([], Observation))


def test_what_was_understood_is_found_again_after_a_kill(tmp_path: Path) -> None:
    first, second = task("甲.xlsx"), task("乙.xlsx")
    UnderstoodStore(tmp_path, "v1").keep(understood(first, second))
    store = UnderstoodStore(tmp_path, "v1")  # another process
    assert identity_of(first) in store
    assert store.take([second])[identity_of(second)].reading.source_file == second.source_file
    store.drop([first])
    assert identity_of(first) not in store
    assert len(list((tmp_path / FOLDER).rglob(f"*{READINGS}"))) == 1  # the other file of the chunk waits
    store.drop([second])
    assert list((tmp_path / FOLDER).rglob("*.arrow")) == []


def test_other_reference_data_understand_anew(tmp_path: Path) -> None:
    UnderstoodStore(tmp_path, "v1").keep(understood(task("甲.xlsx")))
    assert len(UnderstoodStore(tmp_path, "v2")) == 0
    assert len(UnderstoodStore(tmp_path, "v1")) == 0


def test_a_chunk_that_a_power_cut_damaged_counts_as_not_understood(tmp_path: Path) -> None:
    UnderstoodStore(tmp_path, "v1").keep(understood(task("甲.xlsx")))
    (path,) = (tmp_path / FOLDER).rglob(f"*{READINGS}")
    path.write_bytes(path.read_bytes()[:40])
    assert len(UnderstoodStore(tmp_path, "v1")) == 0
