-- Grain: one row per file or member of a submission. Removes one reporting month, which the new verdict restates whole.
delete from ops_submission_file
where period = $period
