-- Grain: one row per submission.
create table dim_submission (
    submission_id varchar,
    submitter_code varchar,
    period varchar,
    content_sha256 varchar,
    source_file varchar,
    received_at timestamp,
    load_id bigint,
    is_synthetic boolean,
    document_form varchar,
    state varchar,
    is_complete boolean,
    reporting_unit varchar,
    period_stated varchar,
    form_number varchar,
    filled_on varchar,
    is_sealed boolean,
    has_responsible boolean,
    has_filled_by boolean,
    superseded_by_load bigint
)
