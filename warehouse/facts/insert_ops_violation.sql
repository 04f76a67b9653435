-- Grain: one row per rule failed or not evaluated on one thing.
insert into ops_violation (
    violation_id,
    rule_id,
    rule_version,
    severity,
    effect,
    outcome,
    period,
    submitter_code,
    submission_id,
    observation_id,
    operands,
    suggestion_value,
    follows_from,
    message,
    evidence,
    issue_id
)
select
    violation_id,
    rule_id,
    rule_version,
    severity,
    effect,
    outcome,
    period,
    submitter_code,
    submission_id,
    observation_id,
    operands,
    suggestion_value,
    follows_from,
    message,
    evidence,
    issue_id
from incoming_ops_violation
