-- Grain: one row per rule, submission or submitter, and reporting month.
insert into ops_rule_result (
    period,
    stage,
    submitter_code,
    submission_id,
    rule_id,
    rule_version,
    checked,
    passed,
    failed,
    not_evaluated
)
select
    period,
    stage,
    submitter_code,
    submission_id,
    rule_id,
    rule_version,
    checked,
    passed,
    failed,
    not_evaluated
from incoming_ops_rule_result
