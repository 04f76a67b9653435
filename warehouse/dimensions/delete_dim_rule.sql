-- Grain: one row per rule.
delete from dim_rule
