-- Grain: one row per reporter and month. Removes one reporting month, which the new verdict restates whole.
delete from ops_reporter_month
where period = $period
