-- Grain: one row per issue of a reporting month.
create table ops_issue (
    issue_id varchar,
    period varchar,
    region_code varchar,
    severity varchar,
    effect varchar,
    title varchar,
    rule_ids varchar[],
    observation_ids varchar[],
    submission_id varchar,
    source_file varchar,
    member varchar,
    address varchar,
    raw varchar,
    evidence varchar[],
    evidence_json varchar,
    suggestion_value double,
    suggestion_reason varchar,
    weight double,
    status varchar
)
