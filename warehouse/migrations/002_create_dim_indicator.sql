-- Grain: one row per indicator.
create table dim_indicator (
    indicator_code varchar,
    name_zh varchar,
    category varchar,
    measure_type varchar,
    unit_base varchar,
    is_integer boolean,
    plausible_min double,
    plausible_max double,
    frequency varchar,
    tier varchar,
    parent_total varchar,
    identity varchar,
    season_months integer[],
    is_additive_over_months boolean,
    is_additive_over_regions boolean,
    measure varchar,
    activity_code varchar,
    dimensions varchar[],
    is_wording_of varchar,
    wordings varchar[],
    notes varchar
)
