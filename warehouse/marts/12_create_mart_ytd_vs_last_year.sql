-- Grain: one row per month, indicator and prefecture with a figure year to date.
create or replace view mart_ytd_vs_last_year as
with last_year as (
    select
        dim_month.period,
        fct_prefecture_month.indicator_code,
        fct_prefecture_month.region_code,
        fct_prefecture_month.scope,
        fct_prefecture_month.ytd_value,
        fct_prefecture_month.ytd_status
    from fct_prefecture_month
    join dim_month
        on fct_prefecture_month.period = dim_month.year_ago_period
),
compared as (
    select
        this_year.period,
        this_year.indicator_code,
        this_year.region_code,
        this_year.ytd_value,
        this_year.ytd_status,
        last_year.ytd_value as ytd_last_year,
        last_year.ytd_status as ytd_last_year_status
    from fct_prefecture_month as this_year
    left join last_year
        on this_year.period = last_year.period
        and this_year.indicator_code = last_year.indicator_code
        and this_year.region_code = last_year.region_code
        and this_year.scope = last_year.scope
    where this_year.ytd_value is not null
),
reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
)
select
    compared.period,
    compared.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    compared.region_code,
    dim_region.name_zh as region_name,
    compared.ytd_value,
    compared.ytd_last_year,
    compared.ytd_value - compared.ytd_last_year as change,
    100 * (compared.ytd_value - compared.ytd_last_year) / nullif(compared.ytd_last_year, 0) as change_pct,
    'provisional' in (compared.ytd_status, coalesce(compared.ytd_last_year_status, '')) as is_provisional,
    count(*) over indicator_month as reported_count,
    count(compared.ytd_last_year) over indicator_month as comparable_count,
    reporters.reporter_count,
    concat(count(*) over indicator_month, '/', reporters.reporter_count) as coverage
from compared
cross join reporters
join dim_indicator
    on compared.indicator_code = dim_indicator.indicator_code
join dim_region
    on compared.region_code = dim_region.region_code
window indicator_month as (partition by compared.period, compared.indicator_code)
