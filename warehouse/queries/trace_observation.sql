-- Grain: one row per number behind an observation id or a fact key; those that facts cite, newest version first.
with cited as (
    select
        observation_id,
        max(version) as version
    from fct_observation
    where observation_key = $id
    group by observation_id
)
select
    ops_observation_ever.observation_id,
    ops_observation_ever.raw,
    ops_observation_ever.value,
    ops_observation_ever.value_reported,
    ops_observation_ever.unit_code,
    ops_observation_ever.is_corrected,
    ops_observation_ever.status,
    ops_observation_ever.hold_reason,
    ops_observation_ever.quote,
    ops_observation_ever.row_labels,
    ops_observation_ever.column_labels,
    ops_observation_ever.source_file,
    ops_observation_ever.member,
    ops_observation_ever.address,
    ops_observation_ever."start",
    ops_observation_ever."end",
    ops_observation_ever.submission_id,
    ops_observation_ever.submitter_code,
    ops_observation_ever.reported_in,
    dim_submission.content_sha256,
    dim_submission.received_at,
    dim_submission.is_synthetic,
    dim_submission.state as submission_state,
    dim_region.name_zh as submitter_name,
    dim_indicator.name_zh as indicator_name,
    ops_observation_ever.issue_id
from ops_observation_ever
left join cited
    on ops_observation_ever.observation_id = cited.observation_id
left join dim_submission
    on ops_observation_ever.submission_id = dim_submission.submission_id
left join dim_region
    on ops_observation_ever.submitter_code = dim_region.region_code
left join dim_indicator
    on ops_observation_ever.indicator_code = dim_indicator.indicator_code
where ops_observation_ever.observation_id = $id
    or cited.observation_id is not null
order by
    cited.version desc nulls last,
    ops_observation_ever.observation_id
