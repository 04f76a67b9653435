-- Grain: one row per reporting month in the file, oldest first.
select distinct period
from ops_reporter_month
order by period
