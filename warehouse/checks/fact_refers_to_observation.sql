-- Grain: one row per fact without the observation it cites. Must be empty.
select
    fct_observation.observation_id,
    fct_observation.version
from fct_observation
anti join ops_observation_ever
    on fct_observation.observation_id = ops_observation_ever.observation_id
where fct_observation.period between
    coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
