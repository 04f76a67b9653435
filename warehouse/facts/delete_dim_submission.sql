-- Grain: one row less per row of the reporting month, which the new verdict restates whole.
delete from dim_submission
where period = $period
