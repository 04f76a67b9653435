"""The console answers at once, also in a bad month."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.unit.console_office import FARMERS, issue, open_office

MOST_MILLISECONDS = 300


@pytest.mark.slow
def test_a_queue_of_ten_thousand_issues_answers_quickly(tmp_path: Path) -> None:
    many = tuple(
        issue(FARMERS, f"第{n}个问题", "CRS-01", issue_id=f"{n:032x}", weight=n / 10_000) for n in range(10_000)
    )
    office = open_office(tmp_path, many)
    with office.signed_in("steward.one") as client:
        asked = ("/issues/rows?size=50", "/issues/rows?page=150&sort=title&descending=true", f"/issues/{5000:032x}")
        for path in asked:
            client.get(path)
            best = min(_milliseconds(client, path) for _ in range(5))
            assert best < MOST_MILLISECONDS, (path, best)
        assert client.get(asked[0]).json()["last_row"] == 10_000


def _milliseconds(client: TestClient, path: str) -> float:
    """Processor time, which other work on the machine does not stretch; the browser's side is in it too."""
    started = time.process_time()
    assert client.get(path).status_code == 200
    return (time.process_time() - started) * 1000
