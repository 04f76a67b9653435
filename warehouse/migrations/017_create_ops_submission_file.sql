-- Grain: one row per file or member of a submission.
create table ops_submission_file (
    submission_id varchar,
    period varchar,
    submitter_code varchar,
    source_file varchar,
    member varchar,
    content_sha256 varchar,
    format varchar,
    document_form varchar,
    state varchar,
    found bigint,
    counted bigint,
    error_code varchar,
    message varchar,
    load_id bigint
)
