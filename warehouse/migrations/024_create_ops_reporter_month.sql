-- Grain: one row per reporter and month.
create table ops_reporter_month (
    submitter_code varchar,
    period varchar,
    state varchar,
    received_at timestamp,
    due_on date,
    files bigint,
    found bigint
)
