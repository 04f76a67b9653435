"""封账: close a month, journal the release, publish. Not a task of the monthly run, and no Prefect is needed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from domain.errors import DecisionError
from intake.archive import Archive
from tasks.publishing import refresh_reference
from tasks.session import only_run
from warehouse.connection import open_published, open_working
from warehouse.publication import publish
from warehouse.releases import Closing, Release, close_month


def close_period(home: Path, closing: Closing) -> tuple[Release, bool]:
    """Freeze a month as a numbered release; return it, and whether it is a new one.

    Raises DecisionError without a name to sign with, or without a reason to close a month once more; NotFound for a
    month without facts; WarehouseError when nothing is published or the working file cannot be used.
    """
    if not closing.signed_by.strip():
        raise DecisionError("封账要有签发人：--signed-by 姓名。")
    with open_published(home):  # a home that was never run has nothing to close
        pass
    archive = Archive.at_home(home)

    def journal(release: Release) -> None:
        if release.issue_in_month > 1 and not release.reason:
            raise DecisionError(f"{release.period} 已封过账，内容此后有变动；再次封账请用 --reason 写明原因。")
        archive.record("release", release_event(release, closing))

    with only_run(home):
        refresh_reference(home)
        with open_working(home) as connection:
            release, is_new = close_month(connection, closing, journal)
        publish(home)
    return release, is_new


def release_event(release: Release, closing: Closing) -> dict[str, object]:
    """A release as the journal keeps it: enough to close the month again, and to see that it is the same."""
    kept = ("release_number", "period", "issue_in_month", "content_sha256", "signed_by", "reason")
    return {**{name: asdict(release)[name] for name in kept}, "at": closing.at.isoformat()}


def closing_of(event: Mapping[str, object]) -> Closing:
    """The act of closing that an event of the journal keeps."""
    at = datetime.fromisoformat(str(event["at"]))
    return Closing(str(event["period"]), str(event["signed_by"]), at, str(event["reason"]))
