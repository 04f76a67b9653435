-- Grain: one row per rule, over the twelve months that end with the given one (every month without one).
select
    dim_rule.rule_id,
    dim_rule.name as rule_name,
    regexp_replace(dim_rule.message_zh, '(\{[^{}]*\})+', '…', 'g') as wording,
    dim_rule.category,
    dim_rule.severity,
    dim_rule.effect,
    dim_rule.owner,
    dim_rule.not_evaluated_reason,
    count(distinct mart_rule_performance.period) as months,
    coalesce(sum(mart_rule_performance.checked), 0) as checked,
    coalesce(sum(mart_rule_performance.fired), 0) as fired,
    coalesce(sum(mart_rule_performance.changed), 0) as changed,
    coalesce(sum(mart_rule_performance.overruled), 0) as overruled,
    sum(mart_rule_performance.changed) / nullif(sum(mart_rule_performance.fired), 0) as hit_rate,
    median(mart_rule_performance.median_hours_to_decide) as median_hours_to_decide
from dim_rule
left join mart_rule_performance
    on dim_rule.rule_id = mart_rule_performance.rule_id
    and (
        $period is null
        or (
            mart_rule_performance.period <= $period
            and mart_rule_performance.period
            > strftime(cast(concat($period, '-01') as date) - interval 12 month, '%Y-%m')
        )
    )
group by
    dim_rule.rule_id,
    dim_rule.name,
    dim_rule.message_zh,
    dim_rule.category,
    dim_rule.severity,
    dim_rule.effect,
    dim_rule.owner,
    dim_rule.not_evaluated_reason
order by dim_rule.rule_id
