-- Grain: one row per funding source.
create table dim_funding_source (
    funding_code varchar,
    name_zh varchar,
    parent_code varchar,
    wordings varchar[]
)
