"""What a run says of itself: one line per submission of a month, and which month was the last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from domain.errors import NotFound
from warehouse.connection import open_published
from warehouse.statements import statement
from warehouse.trace import KIND_ZH


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One submission and what became of its numbers; found is the sum of the five dispositions."""

    submission_id: str
    source_file: str
    region_code: str
    period: str
    state: str
    found: int
    accepted: int
    provisional: int
    held: int
    repeat: int
    not_a_statistic: int
    error_code: str | None
    message: str | None


def submission_lines(home: Path, period: str) -> list[SubmissionLine]:
    """Return one line per submission of the month."""
    with open_published(home) as connection:
        rows = connection.execute(statement("queries", "list_submission_files"), {"period": period}).fetchall()
    return [SubmissionLine(*row) for row in rows]


def published_decisions(home: Path) -> frozenset[str]:
    """Return the ids of the decisions that the published content has taken into account."""
    with open_published(home) as connection:
        rows = connection.execute(statement("queries", "list_decision_ids")).fetchall()
    return frozenset(str(row[0]) for row in rows)


def retired_sentences(home: Path, period: str) -> list[str]:
    """Return one sentence for each decision of the month that no longer fits what stands there."""
    with open_published(home) as connection:
        rows = connection.execute(statement("queries", "list_retired_decisions"), {"period": period}).fetchall()
    return [
        f"{KIND_ZH.get(str(kind), str(kind))}决定不再适用：{name or ''}{f'“{raw}”' if raw else ''}（{reason}）"
        for _, kind, name, raw, reason in rows
    ]


def latest_period(home: Path) -> str:
    """Return the latest month that was run. Raises NotFound when none was."""
    with open_published(home) as connection:
        row = connection.execute(statement("queries", "latest_period")).fetchone()
    if row is None or row[0] is None:
        raise NotFound("还没有任何月份的数据。请先运行 kepu ingest。")
    return str(row[0])
