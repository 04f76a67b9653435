-- Grain: one row per open fact about the month that is to be closed.
create or replace temp table release_fact as
select
    observation_key,
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
    target_year,
    value,
    value_low,
    value_high,
    qualifier,
    unit_code,
    state,
    maturity,
    as_of,
    status,
    is_corrected,
    submitter_code,
    reported_in,
    observation_id,
    submission_id,
    load_id,
    version,
    cause,
    recorded_from
from fct_observation
where recorded_to is null
    and period = $period
