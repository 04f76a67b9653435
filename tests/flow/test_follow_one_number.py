"""docs/follow-one-number.md is what a run really says, apart from the times."""

from __future__ import annotations

import re

import pytest

from docs import follow_one_number as page
from tests.office import Office

pytestmark = pytest.mark.flow

TIME = re.compile(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?")


def masked(page: str) -> list[str]:
    return [TIME.sub("<time>", line) for line in page.splitlines()]


def test_the_page_tells_what_a_run_says(after_samples: Office) -> None:
    told = page.story(page.Office(after_samples.home, after_samples.inbox))
    assert masked(told) == masked(page.PAGE.read_text(encoding="utf-8"))


def test_the_page_names_no_folder_of_the_machine_it_was_made_on() -> None:
    assert not re.search(r"(?<![\w.])/(?:tmp|home|root|var|private)/", page.PAGE.read_text(encoding="utf-8"))
