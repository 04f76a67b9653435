-- Grain: one row per rule failed or not evaluated on one thing.
create table ops_violation (
    violation_id varchar,
    rule_id varchar,
    rule_version integer,
    severity varchar,
    effect varchar,
    outcome varchar,
    period varchar,
    submitter_code varchar,
    submission_id varchar,
    observation_id varchar,
    operands varchar[],
    suggestion_value double,
    follows_from varchar,
    message varchar,
    evidence varchar,
    issue_id varchar
)
