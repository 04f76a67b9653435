-- Grain: one row: the last run of the month.
select
    load_id,
    started_at,
    catalog_version
from ops_run
where period = $period
order by load_id desc
limit 1
