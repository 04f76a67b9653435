-- Grain: one row per region.
delete from ref_population
