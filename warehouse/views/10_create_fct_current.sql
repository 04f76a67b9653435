-- Grain: one row per open fact.
create or replace view fct_current as
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
    fct_observation.recorded_from,
    dim_region.name_zh as region_name,
    dim_region.level as region_level,
    dim_region.prefecture_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.category,
    dim_indicator.tier
from fct_observation
join dim_region
    on fct_observation.region_code = dim_region.region_code
join dim_indicator
    on fct_observation.indicator_code = dim_indicator.indicator_code
where fct_observation.recorded_to is null
