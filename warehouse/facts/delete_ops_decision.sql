-- Grain: one row less per row of the reporting month, which the new verdict restates whole.
delete from ops_decision
where period = $period
