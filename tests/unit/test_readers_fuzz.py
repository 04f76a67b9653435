"""Claim about damage: whatever happened to a file on its way, the answer is a document or a named refusal."""

from __future__ import annotations

from tests.mutants import mutants, refusal
from tests.submitted_files import every_format


def test_damaged_files_are_read_or_refused_by_name() -> None:
    refusals = [refusal(data, name) for name, data in mutants(every_format(), count=130, seed=1)]
    assert 0 < refusals.count(None) < len(refusals)
    assert all(sentence.endswith("。") for sentence in refusals if sentence is not None)
