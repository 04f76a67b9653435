-- Grain: one row per submission that was approved before it was imported.
create table ops_baseline (
    submission_id varchar,
    period varchar,
    load_id bigint,
    approved_by varchar,
    approved_at timestamp
)
