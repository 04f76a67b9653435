"""A decision that a steward makes while its month is being decided is not lost: the next run sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from ledger.store import Ledger
from tasks.loading import _settle_states
from tasks.session import Session
from tasks.validating import settle_submissions
from tests.unit.test_ledger import A_CORRECTION, NOW, arrive
from tests.unit.warehouse_month import CATALOG, open_warehouse


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_warehouse(tmp_path):
        pass
    ledger = Ledger.at_home(tmp_path)
    arrive(ledger, "月报.xlsx", "aa")
    load_id = ledger.start_load(NOW, CATALOG.version)
    yield cast("Session", SimpleNamespace(home=tmp_path, ledger=ledger, now=NOW, load_id=load_id, catalog=CATALOG))
    ledger.close()


@pytest.mark.parametrize(("is_in_time", "changed"), [(True, []), (False, ["2022-11"])], ids=["before", "meanwhile"])
def test_a_decision_made_meanwhile_waits_for_the_next_run(
    session: Session, is_in_time: bool, changed: list[str]
) -> None:
    if is_in_time:
        session.ledger.add_decision(A_CORRECTION)
    month = settle_submissions.fn(session, [], "2022-11")
    if not is_in_time:
        session.ledger.add_decision(A_CORRECTION)
    _settle_states(session, month)
    session.ledger.finish_load(session.load_id, NOW)
    assert session.ledger.changed_periods(CATALOG.version) == changed
