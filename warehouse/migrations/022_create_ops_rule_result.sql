-- Grain: one row per rule, submission or submitter, and reporting month.
create table ops_rule_result (
    period varchar,
    stage varchar,
    submitter_code varchar,
    submission_id varchar,
    rule_id varchar,
    rule_version integer,
    checked bigint,
    passed bigint,
    failed bigint,
    not_evaluated bigint
)
