-- Grain: one row per file or member of a submission.
insert into ops_submission_file (
    submission_id,
    period,
    submitter_code,
    source_file,
    member,
    content_sha256,
    format,
    document_form,
    state,
    found,
    counted,
    error_code,
    message,
    load_id
)
select
    submission_id,
    period,
    submitter_code,
    source_file,
    member,
    content_sha256,
    format,
    document_form,
    state,
    found,
    counted,
    error_code,
    message,
    load_id
from incoming_ops_submission_file
