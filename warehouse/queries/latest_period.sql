-- Grain: one row, the latest month that was run.
select max(ops_reporter_month.period) as period
from ops_reporter_month
