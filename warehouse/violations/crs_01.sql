-- Grain: one row per figure of participants below the number of sessions, however the hedges are read.
select
    observation_id,
    submission_id,
    submitter_code,
    region_code,
    sessions_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', indicator,
        'p', value,
        's', sessions_value
    ) as evidence
from paired
where value > 0
    and sessions_low > 0
    and high < sessions_low
