"""One Prefect server and one empty database for all tests that run flows."""

from collections.abc import Iterator

import pytest


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
        PREFECT_LOGGING_LEVEL: "WARNING",
        # The heartbeat thread costs each flow run about a second at its end; no test waits for one.
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
    }
    # The default start-up limit of 20 s is too short on a busy machine of two cores.
    with temporary_settings(settings), prefect_test_harness(server_startup_timeout=120):
        yield
