-- Grain: one row per month, indicator, prefecture, plan group and basis on which the figure is about the group.
create or replace view mart_audience as
-- Three bases, from strict to loose: the report states the figure for the group (stated); the indicator itself is about
-- the group, as its last part says (indicator: LIT.ACTION.YOUTH, ACT.TRAIN.FARMERS); the sentence or heading names the
-- group among others (touched). Touched figures overlap and have no sum.
with series as (
    select
        fct_series.period,
        fct_series.indicator_code,
        fct_series.region_code,
        fct_series.audience_code,
        fct_series.month_best,
        fct_series.ytd_reported,
        fct_series.month_observation_id,
        fct_series.ytd_observation_id,
        case
            when fct_series.month_source = 'reported' then fct_series.month_status
            when fct_series.month_source = 'derived' then fct_series.derived_status
            else fct_series.ytd_status
        end as status
    from fct_series
    where fct_series.region_level = 2
        and fct_series.scope = 'default'
        and fct_series.channel_code in ('-', 'NS')
        and fct_series.venue_code in ('-', 'NS')
        and fct_series.funding_code in ('-', 'NS')
),
plan_group as (
    select
        audience_code,
        name_zh as audience_name
    from dim_audience
    where is_plan_group
),
grouped as (
    select
        series.*,
        plan_group.audience_code as group_code,
        plan_group.audience_name,
        'stated' as basis
    from series
    join plan_group
        on series.audience_code = plan_group.audience_code
    union all
    select
        series.*,
        plan_group_indicator.audience_code as group_code,
        plan_group_indicator.audience_name,
        'indicator' as basis
    from series
    join plan_group_indicator
        on series.indicator_code = plan_group_indicator.indicator_code
    where series.audience_code in ('-', 'NS')
    union all
    select
        series.*,
        plan_group.audience_code as group_code,
        plan_group.audience_name,
        'touched' as basis
    from series
    join plan_group
        on exists (
            select 1
            from fct_observation_audience
            where fct_observation_audience.audience_code = plan_group.audience_code
                and fct_observation_audience.observation_id in (
                    series.month_observation_id, series.ytd_observation_id
                )
        )
    where series.audience_code in ('-', 'NS')
        and (plan_group.audience_code, series.indicator_code) not in (
            select (plan_group_indicator.audience_code, plan_group_indicator.indicator_code)
            from plan_group_indicator
        )
),
reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
)
select
    grouped.period,
    grouped.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    grouped.region_code,
    dim_region.name_zh as region_name,
    grouped.group_code as audience_code,
    grouped.audience_name,
    grouped.basis,
    grouped.month_best as month_value,
    grouped.ytd_reported as ytd_value,
    grouped.status,
    grouped.status = 'provisional' as is_provisional,
    count(*) over group_month as reported_count,
    reporters.reporter_count,
    concat(count(*) over group_month, '/', reporters.reporter_count) as coverage
from grouped
cross join reporters
join dim_indicator
    on grouped.indicator_code = dim_indicator.indicator_code
join dim_region
    on grouped.region_code = dim_region.region_code
window group_month as (partition by grouped.period, grouped.indicator_code, grouped.group_code, grouped.basis)
