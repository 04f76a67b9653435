-- Grain: one row, a number with the file it stands in.
select
    ops_observation_ever.observation_id,
    ops_observation_ever.submission_id,
    ops_observation_ever.submitter_code,
    ops_observation_ever.source_file,
    ops_observation_ever.member,
    ops_observation_ever.address,
    ops_observation_ever."start",
    ops_observation_ever."end",
    ops_observation_ever.raw,
    dim_submission.content_sha256
from ops_observation_ever
join dim_submission
    on ops_observation_ever.submission_id = dim_submission.submission_id
where ops_observation_ever.observation_id = $observation_id
