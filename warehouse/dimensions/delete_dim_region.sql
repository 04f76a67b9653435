-- Grain: one row per place and span of validity.
delete from dim_region
