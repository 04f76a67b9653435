-- Grain: one row per month and indicator that does not have one row per reporting prefecture. Must be empty.
select
    period,
    indicator_code,
    count(*) as prefectures
from mart_monthly_summary
group by
    period,
    indicator_code
having count(*) <> (select count(*) from dim_region where dim_region.is_reporter)
    or count(distinct region_code) <> count(*)
