-- Grain: one row per prefecture, month and indicator that has any figure of the prefecture as a whole.
create or replace view fct_prefecture_month as
-- A prefecture may state one indicator for several scopes or audiences. The row that speaks for the whole prefecture
-- is the stated total before the undivided figure before the unstated one, the default scope before 含兵团; for 伊犁,
-- 州直 is the whole and 全州 is not (塔城 and 阿勒泰 report for themselves).
-- A stock stated for one type of venue only is the whole (科技馆 are of the type 科技馆); of several, none is.
with whole as (
    select
        region_code,
        period,
        indicator_code,
        scope,
        audience_code,
        channel_code,
        venue_code,
        funding_code,
        month_best as month_value,
        month_source,
        case month_source when 'reported' then month_status when 'derived' then derived_status end as month_status,
        ytd_reported as ytd_value,
        ytd_status,
        cast(null as double) as stock_value,
        cast(null as varchar) as stock_status,
        coalesce(month_qualifier, derived_qualifier) as month_qualifier,
        ytd_qualifier,
        cast(null as varchar) as stock_qualifier,
        false as is_only_stock
    from fct_series
    where region_level = 2
    union all
    select
        region_code,
        period,
        indicator_code,
        scope,
        audience_code,
        channel_code,
        venue_code,
        funding_code,
        cast(null as double) as month_value,
        cast(null as varchar) as month_source,
        cast(null as varchar) as month_status,
        cast(null as double) as ytd_value,
        cast(null as varchar) as ytd_status,
        value as stock_value,
        status as stock_status,
        cast(null as varchar) as month_qualifier,
        cast(null as varchar) as ytd_qualifier,
        qualifier as stock_qualifier,
        count(*) over (partition by region_code, period, indicator_code) = 1 as is_only_stock
    from fct_current
    where region_level = 2
        and period_type = 'stock'
        and event_id = ''
),
eligible as (
    select
        whole.*,
        case scope when 'default' then 0 when '州直' then 1 when '含兵团' then 2 end as scope_rank,
        case
            when audience_code like '%.ALL' then 0
            when audience_code = '-' then 1
            else 2
        end as audience_rank,
        (channel_code like '%.ALL')::integer
        + (venue_code like '%.ALL')::integer
        + (funding_code like '%.ALL')::integer as stated_totals
    from whole
    where (scope in ('default', '含兵团') or (region_code = '654000' and scope = '州直'))
        and (audience_code in ('-', 'NS') or audience_code like '%.ALL')
        and (channel_code in ('-', 'NS') or channel_code like '%.ALL')
        and (venue_code in ('-', 'NS') or venue_code like '%.ALL' or is_only_stock)
        and (funding_code in ('-', 'NS') or funding_code like '%.ALL')
)
select
    region_code,
    period,
    indicator_code,
    scope,
    audience_code,
    month_value,
    month_source,
    month_status,
    month_qualifier,
    ytd_value,
    ytd_status,
    ytd_qualifier,
    stock_value,
    stock_status,
    stock_qualifier
from eligible
qualify row_number() over (
    partition by region_code, period, indicator_code
    order by scope_rank, audience_rank, stated_totals desc, venue_code, channel_code, funding_code
) = 1
