-- Grain: one row per month, indicator and prefecture with a figure and a population.
create or replace view mart_per_10k as
-- A report leaves 兵团 out unless it says 含兵团. The census counts the older XPCC cities by themselves and the younger
-- ones inside the prefecture around them. So a figure without 兵团 is divided by the prefecture, and is_same says whether
-- no younger city swells that number; a figure 含兵团 is divided by the prefecture and the cities that lie in it alone.
with reporters as (
    select count(*) as reporter_count
    from dim_region
    where is_reporter
),
xpcc_city as (
    select
        region_code,
        unnest(located_within) as prefecture_code,
        len(located_within) as prefecture_count
    from dim_region
    where parent_code = '659000'
        and valid_to is null
),
around as (
    select
        xpcc_city.prefecture_code,
        sum(ref_population.persons) filter (where xpcc_city.prefecture_count = 1) as xpcc_persons,
        bool_or(ref_population.persons is null) as has_uncounted,
        bool_or(ref_population.persons is not null and xpcc_city.prefecture_count > 1) as has_shared
    from xpcc_city
    left join ref_population
        on xpcc_city.region_code = ref_population.region_code
    group by xpcc_city.prefecture_code
),
stated as (
    select
        fct_prefecture_month.*,
        case
            when fct_prefecture_month.scope = '含兵团' then ref_population.persons + coalesce(around.xpcc_persons, 0)
            else ref_population.persons
        end as persons,
        case
            when fct_prefecture_month.scope = '含兵团' then not coalesce(around.has_shared, false)
            else not coalesce(around.has_uncounted, false)
        end as is_same_xpcc_treatment
    from fct_prefecture_month
    join ref_population
        on fct_prefecture_month.region_code = ref_population.region_code
    left join around
        on fct_prefecture_month.region_code = around.prefecture_code
)
select
    stated.period,
    stated.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    stated.region_code,
    dim_region.name_zh as region_name,
    stated.scope,
    stated.persons,
    round(10000 * stated.month_value / stated.persons, 4) as month_per_10k,
    round(10000 * stated.ytd_value / stated.persons, 4) as ytd_per_10k,
    round(10000 * stated.stock_value / stated.persons, 4) as stock_per_10k,
    stated.is_same_xpcc_treatment,
    'provisional' in (
        coalesce(stated.month_status, ''),
        coalesce(stated.ytd_status, ''),
        coalesce(stated.stock_status, '')
    ) as is_provisional,
    count(*) over indicator_month as reported_count,
    reporters.reporter_count,
    concat(count(*) over indicator_month, '/', reporters.reporter_count) as coverage
from stated
cross join reporters
join dim_indicator
    on stated.indicator_code = dim_indicator.indicator_code
join dim_region
    on stated.region_code = dim_region.region_code
where dim_indicator.measure_type <> 'rate'
window indicator_month as (partition by stated.period, stated.indicator_code)
