-- Grain: one row per prefecture, month and disjoint part of the total; one level, so it may be summed.
create or replace view additive_funding_raised as
select
    fct_prefecture_month.region_code,
    fct_prefecture_month.period,
    fct_prefecture_month.indicator_code,
    fct_prefecture_month.month_value as value,
    fct_prefecture_month.month_source,
    fct_prefecture_month.month_status as status
from fct_prefecture_month
join ref_indicator_part
    on fct_prefecture_month.indicator_code = ref_indicator_part.part_code
join dim_indicator
    on fct_prefecture_month.indicator_code = dim_indicator.indicator_code
where ref_indicator_part.total_code = 'FUN.RAISED'
    and ref_indicator_part.identity = '='
    and dim_indicator.is_additive_over_months
    and dim_indicator.is_additive_over_regions
    and fct_prefecture_month.month_value is not null
