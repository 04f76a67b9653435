-- Grain: one row per rule, with its counts in the month; a rule of which the month knows nothing has no stage run.
select
    dim_rule.rule_id,
    dim_rule.category,
    dim_rule.severity,
    dim_rule.effect,
    coalesce(ops_rule_result.stage, dim_rule.stage) as stage,
    dim_rule.owner,
    dim_rule.version,
    dim_rule.not_evaluated_reason,
    regexp_replace(dim_rule.message_zh, '(\{[^{}]*\})+', '…', 'g') as wording,
    ops_rule_result.rule_id is not null as has_run,
    ops_rule_result.checked,
    ops_rule_result.passed,
    coalesce(ops_rule_result.failed, 0) as failed,
    coalesce(ops_rule_result.not_evaluated, 0) as not_evaluated
from dim_rule
left join ops_rule_result
    on dim_rule.rule_id = ops_rule_result.rule_id
    and ops_rule_result.period = $period
order by dim_rule.rule_id
