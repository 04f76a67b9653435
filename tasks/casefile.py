"""The case file of one prefecture and month, as it passes from task to task.

Plain classes, not dataclasses: Prefect walks through dataclasses and lists that are passed between tasks, and a case
file may hold ten thousands of observations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.baseline import Approval, Approved, approved_numbers
from domain.decision import Decision
from domain.facts import OpenFact
from domain.issue import Issue
from domain.month import Concluded, Prepared
from domain.observation import Observation
from domain.revision import Arrival
from domain.submission import DocumentForm, Submission
from domain.violation import Violation
from expectations.results import ValidationResult
from intake.understand import FileReading
from warehouse.stage import HistoryValue


class CaseFile:
    """Everything known of what one prefecture reported for one month. Each step adds its part and hands it on."""

    def __init__(
        self,
        submitter_code: str,
        period: str,
        submissions: Sequence[tuple[Submission, tuple[int, ...]]],
        readings: Sequence[FileReading],
        observations: Sequence[Observation],
    ) -> None:
        self.submitter_code = submitter_code
        self.period = period
        self.submissions = tuple(submissions)
        self.readings = {reading.submission_id: reading for reading in readings}
        self.loads = {submission.submission_id: loads for submission, loads in submissions}
        self.arrivals = _arrivals(observations, self.loads, self.readings)
        self.decisions: tuple[Decision, ...] = ()
        self.approvals: Mapping[str, Approval] = {}
        self.open_facts: Mapping[str, OpenFact] = {}
        self.latest_bytes: Mapping[str, str | None] = {}  # path → hash that came last, of files that are of no use
        self.prepared = Prepared((), {}, {}, ())
        self.concluded: Concluded | None = None

    @property
    def keys(self) -> set[str]:
        """What its numbers are about."""
        return {key for arrival in self.arrivals if (key := arrival.observation.observation_key) is not None}

    @property
    def errors(self) -> list[FileReading]:
        """The files that could not be used, each with a sentence for its sender."""
        return [reading for reading in self.readings.values() if reading.error_code]

    @property
    def approved(self) -> Approved:
        """What was approved before it was imported."""
        files = frozenset(self.approvals)
        is_all = bool(files) and files.issuperset(self.loads)
        submitters = frozenset({self.submitter_code} if is_all else ())
        return Approved(approved_numbers(self.prepared, files), files, submitters)


class MonthCase:
    """The case files of all prefectures that reported for a month, and what the rules and the reasoning say of them."""

    def __init__(self, period: str, cases: Sequence[CaseFile], decision_mark: int = 0) -> None:
        self.period = period
        self.decision_mark = decision_mark  # decisions made later wait for the next run
        self.cases = tuple(cases)
        self.checks = ValidationResult()
        self.issues: Sequence[Issue] = ()
        self.history: Sequence[HistoryValue] = ()

    @property
    def violations(self) -> list[Violation]:
        """Every violation of the month: of files, of observations, across the region."""
        return self.checks.violations


def _arrivals(
    observations: Sequence[Observation],
    loads: Mapping[str, tuple[int, ...]],
    readings: Mapping[str, FileReading],
) -> tuple[Arrival, ...]:
    """One arrival of each observation for each load in which its file came."""
    arrivals: list[Arrival] = []
    of_file: dict[tuple[str, bool], tuple[DocumentForm, str, bool, tuple[int, ...]]] = {}
    for observation in observations:
        key = (observation.submission_id, observation.origin == "prose")
        if (file := of_file.get(key)) is None:
            reading = readings[observation.submission_id]
            form, loaded = form_of(observation, reading), loads.get(observation.submission_id, ())
            file = of_file[key] = (form, reading.document_slot, reading.is_complete, loaded)
        form, slot, is_complete, loaded = file
        arrivals += [Arrival(observation, load_id, form, slot, is_complete) for load_id in loaded]
    return tuple(arrivals)


def form_of(observation: Observation, reading: FileReading) -> DocumentForm:
    """What kind of document speaks: the annexed table of a Word report is a table, its sentences are prose."""
    form = DocumentForm(reading.document_form)
    if observation.origin == "prose":
        return form if form is DocumentForm.CORRECTION else DocumentForm.PROSE
    return DocumentForm.TABLE if form is DocumentForm.PROSE else form
