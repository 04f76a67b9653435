"""Rows of the store as the nouns of the domain, and back."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import RowMapping

from domain.decision import Decision, DecisionKind
from domain.submission import Receipt, Submission, SubmissionState


def receipt_of_row(row: RowMapping) -> Receipt:
    """The receipt that a row holds."""
    return Receipt(
        row["sequence"],
        row["source_file"],
        row["content_sha256"],
        row["size"],
        datetime.fromisoformat(row["received_at"]),
        row["load_id"],
        bool(row["is_synthetic"]),
    )


def submission_values(submission: Submission) -> dict[str, object]:
    """A submission as a row: in the state in which every submission begins."""
    return {
        "submission_id": submission.submission_id,
        "submitter_code": submission.submitter_code,
        "period": submission.period,
        "content_sha256": submission.content_sha256,
        "source_file": submission.source_file,
        "received_at": submission.received_at.isoformat(),
        "state": str(SubmissionState.RECEIVED),
        "is_synthetic": submission.is_synthetic,
    }


def submission_of_row(row: RowMapping, load_id: int) -> Submission:
    """The submission that a row holds, with the load of its latest arrival."""
    return Submission(
        submission_id=row["submission_id"],
        submitter_code=row["submitter_code"],
        period=row["period"],
        content_sha256=row["content_sha256"],
        source_file=row["source_file"],
        received_at=datetime.fromisoformat(row["received_at"]),
        load_id=load_id,
        is_synthetic=bool(row["is_synthetic"]),
    )


def decision_values(decision: Decision) -> dict[str, object]:
    """A decision as a row; rules and operands as JSON."""
    return {
        "decision_id": decision.decision_id,
        "kind": str(decision.kind),
        "issue_id": decision.issue_id,
        "submitter_code": decision.submitter_code,
        "period": decision.period,
        "reason": decision.reason,
        "author": decision.author,
        "decided_at": decision.decided_at.isoformat(),
        "observation_id": decision.observation_id,
        "observation_key": decision.observation_key,
        "raw": decision.raw,
        "value": decision.value,
        "confirmed_by": decision.confirmed_by,
        "rules": json.dumps(dict(decision.rules), sort_keys=True),
        "operands": json.dumps(dict(decision.operands), sort_keys=True),
        "alias_kind": decision.alias_kind,
        "alias_wording": decision.alias_wording,
        "alias_code": decision.alias_code,
    }


def decision_of_row(row: RowMapping) -> Decision:
    """A decision as it was recorded."""
    return Decision(
        decision_id=row["decision_id"],
        kind=DecisionKind(row["kind"]),
        issue_id=row["issue_id"],
        submitter_code=row["submitter_code"],
        period=row["period"],
        reason=row["reason"],
        author=row["author"],
        decided_at=datetime.fromisoformat(row["decided_at"]),
        observation_id=row["observation_id"],
        observation_key=row["observation_key"],
        raw=row["raw"],
        value=row["value"],
        confirmed_by=row["confirmed_by"],
        rules=json.loads(row["rules"]),
        operands=json.loads(row["operands"]),
        alias_kind=row["alias_kind"],
        alias_wording=row["alias_wording"],
        alias_code=row["alias_code"],
    )
