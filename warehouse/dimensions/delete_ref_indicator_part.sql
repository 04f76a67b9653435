-- Grain: one row per total and part.
delete from ref_indicator_part
