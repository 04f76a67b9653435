-- Grain: one row per figure of the whole region that differs from the sum of its 14 prefectures, all of them stated.
-- The XPCC is no prefecture and is not in the sum.
with prefecture as (
    select region_code
    from dim_region
    where level = 2
        and parent_code = '650000'
        and valid_to is null
        and type in ('地级市', '自治州', '地区')
),
summed as (
    select
        total.observation_id as total_id,
        count(distinct part.region_code) as part_count,
        sum(part.value) as part_sum,
        sum(part.low) as part_low,
        sum(part.high) as part_high,
        string_agg(part.observation_id, '|' order by part.observation_id) as operand_ids
    from figure as total
    join dim_indicator
        on dim_indicator.indicator_code = total.indicator_code
        and dim_indicator.is_additive_over_regions
    join figure as part
        on part.indicator_code = total.indicator_code
        and part.period = total.period
        and part.period_type = total.period_type
        and part.scope = total.scope
        and part.dims_key = total.dims_key
    join prefecture
        on prefecture.region_code = part.region_code
    where total.region_code = '650000'
        and total.period_type <> 'target'
    group by total.observation_id
)
select
    total.observation_id,
    total.submission_id,
    total.submitter_code,
    total.region_code,
    summed.operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'indicator', total.indicator,
        'total', total.value,
        'sum', summed.part_sum,
        'diff', round(total.value - summed.part_sum, 4)
    ) as evidence
from summed
join figure as total
    on total.observation_id = summed.total_id
where summed.part_count = (select count(*) from prefecture)
    and (summed.part_low > total.high or summed.part_high < total.low)
