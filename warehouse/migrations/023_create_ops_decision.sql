-- Grain: one row per decision used or retired for a reporting month.
create table ops_decision (
    decision_id varchar,
    kind varchar,
    issue_id varchar,
    submitter_code varchar,
    period varchar,
    reason varchar,
    author varchar,
    decided_at timestamp,
    observation_id varchar,
    observation_key varchar,
    raw varchar,
    value double,
    confirmed_by varchar,
    rules varchar,
    operands varchar,
    alias_kind varchar,
    alias_wording varchar,
    alias_code varchar,
    state varchar
)
