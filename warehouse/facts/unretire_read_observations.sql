-- Grain: one row per observation that a recorded fact still cites and the present reading no longer has.
delete from ops_observation_retired
where observation_id in (select incoming_ops_observation.observation_id from incoming_ops_observation)
