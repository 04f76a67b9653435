-- Grain: one row per issue of a reporting month. Removes one reporting month, which the new verdict restates whole.
delete from ops_issue
where period = $period
