-- Grain: one row per rule failed or not evaluated on one thing. Removes one reporting month, which the new verdict restates whole.
delete from ops_violation
where period = $period
