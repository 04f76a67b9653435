-- Grain: one row per average of participants a session outside what the pair allows. Below one a session it
-- follows from CRS-01.
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
        's', sessions_value,
        'avg', value / sessions_value,
        'lo', average_min,
        'hi', average_max,
        'follows_from', case when high < sessions_low then 'CRS-01' end
    ) as evidence
from paired
where value > 0
    and sessions_low > 0
    and (
        high / sessions_low < average_min
        or low / sessions_high > average_max
    )
