-- Grain: one row per run.
delete from ops_run
where run_id in (select incoming_ops_run.run_id from incoming_ops_run)
