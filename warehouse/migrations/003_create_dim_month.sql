-- Grain: one row per calendar month.
create table dim_month (
    period varchar,
    year integer,
    month_number integer,
    quarter integer,
    first_on date,
    last_on date,
    previous_period varchar,
    year_ago_period varchar,
    name_zh varchar
)
