-- Grain: one row per given number whose key a closed release holds: what was released, and whether the number says so.
select
    ops_observation.observation_id,
    closed_fact.period,
    closed_fact.release_number,
    closed_fact.released_value,
    ops_observation.value is not distinct from closed_fact.released_value
    and ops_observation.qualifier is not distinct from closed_fact.released_qualifier as is_same_statement,
    ops_observation.observation_id = closed_fact.released_observation_id as is_released_itself
from ops_observation
join closed_fact
    on ops_observation.observation_key = closed_fact.observation_key
where list_contains($observation_ids, ops_observation.observation_id)
    and closed_fact.released_observation_id is not null
