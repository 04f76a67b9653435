-- Grain: one row per release, prefecture and indicator: the figures of the month as they stood then.
create table rel_prefecture_month (
    release_number integer,
    region_code varchar,
    period varchar,
    indicator_code varchar,
    scope varchar,
    audience_code varchar,
    month_value double,
    month_source varchar,
    month_status varchar,
    month_qualifier varchar,
    ytd_value double,
    ytd_status varchar,
    ytd_qualifier varchar,
    stock_value double,
    stock_status varchar,
    stock_qualifier varchar
)
