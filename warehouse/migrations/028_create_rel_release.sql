-- Grain: one row per closed release of a month.
create table rel_release (
    release_number integer,
    period varchar,
    issue_in_month integer,
    content_sha256 varchar,
    signed_by varchar,
    reason varchar,
    closed_at timestamp,
    fact_count bigint,
    provisional_count bigint,
    open_issue_count bigint,
    reported_count bigint,
    reporter_count bigint
)
