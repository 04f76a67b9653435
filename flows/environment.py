"""Prefect's surroundings for a run: set before Prefect is first imported.

A run reports to the server that the operator has set, else to the one that `kepu up` started for this home, else to one
of its own on the loopback address. It sends nothing anywhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from upkeep.place import check_room, lay_database, services_folder
from upkeep.prefect_server import PrefectServer
from upkeep.services import office_server

_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",  # 4 ms a task, for a feed that nobody sees without a UI
    "PREFECT_CLI_COLORS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


def prepare_environment(home: Path) -> None:
    """Point Prefect at the right server and quieten it; settings that the operator has made stay as they are.

    What the run writes is private to its owner. Raises SettingError when a server is set and does not
    answer, or when the disk has no room for a run.
    """
    os.umask(0o077)
    warehouse = home / "working.duckdb"
    check_room(home, 2 * warehouse.stat().st_size if warehouse.exists() else 0)  # the copy to publish, and what is new
    if "prefect" in sys.modules:
        return
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if (chosen := PrefectServer.from_environment()) is not None:
        chosen.check()
        return
    server = office_server(home)
    if server is not None and server.is_healthy():
        os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"] = server.api_url, server.pass_phrase
        os.environ.setdefault("PREFECT_HOME", str(services_folder(home).resolve() / "prefect"))
        return
    lay_database(Path(os.environ.setdefault("PREFECT_HOME", str(home.resolve() / "prefect"))))
