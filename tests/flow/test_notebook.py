"""The example notebook runs on the published sample, from first cell to last, and its answers are the sample's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.office import Office

pytestmark = pytest.mark.flow


@pytest.fixture
def answers(checkout: Path, sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the names of the notebook stand for after its last cell."""
    monkeypatch.setenv("KEPU_HOME", str(sample_office.home))
    known: dict[str, Any] = {}
    for cell in notebook(checkout)["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)  # noqa: S102 - the notebook is the thing under test
    return known


def notebook(checkout: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((checkout / "docs" / "five-questions.ipynb").read_text(encoding="utf-8"))
    return content


def test_the_five_questions_are_answered_from_the_published_sample(answers: dict[str, Any]) -> None:
    assert len(answers["reporting"]) == 14
    assert set(answers["reporting"]["coverage"]) == {"7/14"}
    sessions = answers["training"].iloc[0]
    assert (sessions["indicator_name"], sessions["ytd_total"], sessions["ytd_coverage"]) == (
        "科技培训场次",
        5033.0,
        "3/14",
    )
    assert answers["per_10k"].iloc[0]["region_name"] == "阿勒泰地区"
    assert not answers["per_10k"].iloc[0]["is_same_xpcc_treatment"]  # 北屯 is inside the census figure
    november = answers["tacheng"].iloc[-1]
    assert (november["ytd_reported"], november["month_derived"]) == (1181.0, 147.0)
    assert answers["source"].iloc[0]["address"] == "docx:table1,row2,col3"
    assert answers["known_earlier"].iloc[0]["facts"] == 0
    assert answers["revisions"].empty


def test_the_notebook_is_kept_without_outputs(checkout: Path) -> None:
    cells = notebook(checkout)["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
    assert sum(cell["cell_type"] == "markdown" and "## " in "".join(cell["source"]) for cell in cells) == 5
