-- Grain: one row per submitter and month with two states. Must be empty.
select
    submitter_code,
    period,
    count(*) as states
from ops_reporter_month
where period = coalesce(getvariable('checked_month'), period)
group by
    submitter_code,
    period
having count(*) > 1
