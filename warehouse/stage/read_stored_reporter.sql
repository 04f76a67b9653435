-- Grain: one row per reporter of the month.
select
    submitter_code,
    period,
    state,
    received_at,
    due_on,
    files,
    found
from ops_reporter_month
where period = $period
