-- Grain: one row per audience.
delete from dim_audience
