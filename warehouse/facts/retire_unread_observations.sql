-- Grain: one row per observation that a recorded fact still cites and the new reading no longer has.
insert into ops_observation_retired by name
select ops_observation.*
from ops_observation
where ops_observation.reported_in = $period
    and ops_observation.observation_id in (
        select fct_observation.observation_id
        from fct_observation
        where fct_observation.reported_in = $period
    )
    and ops_observation.observation_id not in (
        select incoming_ops_observation.observation_id from incoming_ops_observation
    )
