-- Grain: one row per special fund larger than the government appropriation it belongs to.
select
    part.observation_id,
    part.submission_id,
    part.submitter_code,
    part.region_code,
    total.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', part.indicator,
        'p', part.value,
        'total', total.value
    ) as evidence
from figure as total
join figure as part
    on part.submitter_code = total.submitter_code
    and part.place_key = total.place_key
    and part.dims_key = total.dims_key
where total.indicator_code = 'FUN.RAISED.GOV'
    and part.indicator_code = 'FUN.RAISED.SPECIAL'
    and part.low > total.high
