-- Grain: one row per rule and reporting month in which it looked at anything, fired or was decided about.
create or replace view mart_rule_performance as
with looked as (
    select
        rule_id,
        period,
        sum(checked) as checked,
        sum(passed) as passed,
        sum(not_evaluated) as not_evaluated
    from ops_rule_result
    group by
        rule_id,
        period
),
last_ruling as (
    -- A correction is decided, then confirmed: the last word counts. A return is a question, not a ruling.
    select
        ops_decision.decision_id,
        ops_decision.kind,
        ops_decision.period,
        ops_decision.issue_id,
        ops_decision.rules,
        ops_decision.decided_at,
        coalesce(ops_observation_ever.submission_id, ops_issue.submission_id) as submission_id
    from ops_decision
    left join ops_observation_ever
        on ops_decision.observation_id = ops_observation_ever.observation_id
    left join ops_issue
        on ops_decision.issue_id = ops_issue.issue_id
    where ops_decision.kind <> 'return'
    qualify row_number() over (
        partition by ops_decision.issue_id
        order by ops_decision.decided_at desc, ops_decision.decision_id
    ) = 1
),
ruled as (
    select
        last_ruling.decision_id,
        last_ruling.kind,
        last_ruling.period,
        unnest(json_keys(last_ruling.rules)) as rule_id,
        date_diff('minute', dim_submission.received_at, last_ruling.decided_at) / 60.0 as hours
    from last_ruling
    left join dim_submission
        on last_ruling.submission_id = dim_submission.submission_id
),
decided as (
    select
        rule_id,
        period,
        count(*) filter (where kind <> 'accept') as changed,
        count(*) filter (where kind = 'accept') as overruled,
        median(hours) filter (where hours >= 0) as median_hours_to_decide
    from ruled
    group by
        rule_id,
        period
),
standing as (
    select
        rule_id,
        period,
        count(*) as failing
    from ops_violation
    where outcome = 'fail'
    group by
        rule_id,
        period
),
seen as (
    select
        coalesce(looked.rule_id, decided.rule_id, standing.rule_id) as rule_id,
        coalesce(looked.period, decided.period, standing.period) as period,
        looked.checked,
        looked.passed,
        coalesce(looked.not_evaluated, 0) as not_evaluated,
        coalesce(standing.failing, 0) as failing,
        coalesce(decided.changed, 0) as changed,
        coalesce(decided.overruled, 0) as overruled,
        decided.median_hours_to_decide
    from looked
    full outer join standing
        on looked.rule_id = standing.rule_id
        and looked.period = standing.period
    full outer join decided
        on coalesce(looked.rule_id, standing.rule_id) = decided.rule_id
        and coalesce(looked.period, standing.period) = decided.period
)
select
    seen.period,
    seen.rule_id,
    dim_rule.name as rule_name,
    dim_rule.category,
    dim_rule.severity,
    dim_rule.effect,
    seen.checked,
    seen.passed,
    seen.not_evaluated,
    seen.failing,
    -- What a decision has changed fails no longer, but it did fire; what was accepted fails still.
    seen.failing + seen.changed as fired,
    seen.changed,
    seen.overruled,
    seen.changed / nullif(seen.failing + seen.changed, 0) as hit_rate,
    seen.median_hours_to_decide
from seen
left join dim_rule
    on seen.rule_id = dim_rule.rule_id
