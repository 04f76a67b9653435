"""Fixtures that every kind of test may ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.office import Office, new_office

CHECKOUT = Path(__file__).resolve().parents[1]

# The same examples on every machine; the slow lane looks for new ones (--hypothesis-profile=search).
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("same")
os.environ.setdefault("KEPU_SETTLE_SECONDS", "0")  # tests write whole files; the few that do not set it themselves


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Give the root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared specifications beside the checkout, or skip where it is absent."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder shared/ does not lie beside this checkout")
    return folder


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run flows against a throw-away Prefect: own home, own database, no heartbeats, nothing sent out."""
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_HOME,
        PREFECT_LOGGING_LEVEL,
        PREFECT_SERVER_ANALYTICS_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    settings = {
        PREFECT_HOME: tmp_path_factory.mktemp("prefect"),
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
        PREFECT_LOGGING_LEVEL: "CRITICAL",
        # The heartbeat thread costs each flow run about a second at its end; no test waits for one.
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
    }
    # The default start-up limit of 20 s is too short on a busy machine of two cores.
    with temporary_settings(settings), prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def sample_office(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample inbox after one run, shared by all tests that only look: a run costs many seconds."""
    office = new_office(tmp_path_factory.mktemp("sample"))
    shutil.copytree(CHECKOUT / "samples" / "inbox", office.inbox, dirs_exist_ok=True)
    shutil.copy(CHECKOUT / "samples" / "synthetic.csv", office.inbox)
    answer = office.kepu("ingest", "--inbox", str(office.inbox))
    assert answer.exit_code == 0, answer.stderr
    (office.home / "printed.txt").write_text(answer.stdout, encoding="utf-8")
    return office


@pytest.fixture
def after_samples(sample_office: Office, tmp_path: Path) -> Office:
    """A copy of the office after the sample run, for tests that go on from there."""
    return sample_office.copied_to(tmp_path)


@pytest.fixture
def office(prefect_server: None, tmp_path: Path) -> Office:
    """An office on its first day."""
    return new_office(tmp_path)
