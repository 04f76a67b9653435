-- Grain: one row per funding source.
delete from dim_funding_source
