-- Grain: one row per submission. Removes one reporting month, which the new verdict restates whole.
delete from dim_submission
where period = $period
