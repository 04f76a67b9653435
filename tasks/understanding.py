"""Understand what one prefecture sent for a month: in worker processes, one chunk a prefecture."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import task_run
from prefect.states import Completed

from domain.observation import Observation
from domain.submission import Submission
from intake.arrow import rows_of
from intake.understand import FileReading, FileTask
from reports.progress import PROGRESS
from tasks.casefile import CaseFile
from tasks.session import Session

AMBER = "Amber"
"""The name of a task's state when its prefecture has a file that could not be used; the others go on."""


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
def understand_prefecture(session: Session, bundle: Bundle, name: str) -> State[CaseFile]:
    """Read, extract and harmonise every file of one prefecture and month. `name` is for people who watch the run."""
    PROGRESS.info("%s %s：识别 %d 个文件", bundle.period, name, len(bundle.submissions), extra=session.next_chunk())
    tasks = [task_of_submission(session, submission) for submission, _ in bundle.submissions]
    observations, readings = session.workers.understand(tasks, session.catalog)
    case = CaseFile(
        bundle.submitter_code,
        bundle.period,
        bundle.submissions,
        list(rows_of(readings, FileReading)),
        list(rows_of(observations, Observation)),
    )
    if case.errors:
        sentences = "；".join(f"{reading.source_file}：{reading.error_message}" for reading in case.errors)
        return Completed(name=AMBER, message=f"{name}：{sentences}", data=case)
    return Completed(message=f"{name}：{len(case.arrivals)}个数", data=case)


def task_of_submission(session: Session, submission: Submission) -> FileTask:
    """A submission to understand again: its identity is settled."""
    return FileTask(
        source_file=submission.source_file,
        content_sha256=submission.content_sha256,
        archived_path=str(session.archive.path_of(submission.content_sha256)),
        default_period=submission.period,
        submission_id=submission.submission_id,
        submitter_code=submission.submitter_code,
        period=submission.period,
    )
