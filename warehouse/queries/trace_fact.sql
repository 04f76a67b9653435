-- Grain: one row per recorded version of the facts behind an observation or a key, newest first.
select
    fct_observation.observation_key,
    fct_observation.version,
    fct_observation.value,
    fct_observation.unit_code,
    fct_observation.qualifier,
    fct_observation.status,
    fct_observation.cause,
    fct_observation.ended_by,
    fct_observation.recorded_from,
    fct_observation.recorded_to,
    fct_observation.period,
    fct_observation.period_type,
    dim_region.name_zh as region_name,
    dim_indicator.name_zh as indicator_name,
    fct_observation.observation_id
from fct_observation
left join dim_region
    on fct_observation.region_code = dim_region.region_code
left join dim_indicator
    on fct_observation.indicator_code = dim_indicator.indicator_code
where fct_observation.observation_id = $id
    or fct_observation.observation_key = $id
order by
    fct_observation.observation_key,
    fct_observation.version desc
