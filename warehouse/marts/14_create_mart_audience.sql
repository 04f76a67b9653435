-- Grain: one row per month, indicator, prefecture and plan group stated in the report.
create or replace view mart_audience as
with by_group as (
    select
        fct_series.period,
        fct_series.indicator_code,
        fct_series.region_code,
        fct_series.audience_code,
        sum(fct_series.month_best) as month_value,
        sum(fct_series.ytd_reported) as ytd_value,
        max(coalesce(fct_series.month_status, fct_series.derived_status, fct_series.ytd_status)) as status
    from fct_series
    where fct_series.region_level = 2
        and fct_series.scope = 'default'
        and fct_series.channel_code in ('-', 'NS')
        and fct_series.venue_code in ('-', 'NS')
        and fct_series.funding_code in ('-', 'NS')
    group by
        fct_series.period,
        fct_series.indicator_code,
        fct_series.region_code,
        fct_series.audience_code
),
reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
)
select
    by_group.period,
    by_group.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    by_group.region_code,
    dim_region.name_zh as region_name,
    by_group.audience_code,
    dim_audience.name_zh as audience_name,
    by_group.month_value,
    by_group.ytd_value,
    by_group.status,
    count(*) over group_month as reported_count,
    reporters.reporter_count,
    concat(count(*) over group_month, '/', reporters.reporter_count) as coverage
from by_group
cross join reporters
join dim_audience
    on by_group.audience_code = dim_audience.audience_code
join dim_indicator
    on by_group.indicator_code = dim_indicator.indicator_code
join dim_region
    on by_group.region_code = dim_region.region_code
where dim_audience.is_plan_group
window group_month as (partition by by_group.period, by_group.indicator_code, by_group.audience_code)
