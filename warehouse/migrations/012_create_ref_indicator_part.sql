-- Grain: one row per total and part.
create table ref_indicator_part (
    total_code varchar,
    part_code varchar,
    identity varchar
)
