-- Grain: one row per number held in the month's reports that has a place and an indicator.
select
    ops_observation.region_code,
    ops_observation.indicator_code,
    ops_observation.period_type
from ops_observation
where ops_observation.reported_in = $period
    and ops_observation.status = 'held'
    and ops_observation.superseded_by_load is null
    and ops_observation.region_code is not null
    and ops_observation.indicator_code is not null
order by ops_observation.region_code, ops_observation.indicator_code, ops_observation.observation_id
