-- Grain: one row per figure of Ili that counts 塔城 or 阿勒泰, which report for themselves: said so (全州), or equal to
-- its own 州直 figure and theirs together.
with neighbour as (
    select
        indicator_code,
        period,
        period_type,
        dims_key,
        sum(value) as neighbour_sum,
        sum(low) as neighbour_low,
        sum(high) as neighbour_high,
        count(distinct region_code) as neighbour_count,
        string_agg(observation_id, '|' order by observation_id) as neighbour_ids
    from figure
    where region_code in ('654200', '654300')
        and submitter_code = region_code
        and scope = 'default'
    group by indicator_code, period, period_type, dims_key
)
select
    whole.observation_id,
    whole.submission_id,
    whole.submitter_code,
    whole.region_code,
    concat_ws('|', neighbour.neighbour_ids, direct.observation_id) as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', whole.indicator,
        'total', whole.value,
        'sum', neighbour.neighbour_sum
    ) as evidence
from figure as whole
join neighbour
    on neighbour.indicator_code = whole.indicator_code
    and neighbour.period = whole.period
    and neighbour.period_type = whole.period_type
    and neighbour.dims_key = whole.dims_key
left join figure as direct
    on direct.region_code = whole.region_code
    and direct.scope = '州直'
    and direct.indicator_code = whole.indicator_code
    and direct.period = whole.period
    and direct.period_type = whole.period_type
    and direct.dims_key = whole.dims_key
where whole.region_code = '654000'
    and (
        whole.scope = '全州'
        or (
            whole.scope = 'default'
            and neighbour.neighbour_count = 2
            and whole.low <= direct.high + neighbour.neighbour_high
            and whole.high >= direct.low + neighbour.neighbour_low
            and neighbour.neighbour_sum > 0
        )
    )
