-- Grain: one row per open fact that the submitter has stated in the month of reporting, or about one of these keys.
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
    and (
        reported_in = $reported_in
        or observation_key in (select unnest(cast($keys as varchar[])))
    )
order by observation_key
