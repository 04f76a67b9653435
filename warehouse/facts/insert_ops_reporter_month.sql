-- Grain: one row per reporter and month.
insert into ops_reporter_month (
    submitter_code,
    period,
    state,
    received_at,
    due_on,
    files,
    found
)
select
    submitter_code,
    period,
    state,
    received_at,
    due_on,
    files,
    found
from incoming_ops_reporter_month
