-- Grain: one row per number an issue or one of its violations looks at; those at fault first, in the issue's order.
with named as (
    select
        unnest(observation_ids) as observation_id,
        generate_subscripts(observation_ids, 1) as position
    from ops_issue
    where issue_id = $issue_id
    union all
    select
        unnest(operands) as observation_id,
        1000000 as position
    from ops_violation
    where issue_id = $issue_id
),
ordered as (
    select
        observation_id,
        min(position) as position
    from named
    group by observation_id
)
select
    ops_observation.observation_id,
    ops_observation.observation_key,
    ops_observation.submitter_code,
    ops_observation.indicator_code,
    ops_observation.indicator_text,
    ops_observation.region_code,
    ops_observation.region_text,
    ops_observation.period,
    ops_observation.period_type,
    ops_observation.raw,
    ops_observation.value,
    ops_observation.unit_code,
    ops_observation.status,
    ops_observation.quote,
    ops_observation.source_file,
    ops_observation.member,
    ops_observation.address,
    ordered.position < 1000000 as is_at_fault
from ordered
join ops_observation
    on ordered.observation_id = ops_observation.observation_id
order by
    ordered.position,
    ops_observation.observation_id
