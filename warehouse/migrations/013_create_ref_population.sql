-- Grain: one row per region.
create table ref_population (
    region_code varchar,
    persons double
)
