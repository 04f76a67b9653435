-- Grain: one row per month, indicator and prefecture with a figure and a population.
create or replace view mart_per_10k as
-- The census counts the younger 兵团 cities inside the surrounding prefectures, while a report without 含兵团 leaves
-- them out; the column says so, because the rate is then slightly too low.
with reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
)
select
    fct_prefecture_month.period,
    fct_prefecture_month.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    fct_prefecture_month.region_code,
    dim_region.name_zh as region_name,
    fct_prefecture_month.scope,
    ref_population.persons,
    10000 * fct_prefecture_month.month_value / ref_population.persons as month_per_10k,
    10000 * fct_prefecture_month.ytd_value / ref_population.persons as ytd_per_10k,
    10000 * fct_prefecture_month.stock_value / ref_population.persons as stock_per_10k,
    fct_prefecture_month.scope = '含兵团' as is_same_xpcc_treatment,
    'provisional' in (
        coalesce(fct_prefecture_month.month_status, ''),
        coalesce(fct_prefecture_month.ytd_status, ''),
        coalesce(fct_prefecture_month.stock_status, '')
    ) as is_provisional,
    count(*) over indicator_month as reported_count,
    reporters.reporter_count,
    concat(count(*) over indicator_month, '/', reporters.reporter_count) as coverage
from fct_prefecture_month
cross join reporters
join ref_population
    on fct_prefecture_month.region_code = ref_population.region_code
join dim_indicator
    on fct_prefecture_month.indicator_code = dim_indicator.indicator_code
join dim_region
    on fct_prefecture_month.region_code = dim_region.region_code
where dim_indicator.measure_type <> 'rate'
window indicator_month as (partition by fct_prefecture_month.period, fct_prefecture_month.indicator_code)
