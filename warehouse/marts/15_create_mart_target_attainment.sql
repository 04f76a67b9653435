-- Grain: one row per prefecture or region, target indicator and target year.
create or replace view mart_target_attainment as
-- A target may have an indicator of its own (LIT.TARGET); its actual figure is then filed under the same name in RATE.
with actual as (
    select
        region_code,
        indicator_code,
        scope,
        period,
        period_type,
        value,
        status
    from fct_current
    where period_type in ('ytd', 'stock')
        and event_id = ''
        and audience_code in ('-', 'NS', 'AUD.ALL')
        and value is not null
),
matched as (
    select
        fct_target.region_code,
        fct_target.region_name,
        fct_target.indicator_code,
        fct_target.indicator_name,
        fct_target.target_year,
        fct_target.scope,
        fct_target.target,
        fct_target.unit_code,
        fct_target.status as target_status,
        actual.period as actual_period,
        actual.value as actual,
        actual.status as actual_status
    from fct_target
    left join actual
        on fct_target.region_code = actual.region_code
        and fct_target.scope = actual.scope
        and actual.indicator_code in (
            fct_target.indicator_code, regexp_replace(fct_target.indicator_code, '\.TARGET$', '.RATE')
        )
        and actual.period <= concat(fct_target.target_year, '-12')
        and (actual.period_type = 'stock' or left(actual.period, 4) = cast(fct_target.target_year as varchar))
    qualify row_number() over (
        partition by
            fct_target.region_code,
            fct_target.indicator_code,
            fct_target.target_year,
            fct_target.scope
        order by actual.period desc nulls last, actual.period_type
    ) = 1
),
reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
)
select
    matched.region_code,
    matched.region_name,
    matched.indicator_code,
    matched.indicator_name,
    matched.target_year,
    matched.scope,
    matched.target,
    matched.unit_code,
    matched.actual_period,
    matched.actual,
    100 * matched.actual / nullif(matched.target, 0) as attainment_pct,
    'provisional' in (matched.target_status, coalesce(matched.actual_status, '')) as is_provisional,
    count(distinct dim_region.region_code) over indicator_year as reported_count,
    reporters.reporter_count,
    concat(count(distinct dim_region.region_code) over indicator_year, '/', reporters.reporter_count) as coverage
from matched
cross join reporters
left join dim_region
    on matched.region_code = dim_region.region_code
    and dim_region.is_reporter
window indicator_year as (partition by matched.indicator_code, matched.target_year)
