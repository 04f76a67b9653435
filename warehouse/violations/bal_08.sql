-- Grain: one row per year-to-date spending above what was raised, with the share allowed for carry-over.
with allowed as (
    select
        max(value) filter (where name = 'max_ratio') as max_ratio
    from ref_threshold
    where rule_id = 'BAL-08'
        and indicator_code = ''
)
select
    spent.observation_id,
    spent.submission_id,
    spent.submitter_code,
    spent.region_code,
    raised.observation_id as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', spent.indicator,
        'spent', spent.value,
        'raised', raised.value,
        'limit', allowed.max_ratio
    ) as evidence
from figure as spent
join figure as raised
    on raised.submitter_code = spent.submitter_code
    and raised.place_key = spent.place_key
    and raised.dims_key = spent.dims_key
cross join allowed
where spent.indicator_code = 'FUN.SPENT'
    and raised.indicator_code = 'FUN.RAISED'
    and spent.period_type = 'ytd'
    and spent.low > allowed.max_ratio * raised.high
