-- Grain: one row per rule, submission or submitter, and reporting month. Removes one reporting month, which the new verdict restates whole.
delete from ops_rule_result
where period = $period
