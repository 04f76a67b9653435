-- Grain: one row per issue and observation it names that nobody found. Must be empty.
with named as (
    select
        issue_id,
        unnest(observation_ids) as observation_id
    from ops_issue
    where period = coalesce(getvariable('checked_month'), period)
)
select
    named.issue_id,
    named.observation_id
from named
anti join ops_observation_ever
    on named.observation_id = ops_observation_ever.observation_id
