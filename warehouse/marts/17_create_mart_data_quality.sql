-- Grain: one row per month, prefecture and rule that failed or was not evaluated.
create or replace view mart_data_quality as
with reported as (
    select
        period,
        count(*) filter (where state <> 'not_reported') as reported_count,
        count(*) as reporter_count
    from fct_reporting
    group by period
)
select
    ops_violation.period,
    ops_violation.submitter_code as region_code,
    dim_region.name_zh as region_name,
    ops_violation.rule_id,
    dim_rule.name as rule_name,
    regexp_replace(dim_rule.message_zh, '\{[^{}]*\}', '…', 'g') as rule_message,
    ops_violation.severity,
    ops_violation.effect,
    count(*) filter (where ops_violation.outcome = 'fail') as failed,
    count(*) filter (where ops_violation.outcome = 'not_evaluated') as not_evaluated,
    count(distinct ops_violation.observation_id) as observations,
    count(distinct ops_observation.observation_id) filter (where ops_observation.status = 'held') as held,
    count(distinct ops_violation.issue_id) as issues,
    reported.reported_count,
    reported.reporter_count,
    concat(reported.reported_count, '/', reported.reporter_count) as coverage
from ops_violation
left join reported
    on ops_violation.period = reported.period
left join dim_region
    on ops_violation.submitter_code = dim_region.region_code
left join dim_rule
    on ops_violation.rule_id = dim_rule.rule_id
left join ops_observation
    on ops_violation.observation_id = ops_observation.observation_id
group by
    ops_violation.period,
    ops_violation.submitter_code,
    dim_region.name_zh,
    ops_violation.rule_id,
    dim_rule.name,
    dim_rule.message_zh,
    ops_violation.severity,
    ops_violation.effect,
    reported.reported_count,
    reported.reporter_count
