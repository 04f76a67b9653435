-- Grain: one row per audience.
create table dim_audience (
    audience_code varchar,
    name_zh varchar,
    parent_code varchar,
    wordings varchar[],
    is_plan_group boolean
)
