-- Grain: one row per action of the load.
select
    action,
    count(*) as keys
from fact_change
group by action
