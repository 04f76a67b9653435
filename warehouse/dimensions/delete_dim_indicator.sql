-- Grain: one row per indicator.
delete from dim_indicator
