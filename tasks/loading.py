"""Load the month's verdict into the warehouse in one transaction, and publish."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import pandas as pd
from prefect import task
from prefect.cache_policies import NO_CACHE

from domain.answered import retired_decisions
from domain.facts import Act
from domain.observation import OBSERVATION_COLUMNS, Disposition, Observation
from domain.revision import Arrival, StandingKind
from intake.understand import FileReading
from ledger.store import MonthMark
from tasks.casefile import CaseFile, MonthCase
from tasks.frames import iso_day, observation_frame
from tasks.reporters import reporter_frame, submission_state
from tasks.session import Session
from tasks.states import record_verdicts
from warehouse.connection import open_working
from warehouse.load import LoadResult, MonthLoad, load_month
from warehouse.publication import PublishedFile, publish
from warehouse.reference_tables import load_reference


@task(name="prepare_warehouse", task_run_name="prepare warehouse", cache_policy=NO_CACHE)
def prepare_warehouse(session: Session) -> None:
    """Bring the working file to this version's tables and this catalogue's reference data."""
    with open_working(session.home) as connection:
        load_reference(connection, session.catalog)


@task(name="load", task_run_name="load {period}", cache_policy=NO_CACHE)
def load_verdict(session: Session, month: MonthCase, period: str) -> LoadResult:
    """Write facts, observations, violations and issues of the month: all or nothing, twice is once."""
    issue_of = {o: issue.issue_id for issue in reversed(month.issues) for o in issue.observation_ids}
    load = MonthLoad(
        period=period,
        load_id=session.load_id,
        recorded_at=session.now,
        facts=_facts(month),
        observations=_observations(month, issue_of),
        submissions=_submissions(month),
        reporters=reporter_frame(session, month),
        files=_files(month),
        violations=_violations(month),
        issues=_issues(month),
        rule_results=_rule_results(session, month),
        decisions=_decisions(month),
        runs=_runs(session, period),
        baselines=_baselines(month),
    )
    with open_working(session.home) as connection:
        result = load_month(connection, load)
    loaded = {"load_id": session.load_id, "period": period, "decision_mark": month.decision_mark}
    session.record("month", loaded)
    _settle_states(session, month)
    return result


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=3)
def publish_warehouse(session: Session) -> PublishedFile:
    """Replace the published file by a checked copy of the working file."""
    session.record("publication", {"load_id": session.load_id, "at": session.now.isoformat()})
    return publish(session.home)


def _settle_states(session: Session, month: MonthCase) -> None:
    """Record how each submission stands, and how far this month's run has seen."""
    record_verdicts(session, month)
    for case in month.cases:
        for submission, _ in case.submissions:
            reading = case.readings[submission.submission_id]
            session.ledger.note_layout(submission.submission_id, reading.document_form, reading.layout_fingerprint)
    _, receipt_mark, _ = session.ledger.marks()
    mark = MonthMark(session.load_id, session.catalog.version, receipt_mark, month.decision_mark)
    session.ledger.mark_month(month.period, mark)


def _facts(month: MonthCase) -> pd.DataFrame:
    """The wanted facts of everything reported in the month. Grain: one row per key."""
    return pd.DataFrame([row for case in month.cases for row in _facts_of(case)])


def _facts_of(case: CaseFile) -> list[dict[str, object]]:
    if case.concluded is None:
        return []
    observations = {o.observation_id: o for o in case.prepared.observations}
    wanted: dict[str, tuple[str, str, str | None]] = {
        key: (fact.observation_id, fact.status, None)
        for key, fact in case.open_facts.items()
        if fact.reported_in == case.period and fact.observation_id in observations
    }
    for move in case.concluded.moves:
        if move.act is Act.CLOSE:
            wanted.pop(move.observation_key, None)
        else:
            wanted[move.observation_key] = (move.observation_id or "", move.status or "", str(move.cause))
    loads = {a.observation.observation_id: a.load_id for a in sorted(case.prepared.arrivals, key=lambda a: a.load_id)}
    return [
        _fact(
            key,
            observations[identity],
            status,
            cause,
            loads[identity],
            is_corrected=identity in case.prepared.corrections,
        )
        for key, (identity, status, cause) in wanted.items()
    ]


