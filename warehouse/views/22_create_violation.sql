-- Grain: one row per rule failed or not evaluated on one thing.
create or replace view violation as
select
    ops_violation.observation_id,
    ops_violation.rule_id,
    ops_violation.outcome,
    ops_violation.severity,
    ops_violation.effect,
    coalesce(ops_observation.source_file, dim_submission.source_file) as source_file,
    ops_observation.member,
    ops_observation.address,
    ops_violation.issue_id,
    ops_violation.suggestion_value,
    ops_violation.violation_id,
    ops_violation.rule_version,
    ops_violation.period,
    ops_violation.submitter_code,
    ops_violation.submission_id,
    ops_violation.operands,
    ops_violation.follows_from,
    ops_violation.message,
    ops_violation.evidence
from ops_violation
left join ops_observation
    on ops_violation.observation_id = ops_observation.observation_id
left join dim_submission
    on ops_violation.submission_id = dim_submission.submission_id
