-- Grain: one row per prefecture and indicator of the month that is to be closed.
create or replace temp table release_prefecture_month as
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
from fct_prefecture_month
where period = $period