def _fact(  # noqa: PLR0913 - a row of the fact table has these parts
    key: str, o: Observation, status: str, cause: str | None, load_id: int, *, is_corrected: bool
) -> dict[str, object]:
    names = (
        *("region_code", "period", "period_type", "indicator_code", "scope", "audience_code", "channel_code"),
        *("venue_code", "funding_code", "event_id", "target_year", "value", "value_low", "value_high", "qualifier"),
        *(
            "unit_code",
            "state",
            "maturity",
            "as_of",
            "submitter_code",
            "reported_in",
            "observation_id",
            "submission_id",
        ),
    )
    row: dict[str, object] = {name: getattr(o, name) for name in names}
    return {
        **row,
        "observation_key": key,
        "status": status,
        "is_corrected": is_corrected,
        "load_id": load_id,
        "cause": cause,
    }


def _observations(month: MonthCase, issue_of: dict[str, str]) -> pd.DataFrame:
    """Every number found in the month's submissions with its verdict. Grain: one row per number."""
    frames = [_observations_of(case, issue_of) for case in month.cases]
    columns = [*OBSERVATION_COLUMNS, "load_id", "document_form", "is_corrected", "value_reported", "superseded_by_load"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*columns, "issue_id"])


def _observations_of(case: CaseFile, issue_of: dict[str, str]) -> pd.DataFrame:
    observations = case.prepared.observations
    frame = observation_frame(observations)
    verdicts = case.concluded.verdicts if case.concluded else {}
    reported = {a.observation.observation_id: a.observation.value for a in case.arrivals}
    latest = {a.observation.observation_id: a for a in sorted(case.prepared.arrivals, key=lambda a: a.load_id)}
    standings = case.prepared.standings
    frame["status"] = [str(verdicts[o.observation_id].status) for o in observations]
    frame["hold_rule"] = [o.hold_rule or _first_rule(verdicts[o.observation_id].rules, o, case) for o in observations]
    frame["hold_reason"] = [verdicts[o.observation_id].reason or o.hold_reason for o in observations]
    frame["repeat_of"] = [
        next(iter(standings[o.observation_id].others), None)
        if standings[o.observation_id].kind is StandingKind.REPEAT
        else o.repeat_of
        for o in observations
    ]
    frame["load_id"] = [latest[o.observation_id].load_id for o in observations]
    frame["document_form"] = [str(latest[o.observation_id].form) for o in observations]
    frame["is_corrected"] = [o.observation_id in case.prepared.corrections for o in observations]
    frame["value_reported"] = [reported[o.observation_id] for o in observations]
    frame["superseded_by_load"] = pd.array([_superseding_load(o, case, latest) for o in observations], dtype="Int64")
    frame["issue_id"] = [issue_of.get(o.observation_id) for o in observations]
    return frame


def _first_rule(rules: tuple[str, ...], observation: Observation, case: CaseFile) -> str | None:
    if case.concluded is None:
        return None
    status = case.concluded.verdicts[observation.observation_id].status
    return rules[0] if rules and status in (Disposition.HELD, Disposition.PROVISIONAL) else None


def _superseding_load(observation: Observation, case: CaseFile, latest: Mapping[str, Arrival]) -> int | None:
    standing = case.prepared.standings[observation.observation_id]
    if standing.kind not in (StandingKind.SUPERSEDED, StandingKind.WITHDRAWN):
        return None
    others = [latest[other].load_id for other in standing.others if other in latest]
    return max(others, default=max(load for loads in case.loads.values() for load in loads))


def _submissions(month: MonthCase) -> pd.DataFrame:
    rows = []
    for case in month.cases:
        for submission, loads in case.submissions:
            reading = case.readings[submission.submission_id]
            rows.append(
                {
                    **asdict(submission),
                    "load_id": loads[-1],
                    "document_form": reading.document_form,
                    "state": str(submission_state(case, submission.submission_id)),
                    "is_complete": reading.is_complete,
                    "reporting_unit": reading.reporting_unit or None,
                    "form_number": reading.form_number or None,
                    "filled_on": iso_day(reading.filled_on),
                    "is_sealed": reading.is_sealed,
                    "has_responsible": bool(reading.responsible),
                    "has_filled_by": bool(reading.filled_by),
                }
            )
    return pd.DataFrame(rows)


