-- Grain: one row per issue and observation it names that nobody found. Must be empty.
with named as (
    select
        issue_id,
        unnest(observation_ids) as observation_id
    from ops_issue
    where period = coalesce(getvariable('checked_month'), period)
),
found as (
    select observation_id
    from ops_observation_ever
    where reported_in = coalesce(getvariable('checked_month'), reported_in)
)
select
    named.issue_id,
    named.observation_id
from named
anti join found
    on named.observation_id = found.observation_id
