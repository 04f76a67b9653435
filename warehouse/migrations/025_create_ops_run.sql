-- Grain: one row per run.
create table ops_run (
    run_id varchar,
    load_id bigint,
    period varchar,
    started_at timestamp,
    finished_at timestamp,
    catalog_version varchar,
    versions varchar,
    message varchar
)
