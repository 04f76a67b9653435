-- Grain: one row per pair of which one side is zero and the other is not.
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
where (value = 0 and sessions_low > 0)
    or (sessions_value = 0 and low > 0)
