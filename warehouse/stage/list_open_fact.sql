-- Grain: one row per open fact that the submitter has stated.
select
    observation_key,
    observation_id,
    submitter_code,
    reported_in,
    value,
    qualifier,
    status,
    load_id
from fct_observation
where recorded_to is null
    and submitter_code = $submitter_code
order by observation_key
