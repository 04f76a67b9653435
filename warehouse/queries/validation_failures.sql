-- Grain: one row per rule failed on one thing in the month; heaviest issue first, then the place in the file.
select
    ops_violation.violation_id,
    ops_violation.rule_id,
    ops_violation.severity,
    ops_violation.effect,
    ops_violation.submitter_code,
    coalesce(dim_region.name_zh, '未识别单位') as submitter_name,
    ops_violation.issue_id,
    ops_issue.title as issue_title,
    coalesce(ops_issue.weight, 0) as issue_weight,
    coalesce(ops_issue.status, '') as issue_status,
    -- The suggestion is about the number that leads the issue, not about others of the same cause.
    case
        when ops_violation.observation_id = ops_issue.observation_ids[1] then ops_issue.suggestion_value
    end as issue_suggestion,
    case
        when ops_violation.observation_id = ops_issue.observation_ids[1] then ops_issue.suggestion_reason
    end as suggestion_reason,
    coalesce(ops_observation.source_file, dim_submission.source_file) as source_file,
    ops_observation.member,
    ops_observation.address,
    ops_observation.raw,
    ops_observation.status as disposition,
    ops_observation.unit_code,
    ops_violation.message,
    ops_violation.suggestion_value,
    dim_rule.remedy_zh
from ops_violation
left join ops_observation
    on ops_violation.observation_id = ops_observation.observation_id
left join dim_submission
    on ops_violation.submission_id = dim_submission.submission_id
left join dim_region
    on ops_violation.submitter_code = dim_region.region_code
left join ops_issue
    on ops_violation.issue_id = ops_issue.issue_id
left join dim_rule
    on ops_violation.rule_id = dim_rule.rule_id
where ops_violation.period = $period
    and ops_violation.outcome = 'fail'
order by
    ops_violation.submitter_code,
    issue_weight desc,
    ops_violation.issue_id,
    source_file,
    ops_observation.member,
    ops_observation.address,
    ops_violation.rule_id
