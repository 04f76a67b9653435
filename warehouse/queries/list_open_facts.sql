-- Grain: one row per open fact, of one month of reporting when it is given.
select
    observation_key,
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    period,
    period_type,
    indicator_code,
    reported_in,
    value,
    value_low,
    value_high,
    qualifier,
    status,
    load_id
from fct_observation
where recorded_to is null
    and ($reported_in is null or reported_in = $reported_in)
order by
    observation_key
