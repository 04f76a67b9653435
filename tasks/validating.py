"""Validate: each prefecture's decisions and files settled by itself, then files, numbers, and the region together.

Great Expectations costs half a second of CPU a batch, whatever its size: the suites run once a month over all
prefectures, and every violation knows whose it is (docs/decisions/0004).
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.baseline import Approved, as_notices
from domain.month import prepare
from domain.period import Month
from expectations import validate_files, validate_observations, validate_region_month
from expectations.results import merge
from reports.progress import PROGRESS
from tasks.casefile import CaseFile, MonthCase
from tasks.frames import effective_frame, files_frame, observation_frame
from tasks.reporters import is_of_no_use, reporter_frame
from tasks.session import Session
from tasks.states import record_understood, record_validated
from warehouse.connection import open_working
from warehouse.open_facts import open_facts_of
from warehouse.stage import (
    accepted_above_bound,
    history_values,
    stage_history,
    stage_month,
    violation_frames,
    violation_statement_names,
)


@task(name="settle", task_run_name="settle {period}", cache_policy=NO_CACHE)
def settle_submissions(session: Session, cases: list[CaseFile], period: str) -> MonthCase:
    """Apply the decisions that change values, and settle what several files of one prefecture say."""
    _, _, decision_mark = session.ledger.marks()
    decisions = session.ledger.decisions(period, up_to=decision_mark)
    approvals = session.ledger.approvals_of(period)
    with open_working(session.home) as connection:
        for case in cases:
            case.open_facts = open_facts_of(connection, case.submitter_code, period, case.keys)
            case.decisions = tuple(d for d in decisions if d.submitter_code == case.submitter_code)
            case.approvals = {s: approvals[s] for s in case.loads if s in approvals}
            case.prepared = prepare(case.arrivals, case.decisions, case.open_facts)
            useless = [reading.source_file for reading in case.readings.values() if is_of_no_use(reading)]
            case.latest_bytes = {name: session.ledger.latest_hash(name) for name in useless}
    record_understood(session, cases)
    return MonthCase(period, cases, decision_mark)


@task(name="validate_submissions", task_run_name="validate submissions {period}", cache_policy=NO_CACHE)
def validate_submissions(session: Session, month: MonthCase, period: str) -> MonthCase:
    """Judge every file and every number by itself."""
    if not month.cases:  # nobody sent anything: there is nothing to judge by itself
        return month
    PROGRESS.info("%s：校验文件和数值", period)
    hashes = {s.content_sha256 for case in month.cases for s, _ in case.submissions}
    unusable = {reading.submission_id for case in month.cases for reading in case.errors}
    same_bytes = {
        digest: [s for s in session.ledger.same_bytes(digest) if s.submission_id not in unusable] for digest in hashes
    }
    before = str(Month.parse(period).previous)
    layouts = {case.submitter_code: session.ledger.layouts_of(case.submitter_code, before) for case in month.cases}
    frames = [files_frame(case, same_bytes, layouts[case.submitter_code]) for case in month.cases]
    files = pd.concat(frames, ignore_index=True)
    numbers = observation_frame(o for case in month.cases for o in case.prepared.live)
    with open_working(session.home) as connection:
        stage_history(connection, period)
        accepted = accepted_above_bound(connection)
    alone = validate_observations(numbers, session.catalog, accepted)
    month.checks = validate_files(files, session.catalog) + alone
    return month


@task(name="validate_region_month", task_run_name="validate region {period}", cache_policy=NO_CACHE)
def validate_month(session: Session, month: MonthCase, period: str) -> MonthCase:
    """Judge numbers against each other: totals, pairs, history, duplicates, completeness."""
    PROGRESS.info("%s：核对全区", period)
    with open_working(session.home) as connection:
        stage_month(connection, period, effective_frame(month.cases), reporter_frame(session, month))
        views = violation_frames(connection, violation_statement_names())
        month.history = history_values(connection)
    checks = merge([month.checks, validate_region_month(views, session.catalog, period=period)])
    month.checks = replace(checks, violations=as_notices(checks.violations, approved_of(month), session.catalog))
    record_validated(session, month)
    return month


def approved_of(month: MonthCase) -> Approved:
    """What was approved in a month before it was imported, of all prefectures together."""
    each = [case.approved for case in month.cases if case.approvals]
    return Approved(
        frozenset().union(*(approved.observation_ids for approved in each)),
        frozenset().union(*(approved.submission_ids for approved in each)),
        frozenset().union(*(approved.submitter_codes for approved in each)),
    )
