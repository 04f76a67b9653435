-- Grain: one row per additive view, place, month and part that stands twice, is no prefecture, or is a total.
-- Must be empty.
with additive as (
    select
        'additive_activity_sessions' as view_name,
        region_code,
        period,
        indicator_code
    from additive_activity_sessions
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    union all
    select
        'additive_activity_participants' as view_name,
        region_code,
        period,
        indicator_code
    from additive_activity_participants
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
    union all
    select
        'additive_funding_raised' as view_name,
        region_code,
        period,
        indicator_code
    from additive_funding_raised
    where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
)
select
    additive.view_name,
    additive.region_code,
    additive.period,
    additive.indicator_code
from additive
join dim_region
    on additive.region_code = dim_region.region_code
group by
    additive.view_name,
    additive.region_code,
    additive.period,
    additive.indicator_code
having count(*) > 1
    or min(dim_region.level) <> 2
    or max(dim_region.level) <> 2
    or bool_or(additive.indicator_code in (
        select ref_indicator_part.total_code from ref_indicator_part where ref_indicator_part.identity = '='
    ))
