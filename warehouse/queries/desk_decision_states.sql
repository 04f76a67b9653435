-- Grain: one row per decision state that the latest run of a month noted.
select
    decision_id,
    max(state) as state
from ops_decision
group by decision_id
