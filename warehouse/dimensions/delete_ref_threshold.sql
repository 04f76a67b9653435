-- Grain: one row per rule, parameter and indicator.
delete from ref_threshold
