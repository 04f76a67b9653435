-- Grain: one row per programme.
create table dim_programme (
    programme_code varchar,
    name_zh varchar,
    parent_code varchar,
    wordings varchar[],
    season_months integer[]
)
