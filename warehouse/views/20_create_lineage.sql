-- Grain: one row per fact key and recorded interval.
create or replace view lineage as
select
    fct_observation.observation_key,
    fct_observation.version,
    fct_observation.region_code,
    fct_observation.period,
    fct_observation.period_type,
    fct_observation.indicator_code,
    fct_observation.scope,
    fct_observation.value,
    fct_observation.unit_code,
    fct_observation.status,
    fct_observation.cause,
    fct_observation.recorded_from,
    fct_observation.recorded_to,
    fct_observation.observation_id,
    fct_observation.submission_id,
    ops_observation_ever.source_file,
    ops_observation_ever.member,
    ops_observation_ever.address,
    ops_observation_ever."start",
    ops_observation_ever."end",
    ops_observation_ever.raw,
    ops_observation_ever.quote,
    ops_observation_ever.value_reported,
    fct_observation.is_corrected,
    dim_submission.content_sha256,
    dim_submission.content_sha256 as sha256,
    dim_submission.received_at,
    dim_submission.is_synthetic
from fct_observation
left join ops_observation_ever
    on fct_observation.observation_id = ops_observation_ever.observation_id
left join dim_submission
    on fct_observation.submission_id = dim_submission.submission_id
