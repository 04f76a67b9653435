-- Grain: one row per decision used or retired for a reporting month. Removes one reporting month, which the new verdict restates whole.
delete from ops_decision
where period = $period
