-- Grain: one row per number of awards above the number of entries.
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
where total.indicator_code = 'YTH.CONTEST.SUBMITTED'
    and part.indicator_code = 'YTH.CONTEST.AWARDED'
    and part.low > total.high
