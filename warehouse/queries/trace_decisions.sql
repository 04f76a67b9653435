-- Grain: one row per decision about an observation, about its key, or about the issue it belongs to; newest first.
select
    ops_decision.decision_id,
    ops_decision.kind,
    ops_decision.value,
    ops_decision.confirmed_by,
    ops_decision.reason,
    ops_decision.author,
    ops_decision.decided_at,
    ops_decision.state
from ops_decision
join ops_observation_ever
    on ops_decision.observation_id = ops_observation_ever.observation_id
    or (
        ops_decision.observation_id is null
        and (
            ops_decision.issue_id = ops_observation_ever.issue_id
            or ops_decision.observation_key = ops_observation_ever.observation_key
        )
    )
where ops_observation_ever.observation_id = $observation_id
order by
    ops_decision.decided_at desc,
    ops_decision.decision_id
