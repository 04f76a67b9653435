-- Grain: one row per fact key that was open at the instant.
create or replace macro facts_as_of(instant) as table
select
    fct_observation.observation_key,
    fct_observation.region_code,
    fct_observation.period,
    fct_observation.period_type,
    fct_observation.indicator_code,
    fct_observation.scope,
    fct_observation.audience_code,
    fct_observation.channel_code,
    fct_observation.venue_code,
    fct_observation.funding_code,
    fct_observation.event_id,
    fct_observation.target_year,
    fct_observation.value,
    fct_observation.value_low,
    fct_observation.value_high,
    fct_observation.qualifier,
    fct_observation.unit_code,
    fct_observation.state,
    fct_observation.maturity,
    fct_observation.as_of,
    fct_observation.status,
    fct_observation.is_corrected,
    fct_observation.submitter_code,
    fct_observation.reported_in,
    fct_observation.observation_id,
    fct_observation.submission_id,
    fct_observation.load_id,
    fct_observation.version,
    fct_observation.cause,
    fct_observation.ended_by,
    fct_observation.recorded_from,
    fct_observation.recorded_to
from fct_observation
where fct_observation.recorded_from <= cast(instant as timestamp)
    and (fct_observation.recorded_to is null or fct_observation.recorded_to > cast(instant as timestamp))
