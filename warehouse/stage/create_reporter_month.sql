-- Grain: one row per reporter of the reporting month.
create or replace temp table reporter_month as
select
    cast(submitter_code as varchar) as submitter_code,
    cast(period as varchar) as period,
    cast(state as varchar) as state,
    cast(received_at as timestamp) as received_at,
    cast(due_on as date) as due_on,
    cast(files as bigint) as files,
    cast(found as bigint) as found
from incoming_reporter_month
