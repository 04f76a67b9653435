-- Grain: one row per venue type.
delete from dim_venue_type
