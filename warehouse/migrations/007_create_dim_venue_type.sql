-- Grain: one row per venue type.
create table dim_venue_type (
    venue_code varchar,
    name_zh varchar,
    parent_code varchar,
    wordings varchar[]
)
