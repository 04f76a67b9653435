-- Grain: one row per decision that the published content has taken into account.
select decision_id
from ops_decision
order by decision_id
