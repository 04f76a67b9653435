"""What a number means: one Observation per Statement, same id, held ones included.

`OBSERVATION_COLUMNS` is the one contract of every frame and table that holds observations (grain: one row per number
found). The key is a hash of the codes only; paraphrasing a report does not change it.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum

from domain.record import record
from domain.statement import content_id

NOT_DECLARED = "-"
"""A dimension that the catalogue does not declare for the indicator."""
NOT_STATED = "NS"
"""A declared dimension that the report does not state; not the same as its total (`AUD.ALL`)."""
DEFAULT_SCOPE = "default"


class Disposition(StrEnum):
    """What became of a number found. Every number has exactly one."""

    ACCEPTED = "accepted"
    PROVISIONAL = "provisional"
    HELD = "held"
    REPEAT = "repeat"
    NOT_A_STATISTIC = "not_a_statistic"


class Resolution(StrEnum):
    """How a wording was turned into a code."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class UnitMatch(StrEnum):
    """How the written unit fits the indicator."""

    EXACT = "exact"
    RELATED = "related"  # 人 where 人次 is expected: accepted with a notice (VAL-08)
    REFUSED = "refused"  # VAL-07
    NOT_STATED = "not_stated"


@record
class Observation:
    """A statement in codes and base units.

    `value`, `value_low`, `value_high` are in `unit_code` (the indicator's base unit). `period` is the month the figure
    is about (December of the target year for targets), `reported_in` the month of the submission. `status` is the
    disposition; harmonising sets it to held (with `hold_rule` and `hold_reason`), repeat or not_a_statistic where that
    is already certain, and leaves it accepted for rules to contradict.
    """

    observation_id: str
    submission_id: str
    submitter_code: str
    reported_in: str
    source_file: str
    member: str
    address: str
    start: int | None
    end: int | None
    raw: str
    origin: str
    row_labels: str  # joined with " › "
    column_labels: str
    quote: str  # the sentence, or the labels, that show the number in its place
    kind: str
    token_class: str | None
    region_code: str | None
    region_resolution: str
    region_text: str | None
    region_candidates: str  # codes joined with "|"
    indicator_code: str | None
    indicator_resolution: str
    indicator_text: str | None
    indicator_candidates: str
    period: str | None
    period_type: str | None
    as_of: str | None
    scope: str
    audience_code: str
    channel_code: str
    venue_code: str
    funding_code: str
    event_id: str
    target_year: int | None
    value: float | None
    value_low: float | None
    value_high: float | None
    half_width: float
    unit: str | None  # as written
    unit_code: str | None  # base unit
    unit_match: str
    multiplier: float | None  # written unit → base unit, 万 included: value = printed number × multiplier
    qualifier: str
    state: str
    maturity: str
    is_vague: bool
    is_double_hedged: bool
    is_text_number: bool  # a number typed as text, or with its unit, in a cell (SYN-05)
    confidence: float
    suspect: str | None
    note: str | None
    audiences: str  # attributes, many-valued, joined with "|"; never part of the key
    programmes: str
    observation_key: str | None
    status: str
    hold_rule: str | None = None
    hold_reason: str | None = None
    repeat_of: str | None = None


OBSERVATION_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Observation))
"""Columns of every frame of observations, in order."""


def observation_key(  # noqa: PLR0913 - the key is exactly these parts
    *,
    region_code: str,
    period: str,
    period_type: str,
    indicator_code: str,
    scope: str = DEFAULT_SCOPE,
    audience_code: str = NOT_DECLARED,
    channel_code: str = NOT_DECLARED,
    venue_code: str = NOT_DECLARED,
    funding_code: str = NOT_DECLARED,
    event_id: str = "",
    target_year: int | None = None,
) -> str:
    """The key of a fact: what it is about, never how it was worded or where it stood."""
    return content_id(
        "key",
        region_code,
        period,
        period_type,
        indicator_code,
        scope,
        audience_code,
        channel_code,
        venue_code,
        funding_code,
        event_id,
        str(target_year or ""),
    )
