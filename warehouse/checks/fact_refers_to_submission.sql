-- Grain: one row per fact without the submission it cites. Must be empty.
select
    fct_observation.observation_id,
    fct_observation.submission_id
from fct_observation
anti join dim_submission
    on fct_observation.submission_id = dim_submission.submission_id
where fct_observation.period between
    coalesce(getvariable('checked_from'), '') and coalesce(getvariable('checked_to'), '9')
