-- Grain: one row per calendar month, from 2000 (before any report) to 2050 (after any target year).
insert into dim_month (
    period,
    year,
    month_number,
    quarter,
    first_on,
    last_on,
    previous_period,
    year_ago_period,
    name_zh
)
with months as (
    select cast(month_start as date) as first_on
    from generate_series(date '2000-01-01', date '2050-12-01', interval 1 month) as series (month_start)
)
select
    strftime(first_on, '%Y-%m') as period,
    year(first_on) as year,
    month(first_on) as month_number,
    quarter(first_on) as quarter,
    first_on,
    last_day(first_on) as last_on,
    strftime(first_on - interval 1 month, '%Y-%m') as previous_period,
    strftime(first_on - interval 1 year, '%Y-%m') as year_ago_period,
    strftime(first_on, '%Y年%-m月') as name_zh
from months
