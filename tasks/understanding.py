"""Understand what one prefecture sent for a month: in worker processes, one chunk a prefecture."""

from __future__ import annotations

from typing import TypeAlias

import pyarrow as pa
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import task_run
from prefect.states import Completed

from domain.catalog import Catalog
from domain.observation import Observation
from domain.submission import Submission
from intake.archive import Archive
from intake.arrow import rows_of
from intake.understand import FileReading, FileTask
from intake.workers import Workers
from tasks.casefile import CaseFile
from tasks.session import Session

AMBER = "Amber"
"""The name of a task's state when its prefecture has a file that could not be used; the others go on."""


Tables: TypeAlias = tuple[pa.Table, pa.Table]
"""What understanding gives: the observations, and one row a file."""


class Reader:
    """What understanding needs wherever it runs: the workers of the process it is in, the catalogue, the archive.

    A plain class, as `Session` is: Prefect must not walk through it.
    """

    def __init__(self, workers: Workers, catalog: Catalog, archive: Archive) -> None:
        self.workers = workers
        self.catalog = catalog
        self.archive = archive


class Bundle:
    """The submissions of one prefecture for one month, with the loads in which each arrived."""

    def __init__(self, submitter_code: str, period: str, submissions: list[tuple[Submission, tuple[int, ...]]]) -> None:
        self.submitter_code = submitter_code
        self.period = period
        self.submissions = submissions


def bundles_of(session: Session, period: str) -> list[Bundle]:
    """What has arrived for a month, one bundle a prefecture, in code order."""
    by_submitter: dict[str, list[tuple[Submission, tuple[int, ...]]]] = {}
    for submission, loads in session.ledger.submissions_of(period):
        by_submitter.setdefault(submission.submitter_code, []).append((submission, loads))
    return [Bundle(code, period, found) for code, found in sorted(by_submitter.items())]


def name_of_step() -> str:
    """Name the step after month, code and prefecture: Prefect's graph has no Chinese letters, its lists have."""
    bundle: Bundle = task_run.parameters["bundle"]
    return f"understand {bundle.period} {bundle.submitter_code} {task_run.parameters['name']}"


@task(name="understand", task_run_name=name_of_step, cache_policy=NO_CACHE)
def understand_prefecture(reader: Reader, bundle: Bundle, name: str) -> State[Tables]:
    """Read, extract and harmonise every file of one prefecture and month. `name` is for people who watch the run.

    What goes in and what comes out may go to another process or machine; nothing here looks at the run.
    """
    files = [task_of_submission(reader, submission) for submission, _ in bundle.submissions]
    observations, readings = reader.workers.understand(files, reader.catalog)
    failed = [reading for reading in rows_of(readings, FileReading) if reading.error_code]
    if failed:
        sentences = "；".join(f"{reading.source_file}：{reading.error_message}" for reading in failed)
        return Completed(name=AMBER, message=f"{name}：{sentences}", data=(observations, readings))
    return Completed(message=f"{name}：{observations.num_rows}个数", data=(observations, readings))


def case_of(bundle: Bundle, tables: Tables) -> CaseFile:
    """The case of one prefecture and month, from what was understood of its files."""
    observations, readings = tables
    return CaseFile(
        bundle.submitter_code,
        bundle.period,
        bundle.submissions,
        list(rows_of(readings, FileReading)),
        list(rows_of(observations, Observation)),
    )


def task_of_submission(place: Session | Reader, submission: Submission) -> FileTask:
    """A submission to understand again: its identity is settled."""
    return FileTask(
        source_file=submission.source_file,
        content_sha256=submission.content_sha256,
        archived_path=str(place.archive.path_of(submission.content_sha256)),
        default_period=submission.period,
        submission_id=submission.submission_id,
        submitter_code=submission.submitter_code,
        period=submission.period,
    )
