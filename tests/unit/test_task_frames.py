"""What the file rules are told of a prefecture's files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import xlsxwriter

from domain.submission import Submission
from intake.understand import FileTask, understand_file
from reference.lexicon import load_lexicon
from reference.loader import load_catalog
from tasks.casefile import CaseFile
from tasks.frames import files_frame
from tests.submitted_files import FORM, xlsx


def merged_over_data(data: bytes) -> object:
    """What the file rules are told of one file of 塔城."""
    task = FileTask("2022-11/塔城地区/月报.xlsx", "0" * 64, "", "2022-11")
    reading = replace(understand_file(data, task, load_catalog(), load_lexicon()).reading, submission_id="one")
    received = datetime(2022, 12, 6, tzinfo=UTC)
    sent = [(Submission("one", "654200", "2022-11", "one", task.source_file, received, 1), (1,))]
    frame = files_frame(CaseFile("654200", "2022-11", sent, [reading], []), {}, [])
    return frame["merged_over_data"].item()


def workbook(*, merge: bool) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("汇总")
        for row, values in enumerate(FORM):
            sheet.write_row(row, 0, values)
        sheet.merge_range(0, 0, 0, 3, FORM[0][0])
        if merge:
            sheet.merge_range(3, 2, 4, 2, 96)

    return xlsx(fill)


def test_a_number_that_stands_for_several_merged_cells_is_told() -> None:
    """A merged title is none of it."""
    assert [merged_over_data(workbook(merge=merge)) for merge in (False, True)] == [0, 1]


def test_a_version_filled_in_before_the_one_that_came_first_is_told_so() -> None:
    task = FileTask("2022-11/塔城地区/月报.txt", "0" * 64, "", "2022-11")
    reading = understand_file("本月举办讲座3场。".encode(), task, load_catalog(), load_lexicon()).reading
    first = replace(reading, submission_id="one", filled_on="2022年12月5日")
    second = replace(reading, submission_id="two", filled_on="2022年12月1日")
    received = datetime(2022, 12, 6, tzinfo=UTC)
    sent = [
        (Submission(name, "654200", "2022-11", name, task.source_file, received, load), (load,))
        for name, load in (("one", 1), ("two", 2))
    ]
    frame = files_frame(CaseFile("654200", "2022-11", sent, [first, second], []), {}, [])
    told = dict(zip(frame["submission_id"], frame["previous_filled_on"], strict=True))
    assert told == {"one": None, "two": "2022-12-05"}