def _files(month: MonthCase) -> pd.DataFrame:
    """Grain: one row per file or member, those that could not be read too."""
    rows = [row for case in month.cases for reading in case.readings.values() for row in _members(case, reading)]
    return pd.DataFrame(rows)


def _members(case: CaseFile, reading: FileReading) -> Iterator[dict[str, object]]:
    found = Counter(o.member for o in case.prepared.of_submission(reading.submission_id))
    counted: dict[str, int] = json.loads(reading.member_numbers)
    failed: dict[str, list[str]] = json.loads(reading.failed_members)
    for member in sorted({*found, *counted, *failed} or {""}):
        error_code, message = failed.get(member, [reading.error_code, reading.error_message or reading.notes])
        yield {
            "submission_id": reading.submission_id,
            "period": case.period,
            "submitter_code": case.submitter_code,
            "source_file": reading.source_file,
            "member": member,
            "content_sha256": reading.content_sha256,
            "format": reading.format,
            "document_form": reading.document_form,
            "state": str(submission_state(case, reading.submission_id)),
            "found": found[member],
            "counted": counted.get(member, 0),
            "error_code": error_code or None,
            "message": message or None,
            "load_id": max(case.loads[reading.submission_id]),
        }


def _violations(month: MonthCase) -> pd.DataFrame:
    issue_of = {v: issue.issue_id for issue in month.issues for v in issue.violation_ids}
    number_of = {o: issue.issue_id for issue in month.issues for o in issue.observation_ids[:1]}
    rows = []
    for violation in month.violations:
        row = {name: getattr(violation, name) for name in violation.__slots__}
        rows.append(
            {
                **row,
                "violation_id": violation.violation_id,
                "severity": str(violation.severity),
                "effect": str(violation.effect),
                "outcome": str(violation.outcome),
                "operands": list(violation.operands),
                "evidence": json.dumps(dict(violation.evidence), ensure_ascii=False, sort_keys=True, default=str),
                "issue_id": issue_of.get(violation.violation_id) or number_of.get(violation.observation_id or ""),
            }
        )
    return pd.DataFrame(rows)


def _issues(month: MonthCase) -> pd.DataFrame:
    rows = []
    for issue in month.issues:
        row = {name: getattr(issue, name) for name in issue.__slots__ if name != "violation_ids"}
        rows.append(
            {
                **row,
                "rule_ids": list(issue.rule_ids),
                "observation_ids": list(issue.observation_ids),
                "evidence": [evidence.text for evidence in issue.evidence],
                "evidence_json": json.dumps([asdict(e) for e in issue.evidence], ensure_ascii=False),
                "status": str(issue.status),
            }
        )
    return pd.DataFrame(rows)


def _rule_results(session: Session, month: MonthCase) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": month.period,
            "stage": result.stage,
            "rule_id": result.rule_id,
            "rule_version": session.catalog.rules[result.rule_id].version,
            "checked": result.looked_at,
            "passed": result.passed,
            "failed": result.failed,
            "not_evaluated": result.not_evaluated,
        }
        for result in month.checks.rule_results
    )


def _decisions(month: MonthCase) -> pd.DataFrame:
    rows = []
    for case in month.cases:
        if case.concluded is None:
            continue
        retired = retired_decisions(case.decisions, case.prepared, case.concluded, month.issues)
        for decision in case.decisions:
            if decision.period == case.period:
                row = {name: getattr(decision, name) for name in decision.__slots__}
                rows.append(
                    {
                        **row,
                        "kind": str(decision.kind),
                        "rules": json.dumps(dict(decision.rules), sort_keys=True),
                        "operands": json.dumps(dict(decision.operands), sort_keys=True),
                        "state": "retired" if decision.decision_id in retired else "active",
                    }
                )
    return pd.DataFrame(rows)


def _baselines(month: MonthCase) -> pd.DataFrame:
    """Grain: one row per submission that was approved before it was imported."""
    return pd.DataFrame(
        {"submission_id": submission_id, "period": month.period, **asdict(approval)}
        for case in month.cases
        for submission_id, approval in case.approvals.items()
    )


def _runs(session: Session, period: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "run_id": f"{session.load_id}-{period}",
                "load_id": session.load_id,
                "period": period,
                "started_at": session.now,
                "finished_at": session.now,
                "catalog_version": session.catalog.version,
            }
        ]
    )
