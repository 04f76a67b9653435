-- Grain: one row per month and indicator that does not have one row per reporting prefecture. Must be empty.
select
    period,
    indicator_code,
    count(*) as prefectures
from mart_monthly_summary
where period between coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
group by
    period,
    indicator_code
having count(*) <> (select count(*) from dim_region where dim_region.is_reporter)
    or count(distinct region_code) <> count(*)
