-- Grain: one row per decision in force for the month, in the order they were made.
select
    ops_decision.decision_id,
    ops_decision.kind,
    ops_decision.submitter_code as region_code,
    coalesce(dim_indicator.name_zh, '') as indicator_name,
    ops_decision.raw,
    ops_decision.value,
    coalesce(dim_indicator.unit_base, '') as unit,
    ops_decision.confirmed_by,
    ops_decision.alias_wording,
    ops_decision.reason,
    ops_decision.decided_at
from ops_decision
left join ops_observation
    on ops_decision.observation_id = ops_observation.observation_id
left join dim_indicator
    on ops_observation.indicator_code = dim_indicator.indicator_code
where ops_decision.period = $period
    and ops_decision.state = 'active'
order by ops_decision.decided_at, ops_decision.decision_id
