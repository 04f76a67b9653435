-- Grain: one row per rule that had failed when a decision about the observation was taken, and fails no more.
with decided as (
    select
        decision_id,
        unnest(json_keys(rules)) as rule_id,
        rules
    from ops_decision
    where observation_id = $observation_id
        and rules is not null
),
failing as (
    select rule_id
    from ops_violation
    where observation_id = $observation_id
        and outcome = 'fail'
)
select distinct
    decided.rule_id,
    cast(json_extract(decided.rules, concat('$."', decided.rule_id, '"')) as integer) as rule_version,
    dim_rule.message_zh
from decided
left join dim_rule
    on decided.rule_id = dim_rule.rule_id
where decided.rule_id not in (select failing.rule_id from failing)
order by decided.rule_id
