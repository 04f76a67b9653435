-- Grain: one row per prefecture and indicator of one closed release: release_month(1).
create or replace macro release_month(wanted_number) as table
select
    rel_prefecture_month.release_number,
    rel_prefecture_month.region_code,
    rel_prefecture_month.period,
    rel_prefecture_month.indicator_code,
    rel_prefecture_month.scope,
    rel_prefecture_month.audience_code,
    rel_prefecture_month.month_value,
    rel_prefecture_month.month_source,
    rel_prefecture_month.month_status,
    rel_prefecture_month.month_qualifier,
    rel_prefecture_month.ytd_value,
    rel_prefecture_month.ytd_status,
    rel_prefecture_month.ytd_qualifier,
    rel_prefecture_month.stock_value,
    rel_prefecture_month.stock_status,
    rel_prefecture_month.stock_qualifier,
    dim_region.name_zh as region_name,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code
from rel_prefecture_month
join dim_region
    on rel_prefecture_month.region_code = dim_region.region_code
join dim_indicator
    on rel_prefecture_month.indicator_code = dim_indicator.indicator_code
where rel_prefecture_month.release_number = wanted_number
