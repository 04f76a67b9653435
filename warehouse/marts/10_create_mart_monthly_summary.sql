-- Grain: one row per month, indicator and prefecture: 14 rows each, missing ones included.
create or replace view mart_monthly_summary as
with months as (
    select distinct
        period,
        indicator_code
    from fct_prefecture_month
),
prefectures as (
    select
        region_code,
        name_zh
    from dim_region
    where is_reporter
),
cells as (
    select
        months.period,
        months.indicator_code,
        prefectures.region_code,
        prefectures.name_zh,
        fct_prefecture_month.month_value,
        fct_prefecture_month.month_source,
        fct_prefecture_month.month_status,
        fct_prefecture_month.month_qualifier,
        fct_prefecture_month.ytd_value,
        fct_prefecture_month.ytd_status,
        fct_prefecture_month.ytd_qualifier,
        fct_prefecture_month.stock_value,
        fct_prefecture_month.stock_status,
        fct_prefecture_month.stock_qualifier,
        fct_prefecture_month.region_code is null as is_missing
    from months
    cross join prefectures
    left join fct_prefecture_month
        on months.period = fct_prefecture_month.period
        and months.indicator_code = fct_prefecture_month.indicator_code
        and prefectures.region_code = fct_prefecture_month.region_code
)
select
    cells.period,
    cells.indicator_code,
    dim_indicator.name_zh as indicator_name,
    dim_indicator.unit_base as unit_code,
    cells.region_code,
    cells.name_zh as region_name,
    cells.month_value,
    cells.month_source,
    cells.month_status,
    cells.month_qualifier,
    cells.ytd_value,
    cells.ytd_status,
    cells.ytd_qualifier,
    cells.stock_value,
    cells.stock_status,
    cells.stock_qualifier,
    coalesce(cells.month_status, cells.ytd_status, cells.stock_status) as status,
    'provisional' in (
        coalesce(cells.month_status, ''), coalesce(cells.ytd_status, ''), coalesce(cells.stock_status, '')
    ) as is_provisional,
    cells.is_missing,
    count(*) filter (where not cells.is_missing) over indicator_month as reported_count,
    count(*) over indicator_month as reporter_count,
    concat(
        count(*) filter (where not cells.is_missing) over indicator_month,
        '/',
        count(*) over indicator_month
    ) as coverage
from cells
join dim_indicator
    on cells.indicator_code = dim_indicator.indicator_code
window indicator_month as (partition by cells.period, cells.indicator_code)
