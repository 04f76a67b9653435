"""Prefect's surroundings for a run: set before Prefect is first imported.

Without a configured server a run starts one of its own on the loopback address. Its database is copied from the one
that set-up migrated beforehand, which saves half of the start-up; it sends nothing anywhere.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

TEMPLATE_DATABASE = Path(sys.prefix) / "prefect-template" / "prefect.db"
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLI_COLORS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


def prepare_environment(home: Path) -> None:
    """Point Prefect at the home folder and quieten it; settings that the operator has made stay as they are."""
    if "prefect" in sys.modules:
        return
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" in os.environ:
        return
    folder = Path(os.environ.setdefault("PREFECT_HOME", str(home.resolve() / "prefect")))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if TEMPLATE_DATABASE.exists() and not (folder / "prefect.db").exists():
        shutil.copyfile(TEMPLATE_DATABASE, folder / "prefect.db")
