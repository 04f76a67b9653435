-- Grain: one row per release, prefecture and indicator.
insert into rel_prefecture_month (
    release_number,
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
)
select
    $release_number as release_number,
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
from release_prefecture_month
