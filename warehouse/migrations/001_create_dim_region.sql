-- Grain: one row per place and span of validity.
create table dim_region (
    region_code varchar,
    name_zh varchar,
    parent_code varchar,
    level integer,
    type varchar,
    valid_from date,
    valid_to date,
    prefecture_code varchar,
    is_reporter boolean,
    wordings varchar[],
    succeeded_by varchar[]
)
