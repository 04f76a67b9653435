"""Publish the working file once more, or an earlier content: acts of an operator, each in the journal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from domain.errors import NotFound
from intake.archive import Archive
from reference.loader import load_catalog
from reference.overlay import confirmed_overlay
from tasks.session import only_run
from warehouse.connection import open_working
from warehouse.location import has_warehouse
from warehouse.publication import PublishedFile, kept_versions, publish, roll_back, shown_version
from warehouse.reference_tables import has_reference, load_reference


def publish_again(home: Path, at: datetime) -> PublishedFile:
    """Replace the published file by a checked copy of the working file. Raises as `publish` does."""
    archive = Archive.at_home(home)
    with only_run(home):
        refresh_reference(home)
        published = publish(home)
        archive.record("publication", {"version": published.version, "at": at.isoformat()})
    return published


def refresh_reference(home: Path) -> None:
    """Load the reference data into a warehouse that a migration left without; others keep what they have."""
    if not has_warehouse(home):
        return
    with open_working(home) as connection:
        if not has_reference(connection):
            load_reference(connection, load_catalog(overlay=confirmed_overlay(home)))


def roll_back_to(home: Path, number: int | None, at: datetime) -> int:
    """Publish an earlier content, the one before the present one when no number is given; returns its number.

    Raises NotFound when that version is no longer kept, or there is none before.
    """
    archive = Archive.at_home(home)
    with only_run(home):
        wanted = number if number is not None else _before(home)
        roll_back(home, wanted)
        archive.record("publication", {"version": wanted, "is_rollback": True, "at": at.isoformat()})
    return wanted


def _before(home: Path) -> int:
    shown = shown_version(home)
    earlier = [version.number for version in kept_versions(home) if shown is None or version.number < shown]
    if not earlier:
        raise NotFound("没有更早的版本可以回到（kepu publish --list 可看保留的各版）。")
    return earlier[-1]
