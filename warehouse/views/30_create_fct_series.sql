-- Grain: one row per region, month, flow indicator, scope and declared dimensions.
create or replace view fct_series as
-- No step is read twice: DuckDB would compute such a step whole, for every month, before a question about one month.
with reported as (
    select
        region_code,
        region_level,
        prefecture_code,
        period,
        indicator_code,
        scope,
        audience_code,
        channel_code,
        venue_code,
        funding_code,
        max(value) filter (where period_type = 'month') as month_reported,
        max(value) filter (where period_type = 'ytd') as ytd_reported,
        max(observation_id) filter (where period_type = 'month') as month_observation_id,
        max(observation_id) filter (where period_type = 'ytd') as ytd_observation_id,
        max(status) filter (where period_type = 'month') as month_status,
        max(status) filter (where period_type = 'ytd') as ytd_status,
        max(qualifier) filter (where period_type = 'month') as month_qualifier,
        max(qualifier) filter (where period_type = 'ytd') as ytd_qualifier
    from fct_current
    where period_type in ('month', 'ytd')
        and event_id = ''
    group by all
),
previous as (
    select
        following.period,
        fct_current.region_level,
        fct_current.region_code,
        fct_current.indicator_code,
        fct_current.scope,
        fct_current.audience_code,
        fct_current.channel_code,
        fct_current.venue_code,
        fct_current.funding_code,
        max(fct_current.value) as previous_ytd,
        max(fct_current.observation_id) as previous_ytd_observation_id,
        max(fct_current.status) as previous_ytd_status,
        max(fct_current.qualifier) as previous_ytd_qualifier
    from fct_current
    join dim_month as following
        on fct_current.period = following.previous_period
        and following.month_number > 1
    where fct_current.period_type = 'ytd'
        and fct_current.event_id = ''
    group by all
),
with_previous as (
    select
        reported.*,
        dim_month.month_number,
        dim_indicator.is_additive_over_months,
        previous.previous_ytd,
        previous.previous_ytd_observation_id,
        previous.previous_ytd_status,
        previous.previous_ytd_qualifier
    from reported
    join dim_month
        on reported.period = dim_month.period
    join dim_indicator
        on reported.indicator_code = dim_indicator.indicator_code
    left join previous
        on reported.period = previous.period
        and reported.region_level = previous.region_level
        and reported.region_code = previous.region_code
        and reported.indicator_code = previous.indicator_code
        and reported.scope = previous.scope
        and reported.audience_code = previous.audience_code
        and reported.channel_code = previous.channel_code
        and reported.venue_code = previous.venue_code
        and reported.funding_code = previous.funding_code
),
derived as (
    select
        with_previous.*,
        case
            when not is_additive_over_months then null
            when month_number = 1 then ytd_reported
            else ytd_reported - previous_ytd
        end as month_derived,
        case
            when not is_additive_over_months or ytd_reported is null then null
            when month_number = 1 then 'january_ytd'
            when previous_ytd is not null then 'ytd_difference'
        end as derived_method
    from with_previous
)
select
    derived.region_code,
    derived.region_level,
    derived.prefecture_code,
    derived.period,
    derived.indicator_code,
    derived.scope,
    derived.audience_code,
    derived.channel_code,
    derived.venue_code,
    derived.funding_code,
    derived.month_reported,
    derived.ytd_reported,
    derived.month_derived,
    coalesce(derived.month_reported, derived.month_derived) as month_best,
    case
        when derived.month_reported is not null then 'reported'
        when derived.month_derived is not null then 'derived'
    end as month_source,
    derived.derived_method,
    case
        when derived.month_derived is null then null
        when derived.ytd_qualifier <> 'exact' or derived.previous_ytd_qualifier <> 'exact' then 'approx'
        else 'exact'
    end as derived_qualifier,
    derived.month_observation_id,
    derived.ytd_observation_id,
    derived.previous_ytd_observation_id,
    derived.month_status,
    derived.ytd_status,
    case
        when derived.month_derived is null then null
        when derived.ytd_status = 'provisional' or derived.previous_ytd_status = 'provisional' then 'provisional'
        else 'accepted'
    end as derived_status,
    derived.month_qualifier,
    derived.ytd_qualifier
from derived
