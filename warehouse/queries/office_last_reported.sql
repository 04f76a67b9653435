-- Grain: one row per prefecture that has reported before the month.
select
    ops_reporter_month.submitter_code,
    max(ops_reporter_month.period) as last_reported
from ops_reporter_month
where ops_reporter_month.period < $period
    and ops_reporter_month.state not in ('not_reported', 'failed')
group by ops_reporter_month.submitter_code
order by ops_reporter_month.submitter_code
