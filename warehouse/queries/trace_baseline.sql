-- Grain: one row per observation whose submission was approved before it was imported, while its value is as reported.
select
    ops_baseline.load_id,
    ops_baseline.approved_by,
    ops_baseline.approved_at
from ops_observation_ever
join ops_baseline
    on ops_observation_ever.submission_id = ops_baseline.submission_id
where ops_observation_ever.observation_id = $observation_id
    and ops_observation_ever.status = 'accepted'
    and ops_observation_ever.is_corrected is not true
