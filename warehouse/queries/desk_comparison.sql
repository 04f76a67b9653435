-- Grain: one row per key that either of two submissions states, with the value in each.
with numbers as (
    select
        submission_id,
        coalesce(observation_key, observation_id) as thing,
        indicator_code,
        coalesce(indicator_text, row_labels) as indicator_text,
        region_code,
        period,
        period_type,
        scope,
        audience_code,
        raw,
        value,
        unit_code,
        status,
        observation_id,
        address
    from ops_observation
    where submission_id in ($older, $newer)
        and status not in ('not_a_statistic', 'repeat')
),
older as (
    select *
    from numbers
    where submission_id = $older
),
newer as (
    select *
    from numbers
    where submission_id = $newer
)
select
    coalesce(dim_indicator.name_zh, newer.indicator_text, older.indicator_text, '指标未识别') as indicator_name,
    coalesce(dim_region.name_zh, newer.region_code, older.region_code, '') as region_name,
    coalesce(newer.period, older.period) as period,
    coalesce(newer.period_type, older.period_type) as period_type,
    coalesce(newer.unit_code, older.unit_code) as unit_code,
    older.raw as older_raw,
    older.value as older_value,
    older.address as older_address,
    older.observation_id as older_id,
    newer.raw as newer_raw,
    newer.value as newer_value,
    newer.address as newer_address,
    newer.observation_id as newer_id,
    case
        when older.thing is null then 'added'
        when newer.thing is null then 'absent'
        when older.value is not distinct from newer.value then 'equal'
        else 'changed'
    end as change
from older
full outer join newer
    on older.thing = newer.thing
left join dim_indicator
    on coalesce(newer.indicator_code, older.indicator_code) = dim_indicator.indicator_code
left join dim_region
    on coalesce(newer.region_code, older.region_code) = dim_region.region_code
order by
    case
        when older.thing is null then 1
        when newer.thing is null then 2
        when older.value is not distinct from newer.value then 3
        else 0
    end,
    indicator_name,
    region_name
