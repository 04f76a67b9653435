-- Grain: one row per run.
insert into ops_run (
    run_id,
    load_id,
    period,
    started_at,
    finished_at,
    catalog_version,
    versions,
    message
)
select
    run_id,
    load_id,
    period,
    started_at,
    finished_at,
    catalog_version,
    versions,
    message
from incoming_ops_run
