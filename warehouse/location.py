"""Where the tables of a home lie: in its working file, or in the lake that its `warehouse.url` names.

The address is written into the home once, so that every command, service and machine that opens the home writes to
the same warehouse; a scratch folder has none and is a plain file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from domain.errors import SettingError
from warehouse.lake import Lake, only_writer, parse_lake

WORKING_FILE: Final = "working.duckdb"
URL_FILE: Final = "warehouse.url"
SETTING: Final = "KEPU_WAREHOUSE"
PLAIN_FILE: Final = "file"
"""The setting that takes an office from a lake back to its working file."""


def working_path(home: Path) -> Path:
    """Return where a run writes when the home has no lake."""
    return home / WORKING_FILE


def lake_of(home: Path) -> Lake | None:
    """Return the lake of a home; None when its tables lie in the working file. Raises SettingError."""
    url_file = home / URL_FILE
    return parse_lake(url_file.read_text(encoding="utf-8").strip(), home) if url_file.exists() else None


def has_warehouse(home: Path) -> bool:
    """Whether a run has written here before."""
    return (home / URL_FILE).exists() or working_path(home).exists()


def wanted_lake(home: Path, environment: Mapping[str, str] = os.environ) -> Lake | None:
    """Return the lake that the setting asks for, the present one without a setting. Raises SettingError."""
    url = environment.get(SETTING, "").strip()
    if not url:
        return lake_of(home)
    return None if url == PLAIN_FILE else parse_lake(url, home)


def settle_location(home: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Give a new home the warehouse of the setting. Raises SettingError when a home that has one is asked to change."""
    wanted = wanted_lake(home, environment)
    if wanted == lake_of(home):
        return
    if has_warehouse(home):
        raise SettingError(
            f"“{home}”的数据在{describe(lake_of(home))}，而 {SETTING} 指向{describe(wanted)}。"
            f"要搬过去，请带着这个设置运行 kepu rebuild；否则请改正 {SETTING}。"
        )
    move_to(home, wanted)


def move_to(home: Path, lake: Lake | None) -> None:
    """Write down where the tables of the home lie from now on."""
    url_file = home / URL_FILE
    if lake is None:
        url_file.unlink(missing_ok=True)
        return
    written = url_file.with_suffix(".new")
    written.write_text(f"{lake.url}\n", encoding="utf-8")
    written.chmod(0o600)
    written.replace(url_file)


def describe(lake: Lake | None) -> str:
    """Name a warehouse to a person."""
    return "本机的仓库文件" if lake is None else f"仓库 {lake.shown}"


def held_for_run(home: Path) -> AbstractContextManager[None]:
    """Hold the warehouse of a home for one whole run; a file needs no more than the lock of the home."""
    lake = lake_of(home)
    return nullcontext() if lake is None else only_writer(lake, "run", wait_seconds=0.0)
