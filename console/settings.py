"""What the console is started with, and the stores that its pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from console.run_process import RunDesk
from domain.catalog import Catalog
from ledger.accounts import Accounts
from ledger.history import History
from ledger.store import Ledger
from reference.loader import load_catalog
from reference.overlay import overlay_folder

MEBIBYTE = 1024 * 1024


def utc_now() -> datetime:
    """The clock of the console."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Where everything lies, where the console listens, and how large an upload may be (bytes)."""

    home: Path
    inbox: Path
    host: str = "127.0.0.1"
    port: int = 8765
    upload_limit: int = 64 * MEBIBYTE
    clock: Callable[[], datetime] = utc_now
    run_command: tuple[str, ...] | None = None  # instead of `kepu ingest`

    @property
    def address(self) -> str:
        """Where a browser finds the console."""
        return f"http://{self.host}:{self.port}"


@dataclass(slots=True)
class Stores:
    """What every request may use; connections to the published file are opened per request, not here."""

    settings: ConsoleSettings
    ledger: Ledger
    history: History
    accounts: Accounts
    runs: RunDesk
    _catalog: tuple[int, Catalog] | None = field(default=None)

    @classmethod
    def open(cls, settings: ConsoleSettings) -> Stores:
        """Open the stores of a home folder."""
        home = settings.home
        return cls(
            settings,
            Ledger.at_home(home),
            History.at_home(home),
            Accounts.at_home(home),
            RunDesk(home, settings.inbox, settings.clock, settings.run_command),
        )

    def close(self) -> None:
        """Let go of every connection."""
        for store in (self.ledger, self.history, self.accounts):
            store.close()

    @property
    def home(self) -> Path:
        """The folder with everything a run writes."""
        return self.settings.home

    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.settings.clock()

    def catalog(self) -> Catalog:
        """The reference data with the aliases confirmed so far, read again only when those change."""
        overlay = overlay_folder(self.home)
        aliases = overlay / "aliases.csv"
        stamp = aliases.stat().st_mtime_ns if aliases.exists() else 0
        if self._catalog is None or self._catalog[0] != stamp:
            self._catalog = (stamp, load_catalog(overlay=overlay if overlay.is_dir() else None))
        return self._catalog[1]
