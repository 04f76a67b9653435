"""Builders that fill what does not matter to a test."""

from __future__ import annotations

from dataclasses import replace

from domain.observation import Observation, observation_key

_TEMPLATE = Observation(
    observation_id="o1",
    submission_id="s1",
    submitter_code="654200",
    reported_in="2022-11",
    source_file="2022-11/塔城地区/月报.xlsx",
    member="",
    address="汇总!E7",
    start=None,
    end=None,
    raw="1181",
    origin="table",
    row_labels="科技培训场次",
    column_labels="本年累计",
    quote="科技培训场次 › 本年累计",
    kind="level",
    token_class=None,
    region_code="654200",
    region_resolution="resolved",
    region_text=None,
    region_candidates="",
    indicator_code="ACT.TRAIN.SESSIONS",
    indicator_resolution="resolved",
    indicator_text="科技培训场次",
    indicator_candidates="",
    period="2022-11",
    period_type="ytd",
    as_of=None,
    scope="default",
    audience_code="-",
    channel_code="-",
    venue_code="-",
    funding_code="-",
    event_id="",
    target_year=None,
    value=1181.0,
    value_low=None,
    value_high=None,
    half_width=0.0,
    unit="场次",
    unit_code="场",
    unit_match="exact",
    multiplier=1.0,
    qualifier="exact",
    state="reported",
    maturity="actual",
    is_vague=False,
    is_double_hedged=False,
    is_text_number=False,
    confidence=1.0,
    suspect=None,
    note=None,
    audiences="",
    programmes="",
    observation_key=None,
    status="accepted",
)


def an_observation(**changes: object) -> Observation:
    """An accepted figure of 塔城 for November 2022, changed as asked; its key and bounds follow its parts."""
    made = replace(_TEMPLATE, **changes)  # type: ignore[arg-type]  # the builder's own keyword names
    if "value" in changes and "value_low" not in changes:
        made = replace(made, value_low=made.value, value_high=made.value)
    if "observation_key" in changes or made.indicator_code is None or made.region_code is None:
        return made
    key = observation_key(
        region_code=made.region_code,
        period=made.period or "",
        period_type=made.period_type or "",
        indicator_code=made.indicator_code,
        scope=made.scope,
        audience_code=made.audience_code,
        channel_code=made.channel_code,
        venue_code=made.venue_code,
        funding_code=made.funding_code,
        event_id=made.event_id,
        target_year=made.target_year,
    )
    return replace(made, observation_key=key)
