"""Put rebuilt files in the place of a home's own. A swap that a kill cut off is finished by whoever comes next.

The file `ready` in the folder of rebuilt files says that the swap has begun, and which files it is about; what they
replace is kept in `before-rebuild` until the next rebuild.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from reference.overlay import confirmed_overlay, overlay_folder
from warehouse.connection import WORKING_FILE

LEDGER_FILE: Final = "ledger.sqlite"
FRESH, KEPT, READY = "rebuild", "before-rebuild", "ready"
_REPLACED: Final = (WORKING_FILE, LEDGER_FILE, f"{LEDGER_FILE}-wal", f"{LEDGER_FILE}-shm")


def put_in_place(home: Path) -> None:
    """Swap the rebuilt files of a home in.

    The home's own reference files are their owner's: they stay, unless they are gone.
    """
    fresh, kept = home / FRESH, home / KEPT
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(mode=0o700)
    partial = fresh / f"{READY}.partial"
    partial.write_text("\n".join(name for name in _REPLACED if (fresh / name).exists()), encoding="utf-8")
    partial.replace(fresh / READY)
    finish_swap(home)


def finish_swap(home: Path) -> None:
    """Go on with a swap that has begun; without one, do nothing. The caller holds the home."""
    fresh, kept = home / FRESH, home / KEPT
    if not (fresh / READY).exists():
        return
    rebuilt = (fresh / READY).read_text(encoding="utf-8").splitlines()
    for name in _REPLACED:
        is_done = name in rebuilt and not (fresh / name).exists()
        if not is_done:
            _set_aside(home / name, kept / name)
        if (fresh / name).exists():
            (fresh / name).rename(home / name)
    if confirmed_overlay(home) is None and confirmed_overlay(fresh) is not None:
        overlay_folder(fresh).rename(overlay_folder(home))
    (fresh / READY).unlink()
    shutil.rmtree(fresh, ignore_errors=True)


def _set_aside(path: Path, kept: Path) -> None:
    """Keep a file that is replaced; one that came to be while the swap lay half done holds nothing and goes."""
    if path.exists() and kept.exists():
        path.unlink()
    elif path.exists():
        path.rename(kept)
