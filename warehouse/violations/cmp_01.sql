-- Grain: one row for the region when a prefecture has not reported; an explicit nil report counts as one.
with silent as (
    select
        dim_region.region_code,
        dim_region.name_zh
    from dim_region
    where dim_region.level = 2
        and dim_region.parent_code = '650000'
        and dim_region.valid_to is null
        and dim_region.type in ('地级市', '自治州', '地区')
        and not exists (
            select 1
            from reporter_month
            where reporter_month.submitter_code = dim_region.region_code
                and reporter_month.state not in ('not_reported', 'failed')
        )
)
select
    cast(null as varchar) as observation_id,
    cast(null as varchar) as submission_id,
    '650000' as submitter_code,
    '650000' as region_code,
    '' as operand_ids,
    cast(null as double) as suggestion_value,
    json_object(
        'period', any_value(run_month.period),
        'n', count(*),
        'list', string_agg(silent.name_zh, '、' order by silent.region_code)
    ) as evidence
from silent
cross join run_month
having count(*) > 0
