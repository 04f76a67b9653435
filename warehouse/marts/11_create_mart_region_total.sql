-- Grain: one row per month and indicator, summed over the prefectures that reported.
create or replace view mart_region_total as
select
    mart_monthly_summary.period,
    mart_monthly_summary.indicator_code,
    mart_monthly_summary.indicator_name,
    mart_monthly_summary.unit_code,
    sum(mart_monthly_summary.month_value) as month_total,
    count(mart_monthly_summary.month_value) as month_reported_count,
    concat(count(mart_monthly_summary.month_value), '/', count(*)) as month_coverage,
    count(*) filter (where mart_monthly_summary.month_source = 'derived') as month_derived_count,
    sum(mart_monthly_summary.ytd_value) as ytd_total,
    count(mart_monthly_summary.ytd_value) as ytd_reported_count,
    concat(count(mart_monthly_summary.ytd_value), '/', count(*)) as ytd_coverage,
    sum(mart_monthly_summary.stock_value) as stock_total,
    count(mart_monthly_summary.stock_value) as stock_reported_count,
    concat(count(mart_monthly_summary.stock_value), '/', count(*)) as stock_coverage,
    count(*) as reporter_count,
    concat(count(*) filter (where not mart_monthly_summary.is_missing), '/', count(*)) as coverage,
    count(*) filter (
        where coalesce(mart_monthly_summary.month_qualifier, 'exact') <> 'exact'
            or coalesce(mart_monthly_summary.ytd_qualifier, 'exact') <> 'exact'
            or coalesce(mart_monthly_summary.stock_qualifier, 'exact') <> 'exact'
    ) as inexact_count,
    count(*) filter (where mart_monthly_summary.is_provisional) as provisional_count,
    coalesce(
        sum(mart_monthly_summary.month_value) filter (where mart_monthly_summary.month_status = 'provisional')
        / nullif(sum(mart_monthly_summary.month_value), 0),
        0
    ) as month_provisional_ratio,
    coalesce(
        sum(mart_monthly_summary.ytd_value) filter (where mart_monthly_summary.ytd_status = 'provisional')
        / nullif(sum(mart_monthly_summary.ytd_value), 0),
        0
    ) as ytd_provisional_ratio,
    coalesce(
        sum(mart_monthly_summary.stock_value) filter (where mart_monthly_summary.stock_status = 'provisional')
        / nullif(sum(mart_monthly_summary.stock_value), 0),
        0
    ) as stock_provisional_ratio
from mart_monthly_summary
join dim_indicator
    on mart_monthly_summary.indicator_code = dim_indicator.indicator_code
where dim_indicator.is_additive_over_regions
group by
    mart_monthly_summary.period,
    mart_monthly_summary.indicator_code,
    mart_monthly_summary.indicator_name,
    mart_monthly_summary.unit_code
