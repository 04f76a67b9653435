-- Grain: one row per rule that failed or was not evaluated on an observation, itself or as an operand.
select
    ops_violation.rule_id,
    ops_violation.outcome,
    ops_violation.effect,
    ops_violation.message,
    ops_violation.violation_id
from ops_violation
where ops_violation.observation_id = $observation_id
    or list_contains(ops_violation.operands, $observation_id)
order by
    ops_violation.rule_id,
    ops_violation.violation_id
