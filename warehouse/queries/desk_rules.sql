-- Grain: one row per rule, with how often it looked, passed and failed over every month that was run.
with results as (
    select
        rule_id,
        sum(checked) as checked,
        sum(passed) as passed,
        sum(failed) as failed,
        sum(not_evaluated) as not_evaluated
    from ops_rule_result
    group by rule_id
),
fired as (
    select
        rule_id,
        count(*) filter (where outcome = 'fail') as failures,
        count(distinct issue_id) filter (where outcome = 'fail' and issue_id <> '') as issues,
        count(distinct submitter_code) filter (where outcome = 'fail') as submitters
    from ops_violation
    group by rule_id
)
select
    dim_rule.rule_id,
    dim_rule.category,
    dim_rule.severity,
    dim_rule.effect,
    dim_rule.name,
    dim_rule.scope,
    dim_rule.formula,
    dim_rule.message_zh,
    dim_rule.remedy_zh,
    dim_rule.version,
    dim_rule.stage,
    dim_rule.engine,
    dim_rule.not_evaluated_reason,
    coalesce(results.checked, 0) as checked,
    coalesce(fired.failures, 0) as failures,
    coalesce(fired.issues, 0) as issues,
    coalesce(fired.submitters, 0) as submitters
from dim_rule
left join results
    on dim_rule.rule_id = results.rule_id
left join fired
    on dim_rule.rule_id = fired.rule_id
order by dim_rule.rule_id
